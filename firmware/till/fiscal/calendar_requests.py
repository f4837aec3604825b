"""What the functions about calendar, clock and inspection want of the app."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from firmware.till.fiscal.requests import FoundOutage
from firmware.till.sales.sale import Sale
from firmware.till.upkeep.status_requests import TillStatus


class Witness(Enum):
    """Who vouches for the time; the value is that of the clock's port."""

    NET = "ntp"
    CHIP = "rtc"
    HAND = "hand"
    NONE = "none"

    @property
    def words(self) -> str:
        """For the display, above the time."""
        return _WITNESS_WORDS[self]


_WITNESS_WORDS = {
    Witness.NET: "Uhr laut Netz",
    Witness.CHIP: "Uhr der Kasse",
    Witness.HAND: "Uhr von Hand",
    Witness.NONE: "UHR UNSICHER ?",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FindClock:
    """Who vouches for the time, and from when on it may be: FoundClock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VouchClock:
    """The time is right, somebody says: ClockSet, or Failed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetClock:
    """Set the system's clock: ClockSet, or Failed."""

    utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FindDue:
    """The closing receipt that must come before the next other one: FoundDue, or Missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindInspection:
    """What an inspector reads of the till: Inspection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteDep:
    """Write the DEP7 of all receipts onto the stick: DepWritten, or Failed; takes its time."""


CalendarWanted = FindClock | VouchClock | SetClock | FindDue | FindInspection | WriteDep


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundClock:
    """How the clock is; `is_doubted` tells of a jump that somebody must confirm."""

    witness: Witness
    is_trusted: bool
    is_doubted: bool
    last_issued_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSet:
    """The clock was moved by so many seconds, and is believed now, on the word of `witness`."""

    jump_s: int
    witness: Witness = Witness.HAND


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDue:
    """The closing receipt, as it will be issued."""

    sale: Sale


@dataclass(frozen=True, slots=True, kw_only=True)
class LastCopy:
    """The last quarterly copy of the DEP (§ 7 Abs 3 RKSV)."""

    quarter: str
    at_utc: datetime
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What an inspector reads; the turnover counter only stands encrypted in the code.

    `head` are the first 12 characters of the hash of the journal's last row; `open_orders` what
    FinanzOnline is still owed, None where nobody can tell.
    """

    status: TillStatus
    outage: FoundOutage | None
    began_at_utc: datetime
    last_copy: LastCopy | None
    journal_rows: int
    head: str
    open_orders: tuple[str, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DepWritten:
    """The DEP is on the stick, read back and found the same."""

    file: str
    receipts: int


CalendarFound = FoundClock | ClockSet | FoundDue | Inspection | DepWritten
