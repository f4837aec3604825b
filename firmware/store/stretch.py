"""A stretch of the book, examined before it leaves: its chain, its receipts, each as written."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from firmware.store.errors import StoreError, StoreFault
from firmware.store.examiner import RAW_RECEIPT_PAGE, RawReceipt, ReceiptExaminer
from firmware.store.integrity import RAW_JOURNAL_PAGE, Part, Problem, RawJournal
from firmware.store.journal import clerk_field, row_hash
from firmware.store.reader import PAGE_ROWS, Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Receipts by number and journal rows by seq, ends included; first 0 where there are none.

    `previous_hash` is that of the row before the first. `moved` is told how many rows were read
    since the last call, and may raise.
    """

    receipts: tuple[int, int]
    journal: tuple[int, int]
    previous_hash: str
    moved: Callable[[int], None]


def problems(book: Reader, stretch: Stretch) -> Iterator[Problem]:
    """What is not as it was written, in the order of the book; memory does not grow.

    A row that SQLite cannot read is a problem, and the last one.

    Raises:
        StoreError: LOCKED or CLOSED, when nothing can be said.
    """
    try:
        yield from _chain(book, stretch)
        yield from _receipts(book, stretch)
    except StoreError as error:
        if error.fault is not StoreFault.BROKEN:
            raise
        yield Problem(part=Part.FILE, place=error.place, detail=error.detail)


def _chain(book: Reader, stretch: Stretch) -> Iterator[Problem]:
    """Sequence without gap, and each hash over its row and the hash before."""
    expected, last = stretch.journal
    previous = stretch.previous_hash.encode()
    for seq, at_utc, uuid, clerk, kind, content, stored in _rows(book, stretch):
        place = f"journal row {seq}"
        if seq != expected:
            detail = f"rows {expected} to {seq - 1} are missing before it"
            yield Problem(part=Part.JOURNAL, place=place, detail=detail)
        fields = (previous, b"%d" % seq, at_utc, uuid, clerk_field(clerk), kind, content)
        if row_hash(*fields).encode() != stored:
            detail = "it, its hash or the row before is not as it was written"
            yield Problem(part=Part.JOURNAL, place=place, detail=detail)
        previous, expected = stored, seq + 1
    if expected <= last:
        detail = f"rows {expected} to {last} are missing"
        yield Problem(part=Part.JOURNAL, place="journal", detail=detail)


def _receipts(book: Reader, stretch: Stretch) -> Iterator[Problem]:
    """Each linked to the one before, and as its journal row knows it."""
    first, last = stretch.receipts
    if not first:
        return
    examiner, number = ReceiptExaminer(book, first), first - 1
    for row in _receipt_rows(book, stretch):
        number = row[0]
        for detail in examiner.faults(row):
            yield Problem(part=Part.RECEIPT, place=f"receipt {number}", detail=detail)
    if number < last:
        detail = f"{number + 1} to {last} are missing"
        yield Problem(part=Part.RECEIPT, place="receipts", detail=detail)


def _rows(book: Reader, stretch: Stretch) -> Iterator[RawJournal]:
    first, last = stretch.journal
    while first and first <= last:
        page: list[RawJournal] = book.file.rows(RAW_JOURNAL_PAGE, (first, PAGE_ROWS))
        stretch.moved(len(page))
        yield from (row for row in page if row[0] <= last)
        if not page:
            return
        first = page[-1][0] + 1


def _receipt_rows(book: Reader, stretch: Stretch) -> Iterator[RawReceipt]:
    first, last = stretch.receipts
    while first <= last:
        page: list[RawReceipt] = book.file.rows(RAW_RECEIPT_PAGE, (first, PAGE_ROWS))
        stretch.moved(len(page))
        yield from (row for row in page if row[0] <= last)
        if not page:
            return
        first = page[-1][0] + 1
