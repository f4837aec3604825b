"""What an export covers: whole Austrian days, or all since a head that somebody keeps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, assert_never

from firmware.export.errors import EmptyPeriodError
from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.store.head import Head
from firmware.store.journal import BEFORE_FIRST
from firmware.store.reader import Reader
from firmware.store.span import receipts_between, rows_between
from firmware.till.texts import VIENNA

#: Before and after every till of this kind.
EVER: Final = datetime(1, 1, 2, tzinfo=UTC)
NEVER: Final = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Whole Austrian days, ends included; None: from the first row, to the last."""

    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class After:
    """Everything behind a head, which the book holds."""

    head: Head


Outline = Days | After
EVERYTHING: Final = Days()


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Who makes an export, and when; `moved` as in `Sight`."""

    firm: tuple[str, ...]
    program: str
    made_at_utc: datetime
    moved: Callable[[int], None]


def sight_of(book: Reader, head: Head, outline: Outline, maker: Maker) -> Sight:
    """What of the book, as far as `head`, an export of `outline` shows.

    Receipts may be missing in it, rows of the journal not.

    Raises:
        EmptyPeriodError: nothing lies in it.
        StoreError: the book cannot be read.
    """
    receipts, journal = _spans(book, head, outline)
    if not journal.first:
        raise EmptyPeriodError("nothing lies in the period")
    first_day, last_day = days_of(book, outline, maker.made_at_utc)
    return Sight(
        book=book,
        register_id=head.register_id,
        firm=maker.firm,
        program=maker.program,
        made_at_utc=maker.made_at_utc,
        first_day=first_day,
        last_day=last_day,
        receipts=receipts,
        journal=journal,
        previous_hash=_hash_before(book, journal.first),
        moved=maker.moved,
    )


def midnight(day: date) -> datetime:
    """The beginning of an Austrian day, in UTC."""
    return datetime.combine(day, time(), VIENNA).astimezone(UTC)


def _spans(book: Reader, head: Head, outline: Outline) -> tuple[Span, Span]:
    match outline:
        case After():
            begun = outline.head
            return (
                _span(begun.receipts + 1, head.receipts),
                _span(begun.journal_seq + 1, head.journal_seq),
            )
        case Days(first=None, last=None):
            return _span(1, head.receipts), _span(1, head.journal_seq)
        case Days(first=first, last=last):
            since = EVER if first is None else midnight(first)
            until = NEVER if last is None else midnight(last + timedelta(days=1))
            numbers, seqs = receipts_between(book, since, until), rows_between(book, since, until)
            # The book may have grown since its head was looked at.
            return (
                _span(numbers[0], min(numbers[1], head.receipts)),
                _span(seqs[0], min(seqs[1], head.journal_seq)),
            )
        case _:
            assert_never(outline)


def _span(first: int, last: int) -> Span:
    return Span(first=first, last=last) if 0 < first <= last else Span(first=0, last=0)


def days_of(book: Reader, outline: Outline, made_at_utc: datetime) -> tuple[date, date]:
    """From and to, as the names of files say it; nothing is promised of days to come.

    Raises:
        EmptyPeriodError: the register never began.
        StoreError: the book cannot be read.
    """
    today = made_at_utc.astimezone(VIENNA).date()
    match outline:
        case After():
            first = outline.head.at_utc.astimezone(VIENNA).date()
            return first, max(first, today)
        case Days():
            begun = first_day(book)
            first = max(begun, outline.first or begun)
            return first, max(first, min(today, outline.last or today))
        case _:
            assert_never(outline)


def first_day(book: Reader) -> date:
    """The Austrian day on which the register was put into operation.

    Raises:
        EmptyPeriodError: it never was.
    """
    identity = book.identity()
    if identity is None:
        raise EmptyPeriodError("this register was never put into operation")
    return identity.commissioned_at_utc.astimezone(VIENNA).date()


def _hash_before(book: Reader, seq: int) -> str:
    before = next(book.journal_cells(seq - 1, seq - 1), None)
    return BEFORE_FIRST if before is None else before[-1]
