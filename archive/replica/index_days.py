"""Days, hours, groups and closings out of an index, as pages draw them."""

from typing import Final

import msgspec

from archive.replica.index_file import Index

PAGE_DAYS: Final = 31
_COLUMNS: Final = (
    "day, first_number, last_number, receipts, sold, total_cents, turnover_cents, deposit_cents, "
    "vouchers_cents, training, unsigned, unread"
)
_DAYS: Final = f"SELECT {_COLUMNS} FROM days WHERE day < ? ORDER BY day DESC LIMIT ?"  # noqa: S608
_SPAN: Final = f"SELECT {_COLUMNS} FROM days WHERE day BETWEEN ? AND ? ORDER BY day"  # noqa: S608
_LAST: Final = "SELECT max(day) FROM days"
_RATES: Final = (
    "SELECT day, per_mille, gross_cents, vat_cents FROM day_rates WHERE day BETWEEN ? AND ? "
    "ORDER BY day, per_mille"
)
_MEANS: Final = (
    "SELECT 0, means, sum(payments), sum(cents) FROM day_means WHERE day BETWEEN ? AND ? "
    "GROUP BY means ORDER BY means"
)
_HOURS: Final = (
    "SELECT hour, '', sum(receipts), sum(cents) FROM day_hours WHERE day BETWEEN ? AND ? "
    "GROUP BY hour ORDER BY hour"
)
_GROUPS: Final = (
    "SELECT number, max(name), 0, sum(cents) FROM day_groups WHERE day BETWEEN ? AND ? "
    "GROUP BY number ORDER BY sum(cents) DESC"
)
_CLOSINGS: Final = (
    "SELECT seq, number, day, first_number, last_number, turnover_cents, difference_cents, "
    "is_read, unequal FROM closings WHERE day BETWEEN ? AND ? ORDER BY seq"
)
_GAPS: Final = "SELECT what, first, last, day FROM gaps WHERE day BETWEEN ? AND ? ORDER BY first"
_NEIGHBOURS: Final = (
    "SELECT (SELECT max(day) FROM days WHERE day < ?), (SELECT min(day) FROM days WHERE day > ?)"
)


class DaySums(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What the receipts of a day come to. `day` is empty for those whose time cannot be read."""

    day: str
    first_number: int
    last_number: int
    receipts: int
    sold: int
    total_cents: int
    turnover_cents: int
    deposit_cents: int
    vouchers_cents: int
    training: int
    unsigned: int
    unread: int


class RateSum(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Turnover of a day to a rate."""

    day: str
    per_mille: int
    gross_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """Gross less tax."""
        return self.gross_cents - self.vat_cents


class Part(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A part of a turnover: an hour, a group, a means, with how many and how much."""

    number: int
    name: str
    count: int
    cents: int


class Closing(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A Z, and what it says otherwise than its receipts: words such as `count total rate:200`."""

    seq: int
    number: int
    day: str
    first_number: int
    last_number: int
    turnover_cents: int
    difference_cents: int
    is_read: bool
    unequal: str


class Gap(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Numbers that are missing: of a `receipt` or a `row`."""

    what: str
    first: int
    last: int
    day: str


def last_day(index: Index) -> str:
    """The last day with a receipt; empty where there is none."""
    ((day,),) = index.rows(_LAST)
    return str(day or "")


def days_before(index: Index, before: str) -> list[DaySums]:
    """A page of days and one, the newest first."""
    return msgspec.convert(index.rows(_DAYS, (before, PAGE_DAYS + 1)), list[DaySums])


def days(index: Index, first: str, last: str) -> list[DaySums]:
    """The days from one to another that have receipts."""
    return msgspec.convert(index.rows(_SPAN, (first, last)), list[DaySums])


def beside(index: Index, day: str) -> tuple[str, str]:
    """The days with receipts before and after; empty where there is none."""
    ((before, after),) = index.rows(_NEIGHBOURS, (day, day))
    return str(before or ""), str(after or "")


def rates(index: Index, first: str, last: str) -> list[RateSum]:
    """Turnover of each day by rate."""
    return msgspec.convert(index.rows(_RATES, (first, last)), list[RateSum])


def means(index: Index, first: str, last: str) -> list[Part]:
    """How was paid."""
    return msgspec.convert(index.rows(_MEANS, (first, last)), list[Part])


def hours(index: Index, first: str, last: str) -> list[Part]:
    """Turnover by hour of the day, only those with a receipt."""
    return msgspec.convert(index.rows(_HOURS, (first, last)), list[Part])


def groups(index: Index, first: str, last: str) -> list[Part]:
    """Turnover by group, the largest first; 0 is what belongs to whole sales."""
    return msgspec.convert(index.rows(_GROUPS, (first, last)), list[Part])


def closings(index: Index, first: str, last: str) -> list[Closing]:
    """The Z that were made on these days."""
    found = index.rows(_CLOSINGS, (first, last))
    return msgspec.convert(found, list[Closing], strict=False)


def gaps(index: Index, first: str, last: str) -> list[Gap]:
    """What is missing before a receipt or row of these days."""
    return msgspec.convert(index.rows(_GAPS, (first, last)), list[Gap])
