"""index.xml: what it says is valid, and true of the files that lie beside it."""

import csv
import subprocess
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from firmware.export.package.manifest import is_plain_name
from firmware.export.package.part import Part, Sight
from firmware.export.tables import closings, description, fiscal, history, journal, masterdata
from firmware.export.tables.registry import TABLES

_PARTS = (journal, fiscal, closings, masterdata, history, description)


@pytest.fixture(name="folder")
def _folder(sight: Sight, written: Callable[[Part], bytes], tmp_path: Path) -> Path:
    """An export with every table."""
    for module in _PARTS:
        for part in module.parts(sight):
            path = tmp_path / part.name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(written(part))
    return tmp_path


def valid(path: Path) -> None:
    """What libxml2 says of a document and its type."""
    command = ["xmllint", "--noout", "--nonet", "--valid", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "") == (done.returncode, done.stderr)


def test_it_is_valid_and_tells_the_files(folder: Path) -> None:
    """Each table is there, its heading is as told, and its key tells its rows apart."""
    valid(folder / "index.xml")
    index = etree.parse(folder / "index.xml")
    tables = index.findall(".//Table")
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*.csv")} == {
        table.findtext("URL") for table in tables
    }
    for table in tables:
        form = table.find("VariableLength")
        keys = [key.findtext("Name") for key in form.findall("VariablePrimaryKey")]
        columns = [column.findtext("Name") for column in form.findall("VariableColumn")]
        with (folder / table.findtext("URL")).open(encoding="utf-8-sig", newline="") as file:
            delimiter, quote = form.findtext("ColumnDelimiter"), form.findtext("TextEncapsulator")
            rows = list(csv.reader(file, delimiter=delimiter, quotechar=quote, strict=True))
        assert "\r\n" == form.findtext("RecordDelimiter")
        heading, *lines = rows[int(table.findtext("Range/From")) - 2 :]
        assert [*keys, *columns] == heading
        found = [tuple(line[: len(keys)]) for line in lines]
        assert len(set(found)) == len(found) or not keys
        assert lines


def test_every_cell_is_of_the_type_it_tells(folder: Path) -> None:
    """Numbers where it says Numeric, with as many digits; days where it says Date."""
    index = etree.parse(folder / "index.xml")
    for table in index.findall(".//Table"):
        form = table.find("VariableLength")
        kinds = [
            (one.find("Numeric/Accuracy"), one.find("Numeric"), one.find("Date/Format"))
            for one in (*form.findall("VariablePrimaryKey"), *form.findall("VariableColumn"))
        ]
        with (folder / table.findtext("URL")).open(encoding="utf-8-sig", newline="") as file:
            _, *lines = csv.reader(file, delimiter=";", strict=True)
        for line in lines:
            for cell, (accuracy, numeric, date) in zip(line, kinds, strict=True):
                if date is not None and cell:
                    assert ("YYYY-MM-DD", 10) == (date.text, len(cell))
                if numeric is not None and cell:
                    whole, _, digits = cell.partition(",")
                    assert int(whole) is not None
                    assert int(accuracy.text if accuracy is not None else 0) == len(digits)


def test_hard_words_do_not_break_it(sight: Sight, tmp_path: Path) -> None:
    """Whatever the header of the receipts says, the document is one."""
    hard = replace(sight, firm=("A & B <Stand>\x01\ufffe", '"Graz"; ]]>'))
    for part in description.parts(hard):
        out = BytesIO()
        part.write(hard, out)
        (tmp_path / part.name).write_bytes(out.getvalue())
    valid(tmp_path / "index.xml")
    firm = etree.parse(tmp_path / "index.xml").findtext(".//DataSupplier/Name")
    assert "A & B <Stand>␁\N{REPLACEMENT CHARACTER}" == firm


def test_an_export_of_some_tables_tells_these(
    sight: Sight, written: Callable[[Part], bytes]
) -> None:
    """A journal alone does not promise receipts."""
    index, _ = description.parts_of(journal.TABLES)
    told = etree.fromstring(
        written(index).replace(b"<!DOCTYPE", b"<!-- ").replace(b'dtd">', b"-->")
    )
    assert ["journal/journal.csv", "journal/positionen.csv"] == [
        url.text for url in told.iter("URL")
    ]
    assert [] == [part.name for part in description.parts(sight) if not is_plain_name(part.name)]


def test_files_of_all_tables_differ() -> None:
    """No table is written over another one; every column says what it holds."""
    files = [table.file_of("X") for table in TABLES]
    assert len(files) == len(set(files))
    assert [] == [
        (table.file, column.name)
        for table in TABLES
        for column in table.columns
        if not column.meaning
    ]
