"""Reports of an export: valid by their schema, readable on paper, the same figures in both."""

import io
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

from firmware.export.package.part import Sight
from firmware.export.reports import reports
from firmware.export.reports.totals import months, totals
from firmware.till import texts

SCHEMAS = Path(__file__).resolve().parents[3] / "docs" / "schemas"


def _files(sight: Sight, folder: Path) -> dict[str, Path]:
    found = {}
    for part in reports.parts(sight):
        path = folder / Path(part.name).name
        with path.open("wb") as out:
            part.write(sight, out)
        found[part.name] = path
    return found


def _text(path: Path) -> str:
    command = ["pdftotext", "-layout", str(path), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_files_of_an_export(sight: Sight) -> None:
    """History and figures, each for programs and for people."""
    assert {
        "stamm/verlauf.xml",
        "stamm/verlauf.pdf",
        "berichte/berichte.xml",
        "berichte/berichte.pdf",
    } == {part.name for part in reports.parts(sight)}


def test_both_are_valid_by_their_schema(sight: Sight, tmp_path: Path) -> None:
    """An independent reader (libxml2) finds every element where the schema has it."""
    files = _files(sight, tmp_path)
    for name in ("stamm/verlauf.xml", "berichte/berichte.xml"):
        schema = SCHEMAS / f"{files[name].stem}.xsd"
        command = ["xmllint", "--noout", "--schema", str(schema), str(files[name])]
        ran = subprocess.run(command, check=False, capture_output=True, text=True)
        assert 0 == ran.returncode, ran.stderr


def test_the_xml_has_the_figures(sight: Sight) -> None:
    """Whoever adds up the rates of the months has the sum of all."""
    out = io.BytesIO()
    reports.write_xml(sight, out)
    root = ET.fromstring(out.getvalue())
    cents = sum(int(rate.attrib["brutto"]) for rate in root.findall("monat/satz"))
    whole = sum(int(rate.attrib["brutto"]) for rate in root.findall("gesamt/satz"))
    assert totals(months(sight)).turnover_cents == cents == whole
    assert ["1", "2"] == [one.attrib["nummer"] for one in root.findall("tagesabschluss")]


def test_the_paper_says_the_same(sight: Sight, tmp_path: Path) -> None:
    """Read by another program, the PDF names period, turnover, means and each Z."""
    text = _text(_files(sight, tmp_path)["berichte/berichte.pdf"])
    whole = totals(months(sight))
    assert f"Umsatz brutto {texts.money(whole.turnover_cents)}" in " ".join(text.split())
    assert "Oktober 2026" in text
    assert {"BAR", "KARTE"} <= set(text.split())
    assert sight.register_id in text


def test_the_same_export_is_the_same_paper(sight: Sight) -> None:
    """Two exports of one moment are the same bytes."""
    papers = []
    for _ in range(2):
        out = io.BytesIO()
        {part.name: part.write for part in reports.parts(sight)}[reports.PDF_FILE](sight, out)
        papers.append(out.getvalue())
    assert papers[0] == papers[1]
