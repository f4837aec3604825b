"""belege.csv and zahlungen.csv: every field an auditor asks for, by name."""

import csv
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO, StringIO
from itertools import groupby
from operator import itemgetter

import pytest

from firmware.export.package.manifest import Span, is_plain_name
from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form, fiscal
from firmware.export.tables.fiscal import PAYMENTS, RECEIPTS
from firmware.store.reader import Reader

Line = dict[str, str]
#: T028 to T045 and T048 to T060, each by the name of its column.
RECEIPT_FIELDS = (
    "Globale Fiskalnummer",
    "Fiskalnummer",
    "Interne Referenz",
    "Belegnummer",
    "Belegdatum",
    "Benutzername",
    "Kassenname",
    "Anzahl",
    "Positionstext",
    "Netto",
    "Steuerbetrag",
    "Brutto",
    "Zahlungsbetrag",
    "Zahlungsart",
    "Steuersatz",
    "Gesamtnetto",
    "Gesamtsteuer",
    "Gesamtbrutto",
)
PAYMENT_FIELDS = (
    *RECEIPT_FIELDS[:7],
    "Beglichene Belegnummer",
    "Beglichenes Belegdatum",
    "Beglichene Zahlungsart",
    "Beglichener Betrag",
    "Verwendete Zahlungsart",
    "Gesamtbetrag",
)


@pytest.fixture(name="files")
def _files(sight: Sight, written: Callable[[Part], bytes]) -> tuple[bytes, bytes]:
    receipts, payments = fiscal.parts(sight)
    return written(receipts), written(payments)


def lines_of(text: bytes) -> list[Line]:
    """The lines, by the reader of the library alone."""
    return list(csv.DictReader(StringIO(text.decode("utf-8-sig"), newline=""), delimiter=";"))


def cents(text: str) -> int:
    """`1,20` as 120."""
    return int(text.replace(",", ""))


def test_every_field_has_its_column(files: tuple[bytes, bytes]) -> None:
    """T028 to T061: and each is filled in some line."""
    for text, fields in zip(files, (RECEIPT_FIELDS, PAYMENT_FIELDS), strict=True):
        lines = lines_of(text)
        assert [] == [field for field in fields if not any(line[field] for line in lines)]


def test_lines_of_a_receipt_stand_together(files: tuple[bytes, bytes]) -> None:
    """T046, T061: contiguous, in the order of the types; numbered from 1."""
    orders = (
        ["Position", "Zahlung", "Steuer"],
        ["Beglichene Zahlungszeile", "Zahlungszeile"],
    )
    for text, order in zip(files, orders, strict=True):
        seen = []
        for number, group in groupby(lines_of(text), itemgetter("Belegnummer")):
            lines = list(group)
            seen.append(int(number))
            types = [line["Zeilentyp"] for line in lines]
            assert sorted(types, key=order.index) == types
            assert [str(place + 1) for place in range(len(lines))] == [
                line["Zeile"] for line in lines
            ]
        assert sorted(set(seen)) == seen


def test_a_stranger_adds_up_the_file(sight: Sight, files: tuple[bytes, bytes]) -> None:
    """From the texts alone: net and tax make gross, positions make taxes, payments the sum."""
    for _, group in groupby(lines_of(files[0]), itemgetter("Belegnummer")):
        lines = list(group)
        items = [line for line in lines if line["Zeilentyp"] == "Position"]
        taxes = [line for line in lines if line["Zeilentyp"] == "Steuer"]
        paid = [cents(line["Zahlungsbetrag"]) for line in lines if line["Zahlungsbetrag"]]
        for tax in taxes:
            own = [line for line in items if line["Steuersatz"] == tax["Steuersatz"]]
            for column, total in (
                ("Netto", "Gesamtnetto"),
                ("Steuerbetrag", "Gesamtsteuer"),
                ("Brutto", "Gesamtbrutto"),
            ):
                assert cents(tax[total]) == sum(cents(line[column]) for line in own)
            assert cents(tax["Gesamtbrutto"]) == cents(tax["Gesamtnetto"]) + cents(
                tax["Gesamtsteuer"]
            )
        assert sum(paid) == sum(cents(tax["Gesamtbrutto"]) for tax in taxes)


def test_practice_is_marked(files: tuple[bytes, bytes]) -> None:
    """A Trainingsbeleg has a number of the series, and is no turnover."""
    for text in files:
        kinds = {line["Belegart"] for line in lines_of(text) if line["Training"] == "ja"}
        assert {"Trainingsbeleg"} == kinds


def test_names_tell_till_and_series(sight: Sight) -> None:
    """T027, T047: two files for each till and series of numbers."""
    names = [part.name for part in fiscal.parts(sight)]
    assert ["csv/belege__GRAZ-01__BON.csv", "csv/zahlungen__GRAZ-01__BON.csv"] == names
    assert all(map(is_plain_name, names))


def test_they_are_read_back_exactly(files: tuple[bytes, bytes]) -> None:
    """The house's own strict reader takes both."""
    for table, text in zip((RECEIPTS, PAYMENTS), files, strict=True):
        rows = list(csv_form.read(table, BytesIO(text), table.file))
        assert len(lines_of(text)) == len(rows)


def test_a_part_holds_what_is_in_sight(sight: Sight) -> None:
    """Receipts 3 to 5, and nothing of the others; none at all: a heading."""
    receipts, _ = fiscal.parts(sight)
    for span, expected in ((Span(first=3, last=5), ["3", "4", "5"]), (Span(first=0, last=0), [])):
        out = BytesIO()
        receipts.write(replace(sight, receipts=span), out)
        numbers = [line["Belegnummer"] for line in lines_of(out.getvalue())]
        assert expected == sorted(set(numbers))


def test_names_in_a_file_are_no_formulas(book: Reader, files: tuple[bytes, bytes]) -> None:
    """What was typed on the keys does not reckon in a spreadsheet."""
    assert "=1+1" in next(book.filed_cells(2, 2))[5]
    for text in files:
        for line in lines_of(text):
            for name, cell in line.items():
                is_number = cell.replace(",", "").removeprefix("-").isdigit()
                assert is_number or not cell.startswith(("=", "+", "-", "@")), name
