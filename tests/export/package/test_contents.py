"""firmware.export.package.contents: which files each kind has."""

from dataclasses import replace
from pathlib import Path

import pytest

from firmware.export.errors import EmptyPeriodError
from firmware.export.package.contents import parts_of, weight_of
from firmware.export.package.examination import examine
from firmware.export.package.folder import write_folder
from firmware.export.package.manifest import Span, is_plain_name
from firmware.till.exports.requests import ExportKind
from tests.export.package.conftest import Sold, means

DEP = "dep-export__GRAZ-01__2026-11-20__2026-11-22.json"
JOURNAL = {
    "journal/journal.txt",
    "journal/journal.csv",
    "journal/positionen.csv",
    "journal/ereignisse.json",
}
REST = {
    "csv/belege__GRAZ-01__BON.csv",
    "csv/zahlungen__GRAZ-01__BON.csv",
    "csv/tagesabschluesse.csv",
    "stamm/warengruppen.csv",
    "stamm/artikel.csv",
    "stamm/bediener.csv",
    "stamm/steuersaetze.csv",
    "stamm/verlauf.csv",
    "stamm/verlauf.xml",
    "stamm/verlauf.pdf",
    "berichte/berichte.pdf",
    "berichte/berichte.xml",
    "index.xml",
    "gdpdu-01-09-2004.dtd",
}
VIEWER = "BETRACHTER.html"
COPY = "sicherung/book.sqlite"


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ExportKind.DEP7, {DEP, VIEWER}),
        (ExportKind.JOURNAL, {*JOURNAL, VIEWER}),
        *(
            (kind, {DEP, *JOURNAL, *REST, VIEWER})
            for kind in (ExportKind.INSPECTION, ExportKind.OWNER, ExportKind.ENDING)
        ),
        (ExportKind.COPY, {DEP, *JOURNAL, *REST, VIEWER, COPY}),
    ],
)
def test_each_kind_has_its_files(sold: Sold, kind: ExportKind, expected: set[str]) -> None:
    """Each once, under a name that every medium and the list take."""
    found = [one.name for one in parts_of(kind, sold.order().sight)]
    assert (expected, len(expected)) == (set(found), len(found))
    assert all(is_plain_name(one) for one in found)


def test_a_dep_of_nothing_is_none(sold: Sold) -> None:
    """It would prove nothing; everything else is there without receipts, too."""
    sight = sold.order().sight
    without = replace(sight, receipts=Span(first=0, last=0))
    with pytest.raises(EmptyPeriodError):
        parts_of(ExportKind.DEP7, without)
    found = {one.name for one in parts_of(ExportKind.OWNER, without)}
    assert {*JOURNAL, *REST, VIEWER} == found


def test_every_file_can_be_written(sold: Sold, tmp_path: Path) -> None:
    """A real till's book, whole: nothing is found against it, every file stands in the list."""
    order = sold.order()
    parts = parts_of(ExportKind.COPY, order.sight)
    whole = replace(order, kind=ExportKind.COPY, parts=parts)
    written = write_folder(tmp_path, whole, means(tmp_path))
    assert () == written.findings
    names = {one.name for one in written.manifest.files}
    assert {one.name for one in parts} < names


def test_every_file_has_a_weight(sold: Sold) -> None:
    """What is written for each receipt or row is known before, for the bar and for the room."""
    light = {"stamm/", "index.xml", "gdpdu"}
    for part in parts_of(ExportKind.COPY, sold.order().sight):
        size = weight_of(part.name).of(100_000, 500_000)
        is_light = any(part.name.startswith(one) for one in light)
        assert is_light is (size.rows == 0), part.name


def test_the_examination_is_of_what_is_in_sight(sold: Sold) -> None:
    """A whole book has no findings, with or without its DEP."""
    assert () == examine(sold.order().sight, None)
