"""Which receipts and journal rows belong to a stretch of time: from number to number, seq to seq.

Found by halving, for a book has no index over times: those of receipts never decrease (a trigger
of the schema sees to it). The clock behind the journal may be set back; its rows are therefore
found between the rows of the receipts, and beyond these as far as their times go on.
"""

from bisect import bisect_left
from datetime import datetime
from typing import Final

from firmware.store.canonical import utc_text
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader

#: What is given where there is none.
NOTHING: Final = (0, 0)
_RECEIPT_TIME: Final = "SELECT issued_at_utc FROM receipts WHERE number = ?"
_ROW_TIME: Final = "SELECT at_utc FROM journal WHERE seq = ?"


def receipts_between(book: Reader, since_utc: datetime, until_utc: datetime) -> tuple[int, int]:
    """Numbers of the first and the last receipt from `since_utc` until before `until_utc`.

    Raises:
        StoreError: the book cannot be read.
    """
    tail = book.tail()
    return _between(book, _RECEIPT_TIME, 0 if tail is None else tail.number, since_utc, until_utc)


def rows_between(book: Reader, since_utc: datetime, until_utc: datetime) -> tuple[int, int]:
    """Seqs of the first and the last journal row of the same time.

    The rows by which the receipts of that time were stored are always among them.

    Raises:
        StoreError: the book cannot be read.
    """
    last = book.last_journal()
    found = _between(book, _ROW_TIME, 0 if last is None else last.seq, since_utc, until_utc)
    receipts = receipts_between(book, since_utc, until_utc)
    if receipts == NOTHING:
        return found
    stored = [seq for number in receipts if (seq := book.receipt_seq(number)) is not None]
    seqs = [*stored, *(seq for seq in found if seq)]
    return (min(seqs), max(seqs))


def _between(
    book: Reader, sql: str, last: int, since_utc: datetime, until_utc: datetime
) -> tuple[int, int]:
    def time_of(number: int) -> str:
        row: tuple[str] | None = book.file.row(sql, (number,))
        if row is None:
            detail = f"number {number} of {last} is missing"
            raise StoreError(StoreFault.BROKEN, str(book.path), detail)
        return row[0]

    numbers = range(1, last + 1)
    begin = bisect_left(numbers, utc_text(since_utc, "since"), key=time_of)
    end = bisect_left(numbers, utc_text(until_utc, "until"), key=time_of)
    return (begin + 1, end) if begin < end else NOTHING
