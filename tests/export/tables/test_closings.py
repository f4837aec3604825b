"""tagesabschluesse.csv: each Z as it was stored, each day as its receipts say."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO

import pytest

from firmware.export.package.manifest import Span
from firmware.export.package.part import Part, Sight
from firmware.export.tables import closings, csv_form
from firmware.export.tables.closings import CLOSINGS
from firmware.till.closing.zreport import from_content
from tests.export.tables import big_book
from tests.store.till import Till

Line = dict[str, str]


@pytest.fixture(name="text")
def _text(sight: Sight, written: Callable[[Part], bytes]) -> bytes:
    (part,) = closings.parts(sight)
    return written(part)


def lines_of(text: bytes) -> list[Line]:
    """The lines, by the reader of the library alone."""
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


def cents(text: str) -> int:
    """`1,20` as 120."""
    return int(text.replace(",", ""))


def test_each_z_is_as_it_was_printed(sight: Sight, text: bytes) -> None:
    """Number, rows, receipts, turnover, drawer: the figures of the row, in words of the slip."""
    lines = lines_of(text)
    for row in sight.book.journal(kind="Z"):
        report = from_content(row.content)
        number = str(report.number)
        own = [line for line in lines if line["Z-Nummer"] == number]
        head, *rest = own
        drawer = report.figures.drawer
        assert "Z" == head["Zeilentyp"]
        assert [
            report.first_seq,
            report.last_seq,
            report.figures.first_number,
            report.figures.last_number,
            report.figures.total.count,
        ] == [
            int(head[name])
            for name in (
                "Erste Journalzeile",
                "Letzte Journalzeile",
                "Erster Beleg",
                "Letzter Beleg",
                "Belege",
            )
        ]
        assert [
            report.figures.turnover_cents,
            drawer.opening_cents,
            drawer.cash_cents,
            drawer.expected_cents,
            report.counted_cents,
            report.difference_cents,
        ] == [
            cents(head[name])
            for name in ("Umsatz", "Anfangsbestand", "Barumsatz", "Soll", "Ist", "Differenz")
        ]
        rates = [line for line in rest if line["Zeilentyp"] == "Z Steuersatz"]
        means = [line for line in rest if line["Zeilentyp"] == "Z Zahlungsart"]
        assert [*rates, *means] == rest
        assert cents(head["Umsatz"]) == sum(cents(line["Brutto"]) for line in rates)
        assert cents(head["Summe"]) == sum(cents(line["Betrag"]) for line in means)


def test_days_come_to_what_the_z_say_and_what_is_open(sight: Sight, text: bytes) -> None:
    """Both reckonings of the same receipts: what no Z has closed yet is the rest."""
    lines = lines_of(text)

    def total(type_: str, name: str) -> int:
        return sum(cents(line[name]) for line in lines if line["Zeilentyp"] == type_)

    open_cents = total("Tag", "Summe") - total("Z", "Summe")
    last = sight.book.last_receipt()
    assert last is not None
    assert open_cents == sum(tender["amount_cents"] for tender in last.content["tenders"])
    assert total("Tag", "Umsatz") == total("Tag Steuersatz", "Brutto")
    assert total("Tag", "Summe") == total("Tag Zahlungsart", "Betrag")


def test_it_is_read_back_exactly(text: bytes) -> None:
    """The house's own strict reader takes it; lines are numbered."""
    rows = list(csv_form.read(CLOSINGS, BytesIO(text), CLOSINGS.file))
    assert list(range(1, len(rows) + 1)) == [row[0] for row in rows]


def test_a_part_holds_what_is_in_sight(sight: Sight) -> None:
    """The first Z alone, with the receipts of its days."""
    (first, *_) = sight.book.journal(kind="Z")
    some = replace(sight, journal=Span(first=1, last=first.seq), receipts=Span(first=1, last=3))
    out = BytesIO()
    closings.parts(some)[0].write(some, out)
    lines = lines_of(out.getvalue())
    assert ["1"] == [line["Z-Nummer"] for line in lines if line["Zeilentyp"] == "Z"]
    assert [("1", "3")] == [
        (line["Erster Beleg"], line["Letzter Beleg"])
        for line in lines
        if line["Zeilentyp"] == "Tag"
    ]


def test_a_z_that_cannot_be_read_is_told_without_figures(small_till: Till) -> None:
    """A book somebody meddled with leaves the till all the same."""
    small_till.book.append([small_till.entry("Z", number=1)])
    out = BytesIO()
    sight = big_book.sight_of(small_till.book)
    closings.parts(sight)[0].write(sight, out)
    line, day = lines_of(out.getvalue())
    assert ("Z", "", "", "1") == (
        line["Zeilentyp"],
        line["Z-Nummer"],
        line["Umsatz"],
        line["Nicht lesbar"],
    )
    assert ("Tag", "0,00", "1") == (day["Zeilentyp"], day["Umsatz"], day["Nicht lesbar"])
