"""firmware.export.audit.tables: the table of receipts says of each what was signed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.audit.finding import Findings
from firmware.export.audit.listing import read_listing
from firmware.export.audit.receipts import dep_entries
from firmware.export.audit.tables import examine_receipts
from firmware.export.tables.fiscal import PAYMENTS, RECEIPTS
from tests.export.audit.conftest import Exports
from tests.export.audit.world import change_file, dep_of

TABLE = RECEIPTS.file_of("GRAZ-01")
PAYMENTS_TABLE = PAYMENTS.file_of("GRAZ-01")


def examined(folder: Path, *, without: int | None = None) -> list[tuple[str, str]]:
    """Place and detail of what is found; the DEP7 without one receipt."""
    found = Findings("x")
    entries = dep_entries(folder / dep_of(folder))
    kept = (one for one in entries if one.number != without)
    assert list(examine_receipts(read_listing(folder), kept, found))
    return [(one.place, one.detail) for one in found.kept]


def test_a_table_that_fits(made: Exports) -> None:
    """Sales, returns, practice, zero receipts; entries go by as they are."""
    assert [] == examined(made.whole)
    assert [] == examined(made.receipts_only)


def test_a_receipt_that_only_the_table_has(made: Exports) -> None:
    """Wherever it is."""
    detail = "is in the table and not in the DEP7"
    last = read_listing(made.whole).manifest.receipts.last
    for number in (1, 5, last):
        places = [f"{TABLE}, receipt {number}"]
        if number != 1:
            places.insert(0, f"{PAYMENTS_TABLE}, receipt {number}")
        told = examined(made.whole, without=number)
        assert [(place, detail) for place in places] == sorted(told, reverse=True)


def test_a_receipt_that_only_the_dep_has(whole: Path) -> None:
    """All its lines are gone."""

    def change(text: bytes) -> bytes:
        lines = text.split(b"\r\n")
        return b"\r\n".join(line for line in lines if not line.startswith(b"5;"))

    change_file(whole, TABLE, change)
    assert [(f"{TABLE}, receipt 5", "is in the DEP7 and not in the table")] == examined(whole)


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        (b"2026-11-21 09:00:01", b"2026-11-21 09:00:02", "Belegdatum"),
        (b"Betrag-Satz-Null", b"Betrag-Satz-Viel", "is no field of a receipt"),
        (b"Ermaessigt-1;5,27;0,53;5,80", b"Ermaessigt-1;5,26;0,53;5,80", "Gesamtnetto"),
        (b"Ermaessigt-1;5,27;0,53;5,80", b"Ermaessigt-1;5,27;0,43;5,70", "is 570 cents"),
    ],
)
def test_what_each_line_says(whole: Path, before: bytes, after: bytes, detail: str) -> None:
    """Time, field, tax and sum."""
    change_file(whole, TABLE, lambda text: text.replace(before, after, 1))
    assert any(detail in told for _, told in examined(whole))


@pytest.mark.parametrize(
    "change", [lambda text: text[3:], lambda text: text[:-1], lambda text: text + b"x;y\r\n"]
)
def test_a_table_that_is_none(whole: Path, change: Callable[[bytes], bytes]) -> None:
    """Told once, by its line; the receipts behind it are not told one by one."""
    change_file(whole, TABLE, change)
    ((place, _),) = examined(whole)
    assert place.startswith(f"{TABLE}, line ")


def test_payments_that_fit(made: Exports) -> None:
    """Most receipts are paid, those that are zero by law are not."""
    text = (made.whole / PAYMENTS_TABLE).read_bytes()
    assert text.count(b"\r\n") > 20
    assert not any(line.startswith(b"1;") for line in text.split(b"\r\n"))


@pytest.mark.parametrize(
    ("before", "after", "detail"),
    [
        (b";KARTE;8,30;8,30;", b";BAR;8,30;8,30;", "was paid otherwise"),
        (b";KARTE;8,30;8,30;", b";KARTE;8,20;8,30;", "was paid otherwise"),
        (b"2;2;Zahlungszeile;", b"2;3;Zahlungszeile;", "was paid otherwise"),
        (b"2;1;Beglichene", b"2;7;Beglichene", "does not begin with what was settled"),
        (b";KARTE;8,30;;;;;;8,30", b";KARTE;8,31;;;;;;8,30", "settles itself with another sum"),
        (b";Standardbeleg;nein;ja;", b";Standardbeleg;nein;nein;", "is another receipt"),
    ],
)
def test_what_each_payment_says(whole: Path, before: bytes, after: bytes, detail: str) -> None:
    """Means, sums, order and whose."""
    change_file(whole, PAYMENTS_TABLE, lambda text: text.replace(before, after, 1))
    told = examined(whole)
    assert any(detail in one for _, one in told), told
    assert {f"{PAYMENTS_TABLE}, receipt 2"} == {place for place, _ in told}


def test_payments_that_are_gone_or_too_many(whole: Path) -> None:
    """A receipt that was paid has its lines, one that was not has none."""
    change_file(
        whole,
        PAYMENTS_TABLE,
        lambda text: b"\r\n".join(
            line for line in text.split(b"\r\n") if not line.startswith(b"2;")
        ),
    )
    assert {f"{PAYMENTS_TABLE}, receipt 2"} == {place for place, _ in examined(whole)}
    table = (whole / TABLE).read_bytes().split(b"\r\n")
    kept = [line for line in table if not (line.startswith(b"3;") and b";Zahlung;" in line)]
    (whole / TABLE).write_bytes(b"\r\n".join(kept))
    told = [one for place, one in examined(whole) if place == f"{PAYMENTS_TABLE}, receipt 3"]
    assert ["is paid here, and not in the table of receipts"] == told
