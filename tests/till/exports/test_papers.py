"""firmware.till.exports.papers: what an inspector takes along on paper."""

from dataclasses import replace

import pytest

from firmware.export.package import names
from firmware.till.exports.papers import ROOT, export_paper
from firmware.till.exports.requests import ExportKind, ExportResult
from firmware.till.papers.paper import to_document
from tests.till.paper import lines_of
from tests.till.playbook import STALL, Playbook


@pytest.fixture
def result() -> ExportResult:
    """An export as the app tells of it."""
    book = Playbook().play("@stick new\nF 70 2 BAR BAR")
    assert book.usb.wanted is not None
    return book.usb.made(book.usb.wanted, book)


def lines(result: ExportResult, columns: int = 32) -> list[str]:
    """The slip, blanks drawn together."""
    document = to_document(export_paper(Playbook().till, result), STALL.header, columns, "")
    return [" ".join(line.split()) for line in lines_of(document)]


def test_a_whole_one(result: ExportResult) -> None:
    """K026: what, of which days, how much, whole, where, and how it is told from another."""
    expected = [
        "PRÜFPROTOKOLL",
        "Export: alles für die Prüfung",
        "Kasse GRAZ-01",
        "von 01.07.2026",
        "bis 20.11.2026",
        "Bons 411",
        "Journalzeilen 4711",
        "Dateien 19",
        "vom Stick zurückgelesen gleich",
        "Buch: Hashes, Kette ok",
        "DEP: Signaturen, Kette ok",
        "Registrierkasse/GRAZ-01/",
        "2026-11-20_104200_pruefung",
        "Siegel Signaturkarte",
        "4f1c 09ab 77e3 d520",
        "kein Umsatz, nicht signiert",
    ]
    printed = [line for line in lines(result) if line in expected]
    assert expected == printed


def test_with_findings(result: ExportResult) -> None:
    """At most ten of them; the rest is in the list on the stick."""
    findings = tuple(f"Beleg verändert: {number}" for number in range(1, 14))
    printed = lines(replace(result, is_whole=False, findings=findings))
    assert "BEFUNDE DER PRÜFUNG" in printed
    assert "- Beleg verändert: 10" in printed
    assert "und 3 weitere" in printed
    assert "- Beleg verändert: 11" not in printed
    assert [] == [line for line in printed if line.endswith(" ok")]


def test_without_a_seal(result: ExportResult) -> None:
    """In an outage it is made all the same, and says so."""
    assert "Siegel OHNE (keine Karte)" in lines(replace(result, is_sealed=False))


def test_a_dep_has_no_journal(result: ExportResult) -> None:
    """What is not in it is not counted."""
    printed = lines(replace(result, kind=ExportKind.DEP7))
    assert "Export: DEP (RKSV)" in printed
    assert [] == [line for line in printed if line.startswith("Journalzeilen")]


def test_what_nobody_says_is_left_out() -> None:
    """An app that tells only of the folder."""
    printed = lines(ExportResult(kind=ExportKind.COPY, folder="x"))
    assert [] == [
        line for line in printed if line.startswith(("von", "bis", "Dateien", "MANIFEST"))
    ]


def test_the_folder_is_the_one_on_the_stick() -> None:
    """The counter knows no files, so it says the name itself."""
    assert names.ROOT == ROOT


def test_a_journal_has_no_dep(result: ExportResult) -> None:
    """What was not examined is not said to be well."""
    printed = lines(replace(result, kind=ExportKind.JOURNAL))
    assert "Buch: Hashes, Kette ok" in printed
    assert [] == [line for line in printed if line.startswith("DEP:")]
