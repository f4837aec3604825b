"""What is due because time has passed: Monatsbeleg, Jahresbeleg, its check, the quarterly backup.

Months and quarters are those of Austrian local time. Nothing here is a flag that could go stale:
each duty follows from what the book holds and the moment asked for.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Self

from firmware.rksv.errors import MalformedError
from firmware.rksv.receipt import VIENNA, ReceiptKind, require_utc

DECEMBER: Final = 12
MONTHS_PER_QUARTER: Final = 3
QUARTERS_PER_YEAR: Final = 4


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month of Austrian local time; ordered, written "2026-11"."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= DECEMBER and date.min.year <= self.year <= date.max.year):
            raise MalformedError("month", f"{self.year}-{self.month} does not exist")

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2026-11".

        Raises:
            MalformedError: it is not of that form.
        """
        year, dash, month = text.partition("-")
        is_formed = len(year) == 4 and len(month) == 2 and bool(dash)
        if not is_formed or not (year + month).isascii() or not (year + month).isdigit():
            raise MalformedError("month", f"{text[:20]!r} is not of the form 2026-11")
        return cls(int(year), int(month))

    @property
    def next(self) -> Self:
        """The month after this one."""
        years, month = divmod(self.month, DECEMBER)
        return type(self)(self.year + years, month + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDue:
    """One closing receipt that must come before the next other receipt, and what it closes."""

    kind: ReceiptKind
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A calendar quarter of Austrian local time; ordered, written "2026-Q4"."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04d}-Q{self.number}"

    @property
    def previous(self) -> Self:
        """The quarter before this one."""
        if self.number == 1:
            return type(self)(self.year - 1, QUARTERS_PER_YEAR)
        return type(self)(self.year, self.number - 1)


def month_of(utc: datetime) -> Month:
    """Return the month in which a moment lies in Vienna.

    Raises:
        NotUtcError: the moment does not say that it is UTC.
    """
    local = require_utc(utc).astimezone(VIENNA)
    return Month(local.year, local.month)


def quarter_of(month: Month) -> Quarter:
    """Return the quarter a month belongs to."""
    return Quarter(month.year, (month.month - 1) // MONTHS_PER_QUARTER + 1)


def closing_due(
    *,
    last_closed: Month | None,
    commissioned: Month,
    unsigned_year_open: bool,
    now_utc: datetime,
) -> ClosingDue | None:
    """Tell which closing receipt must be issued before anything else (§ 8 Abs 2 and 3 RKSV).

    All months that ended since `last_closed` (None: since commissioning) are closed by one
    receipt; none is invented for a month without sales. A December among them makes it the
    Jahresbeleg. `unsigned_year_open` says that the last Jahresbeleg only exists in failure form:
    then it is repeated, together with whatever else is due. Pass it only when the device signs
    again, or every sale of an outage would ask for it.

    Raises:
        MalformedError: a year is open although no December was ever closed.
        NotUtcError: the time does not say that it is UTC.
    """
    months: list[Month] = []
    if unsigned_year_open:
        months.append(_last_december(last_closed))
    current = month_of(now_utc)
    month = commissioned if last_closed is None else last_closed.next
    while month < current:
        months.append(month)
        month = month.next
    if not months:
        return None
    has_december = any(month.month == DECEMBER for month in months)
    kind = ReceiptKind.JAHRESBELEG if has_december else ReceiptKind.MONATSBELEG
    return ClosingDue(kind=kind, months=tuple(months))


def closed_through(last_closed: Month | None, months: tuple[Month, ...]) -> Month | None:
    """Fold a stored closing receipt into `last_closed`; a repeated December closes nothing new."""
    return max((*months, *(() if last_closed is None else (last_closed,))), default=None)


def year_check_deadline(year: int) -> date:
    """Return the last day on which the Jahresbeleg of a year may be checked with FinanzOnline."""
    return date(year + 1, 2, 15)


def backup_due(
    *, last_backup: Month | None, commissioned: Month, now_utc: datetime
) -> Quarter | None:
    """Tell whether the quarterly copy of the DEP is owed, and up to which quarter (§ 7 Abs 3 RKSV).

    `last_backup` is the month in which one was last written to an external medium. Once a quarter
    has ended a copy is due until one was made; a copy holds everything before it.

    Raises:
        NotUtcError: the time does not say that it is UTC.
    """
    covered = quarter_of(commissioned if last_backup is None else last_backup)
    current = quarter_of(month_of(now_utc))
    return current.previous if covered < current else None


def _last_december(last_closed: Month | None) -> Month:
    if last_closed is None:
        raise MalformedError("unsigned_year_open", "no month was closed, so no year can be open")
    if last_closed.month == DECEMBER:
        return last_closed
    return Month(last_closed.year - 1, DECEMBER)
