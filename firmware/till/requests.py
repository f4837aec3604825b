"""What a dialogue wants of the book or the devices, and what it is answered with.

The counter is pure: it says `Request`, the app answers with the event `Answered` before any other
event. Each wanted thing names its answer; `Missing` is the answer to what is not there, `Failed`
to what could not be done, in German words for the display.
"""

from dataclasses import dataclass, field
from datetime import date, datetime

from firmware.till.closing.figures import Figures
from firmware.till.closing.zreport import Anchor, Confirmed, Period, ZReport
from firmware.till.exports.requests import ExportFound, ExportWanted
from firmware.till.fiscal.calendar_requests import CalendarFound, CalendarWanted
from firmware.till.fiscal.commission_requests import StartFound, StartWanted
from firmware.till.fiscal.ending_requests import EndingFound, EndingWanted
from firmware.till.fiscal.office_requests import FindOrders, FoundOrders
from firmware.till.fiscal.requests import FiscalFound, FiscalWanted
from firmware.till.fiscal.swap_requests import SwapFound, SwapWanted
from firmware.till.payment.card_requests import CardResult, CardWanted
from firmware.till.sales.sale import Sale
from firmware.till.stall.catalog import Role
from firmware.till.stall.requests import StallFound, StallWanted
from firmware.till.upkeep.archive_requests import ArchiveAnswer, ArchiveWanted
from firmware.till.upkeep.hardware_requests import HardwareFound, HardwareWanted
from firmware.till.upkeep.status_requests import StatusFound, StatusWanted
from firmware.till.upkeep.update_requests import UpdateAnswer, UpdateWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckPin:
    """Whether `pin` is that of `clerk`, or with None of anybody of `role`: PinVerdict or Failed.

    `among` are the clerks it may belong to; `at_utc` is when it was typed.
    """

    pin: str = field(repr=False)
    clerk: int | None
    role: Role | None = None
    among: tuple[int, ...]
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePin:
    """Keep `pin` for `clerk` (an empty one removes it): Stored or Failed."""

    clerk: int
    pin: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReceipt:
    """A stored receipt; None is the last one that somebody bought something on: FoundReceipt."""

    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindReceipts:
    """The last sales, newest first, at most `count`: FoundReceipts."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FindVoucher:
    """A voucher by the number on it, real or of practice: FoundVoucher or Missing."""

    number: str
    is_training: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FindPeriod:
    """What is not closed yet, of `clerk` or of all; or what was practised in it: FoundPeriod."""

    is_training: bool = False
    clerk: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindDays:
    """The figures of calendar days, both included: FoundDays."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FindZ:
    """A Z; None is the last one: FoundZ or Missing."""

    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOpening:
    """How the drawer stands before the first sale: FoundOpening."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadScale:
    """What lies on the scale: Weighed, or Failed with the reason."""


Wanted = (
    CheckPin
    | StorePin
    | FindReceipt
    | FindReceipts
    | FindVoucher
    | FindPeriod
    | FindDays
    | FindZ
    | FindOpening
    | ReadScale
    | StallWanted
    | CardWanted
    | StatusWanted
    | FiscalWanted
    | StartWanted
    | CalendarWanted
    | EndingWanted
    | FindOrders
    | SwapWanted
    | ExportWanted
    | HardwareWanted
    | ArchiveWanted
    | UpdateWanted
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinVerdict:
    """`clerk` is whose PIN it was, None when it was nobody's; then so many tries are left.

    With `wait_s` the clerk is barred for so long, whatever is typed; `is_counted` tells a wrong PIN
    from one that was not even looked at.
    """

    clerk: int | None
    tries_left: int = 0
    wait_s: int = 0
    is_counted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReceipt:
    """A receipt as the book has it.

    `qr` is its machine code, `link` where an archive shows it, empty for nowhere. `voided_by`
    are the numbers of the cancellations that name it, oldest first, and `voids` these
    themselves. `is_before_z` tells that it belongs to a period that is closed; `used_vouchers`
    are those sold on it of which something was redeemed.
    """

    number: int
    sale: Sale
    issued_at_utc: datetime
    qr: str
    link: str = ""
    voided_by: tuple[int, ...] = ()
    voids: tuple[Sale, ...] = ()
    is_before_z: bool = False
    used_vouchers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundReceipts:
    """Receipts, newest first."""

    receipts: tuple[FoundReceipt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundVoucher:
    """What can still be bought with it."""

    left_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPeriod:
    """The open period; `archive` is how far one vouches for the book, None where none does."""

    period: Period
    archive: Confirmed | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDays:
    """Figures of whole days."""

    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundZ:
    """A Z as it was written, and where it stands in the journal."""

    report: ZReport
    anchor: Anchor


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundOpening:
    """The open period at a glance.

    `last_number` is that of the last Z, None before the first; `carried_cents` what it left.
    `first_sale_utc` is None before anything was sold; `is_opened` that the opening was declared.
    `unchecked_year` is that of the last Jahresbeleg as long as FinanzOnline has not checked it;
    `office_words` why an order to it was refused, or that one is late (up to 16 characters).
    """

    last_number: int | None
    carried_cents: int
    is_opened: bool
    first_sale_utc: datetime | None
    unchecked_year: int | None = None
    office_words: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Grams on the scale; only what `is_stable` may be sold by."""

    milli: int
    is_stable: bool


Found = (
    PinVerdict
    | FoundReceipt
    | FoundReceipts
    | FoundVoucher
    | Stored
    | Missing
    | Failed
    | FoundPeriod
    | FoundDays
    | FoundZ
    | FoundOpening
    | Weighed
    | StallFound
    | CardResult
    | StatusFound
    | FiscalFound
    | StartFound
    | CalendarFound
    | EndingFound
    | FoundOrders
    | SwapFound
    | ExportFound
    | ArchiveAnswer
    | HardwareFound
    | UpdateAnswer
)
