"""What the technician's first dialogue wants of the app; only a till that never sold asks it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from firmware.till.texts import ErrorCode


@dataclass(frozen=True, slots=True, kw_only=True)
class FindStart:
    """Whether a register may begin here, as far as the settings tell: FoundStart, refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTime:
    """Set the clock, or with None take its time for right: TimeTaken, or refused."""

    utc: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindUnit:
    """The card in the reader (or the service), with its certificate checked: FoundUnit, refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryPin:
    """Show this PIN to the card, once, and keep it if it is right; None is the one kept: PinTried.

    Refused when the card does not sign although the PIN is right.
    """

    pin: str | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIntoOperation:
    """Make key and book, enter the unit, issue the Startbeleg: InOperation or StartRefused."""


StartWanted = FindStart | SetTime | FindUnit | TryPin | PutIntoOperation


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStart:
    """It may; `is_begun` tells of a try that a cut ended, which goes on as it began."""

    register_id: str
    is_clock_trusted: bool
    is_begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeTaken:
    """The clock is believed now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundUnit:
    """What the technician compares; `tries_left` is None where the card does not tell.

    Without `needs_pin` the right one is known already, or none is needed.
    """

    holder: str
    serial: str
    valid_until: date
    tries_left: int | None
    needs_pin: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PinTried:
    """Whether it was the card's PIN, and how often it may still be wrong."""

    is_right: bool
    tries_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InOperation:
    """The Startbeleg is signed and stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRefused:
    """What is in the way: for the display here, in a sentence in the log."""

    code: ErrorCode
    words: str
    hint: str = ""


StartFound = FoundStart | TimeTaken | FoundUnit | PinTried | InOperation | StartRefused
