"""firmware.store.raw: a book taken apart and put together again."""

from dataclasses import replace
from pathlib import Path
from unittest.mock import ANY

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store import integrity, raw
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.journal import BEFORE_FIRST
from firmware.store.reader import Reader
from tests.store.till import Till

#: Identity and certificate have two rows each.
SEQ_OF_STARTBELEG = 5


def dump(book: Reader) -> list[list[object]]:
    """Every cell of every table that is for ever."""
    tables = ("journal", "identity", "certificates", "receipts")
    return [book.file.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]


@pytest.fixture
def sold(till: Till) -> Book:
    """A book with rows of every kind: signed, in failure form, of no clerk, with umlauts."""
    till.issue(buckets=Buckets(normal=250), entries=[till.entry(text="Käse „reif“\n\t")])
    till.issue(buckets=Buckets(ermaessigt_1=400), is_signed=False)
    till.issue(ReceiptKind.SAMMELBELEG)
    till.book.append([replace(till.entry("START"), clerk=None)])
    return till.book


def test_the_same_book_again(sold: Book, tmp_path: Path) -> None:
    """Anlage Z 4 RKSV: byte for byte, and whole as its own check sees it."""
    copy = tmp_path / "copy.sqlite"
    raw.rebuild(copy, raw.units(sold))
    with Reader.open_read_only(copy) as book:
        assert dump(sold) == dump(book)
        assert () == integrity.check(book, integrity.FULL)
        assert None is book.intent()


def test_from_row_to_row(sold: Book) -> None:
    """A stretch of it, and nothing behind the end."""
    assert [3, 4] == [unit.seq for unit in raw.units(sold, 3, 4)]
    assert [] == list(raw.units(sold, 10_000))


def test_each_follows(sold: Book) -> None:
    """The chain tells of a row that was altered, left out or put elsewhere."""
    before, seq = BEFORE_FIRST, 0
    for unit in raw.units(sold):
        assert raw.follows(unit, seq, before)
        assert not raw.follows(unit, seq + 1, before)
        assert not raw.follows(unit, seq, "1" * 64)
        altered = replace(unit, journal=(*unit.journal[:5], "{ }", unit.hash))
        assert not raw.follows(altered, seq, before)
        before, seq = unit.hash, unit.seq


def test_units_out_of_order(sold: Book, tmp_path: Path) -> None:
    """The schema itself refuses a gap."""
    first, second, third, *_ = raw.units(sold)
    with pytest.raises(StoreError, match="next seq"):
        raw.rebuild(tmp_path / "copy.sqlite", [first, third, second])


def test_a_receipt_that_is_not_there(sold: Book, tmp_path: Path) -> None:
    """What the journal vouches for must be in the table, or nothing is handed on."""
    path = tmp_path / "copy.sqlite"
    *before, last = raw.units(sold, 1, SEQ_OF_STARTBELEG)
    assert last.receipt is not None
    raw.rebuild(path, [*before, replace(last, receipt=None)])
    with Reader.open_read_only(path) as book, pytest.raises(StoreError) as caught:
        list(raw.units(book))
    assert StoreFault.BROKEN is caught.value.fault


def test_a_kind_of_the_book_nobody_knows(sold: Book, tmp_path: Path) -> None:
    """A newer firmware wrote it: it cannot be carried without what it stands for."""
    path = tmp_path / "copy.sqlite"
    unit = next(raw.units(sold))
    strange = (*unit.journal[:4], "book.strange", *unit.journal[5:])
    raw.rebuild(path, [raw.Unit(journal=strange)])
    with Reader.open_read_only(path) as book, pytest.raises(StoreError, match="writes no rows"):
        list(raw.units(book))


def test_never_over_another_book(sold: Book, tmp_path: Path) -> None:
    """Whoever is there stays."""
    path = tmp_path / "copy.sqlite"
    raw.rebuild(path, raw.units(sold))
    with pytest.raises(StoreError) as caught:
        raw.rebuild(path, raw.units(sold))
    assert StoreFault.EXISTS is caught.value.fault


def test_appended_in_pieces(sold: Book, tmp_path: Path) -> None:
    """Piece behind piece is the same book as all at once."""
    path = tmp_path / "copy.sqlite"
    raw.rebuild(path, ())
    units = list(raw.units(sold))
    for at in range(0, len(units), 3):
        assert None is raw.append(path, units[at : at + 3])
    with Reader.open_read_only(path) as book:
        assert dump(sold) == dump(book)
        assert () == integrity.check(book, integrity.FULL)


def test_what_does_not_fit_ends_it(sold: Book, tmp_path: Path) -> None:
    """All before the unit is stored, nothing behind it, and its seq is told."""
    path = tmp_path / "copy.sqlite"
    raw.rebuild(path, ())
    units = list(raw.units(sold))
    at = next(number for number, unit in enumerate(units) if unit.receipt is not None)
    receipt = units[at].receipt
    assert receipt is not None
    units[at] = replace(units[at], receipt=(7, *receipt[1:]))
    refusal = raw.append(path, units)
    assert refusal is not None
    assert units[at].seq == refusal.seq
    assert "the next number" in refusal.detail
    with Reader.open_read_only(path) as book:
        assert units[at].seq - 1 == len(list(book.journal_cells()))


def test_a_number_no_book_holds(sold: Book, tmp_path: Path) -> None:
    """Beyond 64 bits is refused like anything else, not an accident of the library."""
    path = tmp_path / "copy.sqlite"
    raw.rebuild(path, ())
    first = next(raw.units(sold))
    seq, at_utc, uuid, _, *rest = first.journal
    strange = raw.Unit(journal=(seq, at_utc, uuid, 1 << 80, *rest))
    assert raw.Refusal(seq=1, detail=ANY) == raw.append(path, [strange])


def test_nothing_to_append_to(sold: Book, tmp_path: Path) -> None:
    """Only a book that is there grows."""
    with pytest.raises(StoreError) as caught:
        raw.append(tmp_path / "none.sqlite", raw.units(sold))
    assert StoreFault.ABSENT is caught.value.fault
