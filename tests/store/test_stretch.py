"""A stretch of a book is examined as the whole is: what was altered in it is told, by its place."""

from collections.abc import Callable

import pytest

from firmware.rksv.vat import Buckets
from firmware.store import stretch
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.integrity import Part
from firmware.store.journal import BEFORE_FIRST
from firmware.store.stretch import Stretch
from tests.store.till import Till

SALE = Buckets(normal=100)
Tamper = Callable[..., None]


def of(book: Book, receipts: tuple[int, int], rows: tuple[int, int]) -> Stretch:
    """The stretch, with the hash before it as the book has it."""
    before = [*book.journal_cells(rows[0] - 1, rows[0] - 1)] if rows[0] > 1 else []
    previous = before[0][-1] if before else BEFORE_FIRST
    return Stretch(
        receipts=receipts, journal=rows, previous_hash=previous, moved=lambda _count: None
    )


@pytest.fixture
def used(till: Till) -> Till:
    """A till with sales."""
    for _ in range(6):
        till.issue(buckets=SALE)
    return till


def rows_of(book: Book) -> tuple[int, int]:
    last = book.last_journal()
    assert last is not None
    return (1, last.seq)


def test_a_whole_book_has_no_problem(used: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole, the middle, and rows without receipts; every row is counted."""
    _, last = rows_of(used.book)
    for page_rows in (1, 2, 1000):
        monkeypatch.setattr(stretch, "PAGE_ROWS", page_rows)
        for receipts, rows in (((1, 7), (1, last)), ((3, 5), (6, last - 2)), ((0, 0), (4, 5))):
            assert [] == list(stretch.problems(used.book, of(used.book, receipts, rows)))


def test_what_was_read_is_told(used: Till) -> None:
    """The progress of an examination is counted in rows."""
    counted: list[int] = []
    _, last = rows_of(used.book)
    whole = Stretch(
        receipts=(1, 7), journal=(1, last), previous_hash=BEFORE_FIRST, moved=counted.append
    )
    list(stretch.problems(used.book, whole))
    assert 7 + last == sum(counted)


def test_an_altered_row_is_told(used: Till, tamper: Tamper) -> None:
    """By the chain, and only where it lies in the stretch."""
    tamper("UPDATE journal SET content = '{}' WHERE seq = 5")
    found = list(stretch.problems(used.book, of(used.book, (0, 0), (3, 9))))
    assert [(Part.JOURNAL, "journal row 5")] == [(one.part, one.place) for one in found]
    assert [] == list(stretch.problems(used.book, of(used.book, (0, 0), (6, 9))))


def test_an_altered_receipt_is_told(used: Till, tamper: Tamper) -> None:
    """Its text, which no DEP shows, is witnessed by the journal."""
    tamper("UPDATE receipts SET content = '{}' WHERE number = 4")
    found = list(stretch.problems(used.book, of(used.book, (2, 7), rows_of(used.book))))
    assert [(Part.RECEIPT, "receipt 4")] == [(one.part, one.place) for one in found]


def test_what_is_missing_is_told(used: Till, tamper: Tamper) -> None:
    """In the middle and at the end, of both tables."""
    _, last = rows_of(used.book)
    tamper("DELETE FROM receipts WHERE number IN (3, 7)")
    tamper(f"DELETE FROM journal WHERE seq IN (2, {last})")
    found = [
        f"{one.place}: {one.detail}"
        for one in stretch.problems(used.book, of(used.book, (1, 7), (1, last)))
    ]
    assert "journal row 3: rows 2 to 2 are missing before it" in found
    assert f"journal: rows {last} to {last} are missing" in found
    assert "receipt 4: 3 to 3 are missing before it" in found
    assert "receipts: 7 to 7 are missing" in found


def test_a_closed_book_is_no_finding(used: Till) -> None:
    """What cannot be asked is an error, not a word against the book."""
    whole = of(used.book, (1, 7), rows_of(used.book))
    used.book.close()
    with pytest.raises(StoreError):
        list(stretch.problems(used.book, whole))
