"""What a dialogue wants of the book or the devices, and what it is answered with.

The counter is pure: it says `Request`, the app answers with the event `Answered` before any other
event. Each wanted thing names its answer; `Missing` is the answer to what is not there, `Failed`
to what could not be done, in German words for the display.
"""

from dataclasses import dataclass
from datetime import datetime

from firmware.till.catalog import Role
from firmware.till.sale import Sale


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPin:
    """Whether `pin` is that of `clerk`, or with None of anybody of `role`: PinVerdict."""

    pin: str
    clerk: int | None
    role: Role | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePin:
    """Keep `pin` for `clerk` (an empty one removes it): Stored or Failed."""

    clerk: int
    pin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReceipt:
    """A stored receipt; None is the last one that somebody bought something on: FoundReceipt."""

    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReceipts:
    """The last sales, newest first, at most `count`: FoundReceipts."""

    count: int


Wanted = CheckPin | StorePin | FindReceipt | FindReceipts


@dataclass(frozen=True, slots=True, kw_only=True)
class PinVerdict:
    """`clerk` is whose PIN it was, None when it was nobody's; then so many tries are left.

    With `wait_s` the clerk is barred for so long, whatever is typed.
    """

    clerk: int | None
    tries_left: int = 0
    wait_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReceipt:
    """A receipt as the book has it.

    `qr` is its machine code. `voided_by` are the cancellations that name it, oldest first;
    `returned_milli` is, by line, how much of it has come back. `is_before_z` tells that it belongs
    to a period that is closed.
    """

    number: int
    sale: Sale
    issued_at_utc: datetime
    qr: str
    voided_by: tuple[int, ...] = ()
    returned_milli: tuple[int, ...] = ()
    is_before_z: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReceipts:
    """Receipts, newest first."""

    receipts: tuple[FoundReceipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """It is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """There is no such thing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """It could not be done; `words` say why (German, up to 16 characters)."""

    words: str


Found = PinVerdict | FoundReceipt | FoundReceipts | Stored | Missing | Failed
