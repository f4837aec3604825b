"""CSV as a spreadsheet opens it: LibreOffice, without a screen, with a profile of its own."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from lxml import etree

from firmware.export.package.part import Part, Sight
from firmware.export.tables import closings, csv_form, fiscal, history, journal, masterdata
from firmware.export.tables.registry import TABLES
from firmware.export.tables.table import Sort

#: Semicolon, quote, UTF-8, from the first line; as a person confirms the dialogue.
FILTER = "CSV:59,34,76,1"
_MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def sheet(path: Path) -> tuple[list[list[str]], int]:
    """The cells of a workbook's first sheet as texts, and how many of them reckon."""
    with ZipFile(path) as archive:
        texts = [
            "".join(one.itertext())
            for one in etree.fromstring(archive.read("xl/sharedStrings.xml"))
        ]
        root = etree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
    rows = []
    for row in root.iterfind(".//m:row", _MAIN):
        cells: dict[str, str] = {}
        for cell in row.iterfind("m:c", _MAIN):
            column = cell.get("r").rstrip("0123456789")
            value = cell.findtext("m:v", "", _MAIN)
            cells[column] = texts[int(value)] if cell.get("t") == "s" else value
        rows.append(cells)
    columns = list(rows[0])
    found = [[cells.get(column, "") for column in columns] for cells in rows]
    return found, len(root.findall(".//m:f", _MAIN))


@pytest.mark.timeout(120)
def test_a_spreadsheet_shows_what_was_written(
    sight: Sight, written: Callable[[Part], bytes], tmp_path: Path
) -> None:
    """Every row one row, every text as it is, nothing reckoned; all files in one conversion."""
    for module in (journal, fiscal, closings, masterdata, history):
        for part in module.parts(sight):
            if part.name.endswith(".csv"):
                (tmp_path / Path(part.name).name).write_bytes(written(part))
    files = sorted(tmp_path.glob("*.csv"))
    command = [
        "soffice",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--headless",
        f"--infilter={FILTER}",
        *("--convert-to", "xlsx", "--outdir", str(tmp_path), *map(str, files)),
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=100)

    seen = 0
    for table in TABLES:
        name = Path(table.file_of(sight.register_id)).name
        rows, formulas = sheet(tmp_path / name.replace(".csv", ".xlsx"))
        with (tmp_path / name).open("rb") as file:
            expected = list(csv_form.read(table, file, name))
        assert 0 == formulas, name
        assert list(table.heading) == rows[0], name
        assert len(expected) + 1 == len(rows), name
        texts = [
            index
            for index, column in enumerate(table.columns)
            if column.sort in (Sort.TEXT, Sort.RAW)
        ]
        for values, cells in zip(expected, rows[1:], strict=True):
            for index in texts:
                text = str(values[index])
                if _is_text(text):
                    assert cells[index] in (text, f"'{text}"), (name, table.heading[index])
                    seen += 1
    assert seen > 1000


def _is_text(text: str) -> bool:
    """Whether a spreadsheet cannot take it for a number or a time."""
    return bool(text) and not text[0].isdigit() and not text[1:2].isdigit()
