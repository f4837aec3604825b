"""What of a till's book an export shows: the same sight the till itself has of it."""

from collections.abc import Callable
from datetime import date, datetime
from importlib.metadata import version

from firmware.export.errors import EmptyPeriodError
from firmware.export.package.outline import Days, Maker, sight_of
from firmware.export.package.part import Sight
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.head import Head, head_of
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import ONLY, Sort, fold, from_content
from firmware.till.texts import VIENNA

log = get_logger()


def seen(
    book: Reader, days: Days, now_utc: datetime, moved: Callable[[int], None]
) -> tuple[Head, Sight]:
    """Where the book ends, and what of it lies within the days.

    Raises:
        EmptyPeriodError: nothing does, or there is no Startbeleg yet.
        StoreError: the book cannot be read.
    """
    head = head_of(book)
    if head is None:
        raise EmptyPeriodError("no Startbeleg: there is nothing to export")
    maker = Maker(
        firm=_header(book, now_utc.astimezone(VIENNA).date()),
        program=f"standlkassa {version('standlkassa')}",
        made_at_utc=now_utc,
        moved=moved,
    )
    return head, sight_of(book, head, days, maker)


def rows_of(sight: Sight) -> int:
    """How many rows and receipts are to be read for it."""
    spans = (sight.receipts, sight.journal)
    return sum(one.last - one.first + 1 for one in spans if one.first)


def _header(book: Reader, day: date) -> tuple[str, ...]:
    """The lines of the header; none where a row cannot be read: they are for people."""
    try:
        history = [
            from_content(row.content, row.at_utc.astimezone(VIENNA).date())
            for row in book.journal(kind=JournalKind.STAMM)
        ]
        lines = fold(history, day).get((Sort.HEADER, ONLY), {}).get("lines")
    except (StallError, StoreError) as error:
        log.warning("exported without the lines of the header", detail=str(error))
        return ()
    return tuple(map(str, lines)) if isinstance(lines, list | tuple) else ()
