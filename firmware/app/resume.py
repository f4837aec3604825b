"""What the journal says about the moment of the last cut: open sale, clerk, training, paper."""

from collections.abc import Sequence

from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import SALE_KINDS, JournalKind
from firmware.till.basket import Basket, fold

#: How many rows are read at first; a sale of 99 positions with corrections has fewer.
WINDOW_ROWS = 512


def was_cut(book: Reader) -> bool:
    """Whether the till went down without saying so."""
    return _seq(book, JournalKind.START) > _seq(book, JournalKind.STOPP)


def was_training(book: Reader) -> bool:
    """Whether training was on; a boot ends it."""
    return _seq(book, JournalKind.TRA_EIN) > _seq(book, JournalKind.TRA_AUS)


def clerk(book: Reader) -> int | None:
    """The clerk who was signed on when the till went down; None when none was."""
    last_on = book.last_journal(JournalKind.EIN)
    if last_on is None or _seq(book, JournalKind.AUS) > last_on.seq:
        return None
    return last_on.clerk


def open_sale(book: Reader) -> Basket:
    """The sale as it was journalled, position by position.

    Raises:
        RksvError: the rows do not fit together.
    """
    return fold((row.kind, row.content) for row in open_rows(book))


def open_rows(book: Reader) -> Sequence[JournalRow]:
    """The rows of the open sale, oldest first; empty when none is open."""
    last = book.last_journal()
    end = 0 if last is None else last.seq
    window = WINDOW_ROWS
    while True:
        first = max(1, end - window)
        rows = [row for row in book.journal(first, end) if row.kind in SALE_KINDS]
        closings = [index for index, row in enumerate(rows) if _is_closing(row)]
        if closings:
            return rows[closings[-1] + 1 :]
        if first == 1:
            return rows
        window *= 4


def unprinted(book: Reader) -> int | None:
    """The last receipt, if the printer never said that it is on paper."""
    stored = book.last_journal(JournalKind.BELEG)
    if stored is None:
        return None
    number = stored.content["number"]
    assert isinstance(number, int), "the row of a receipt names its number"
    is_printed = any(
        row.content["number"] == number for row in book.journal(stored.seq, kind=JournalKind.DRUCK)
    )
    return None if is_printed else number


def _is_closing(row: JournalRow) -> bool:
    if row.kind == JournalKind.BELEG:
        return bool(row.content["is_sale"])
    return row.kind == JournalKind.BON_ABBRUCH


def _seq(book: Reader, kind: JournalKind) -> int:
    row = book.last_journal(kind)
    return 0 if row is None else row.seq
