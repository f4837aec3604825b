"""What happened: the only things that move the counter. Past tense, each with its time."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from firmware.till.exports.requests import ExportProgress, ExportResult, StickView
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.requests import Found
from firmware.till.sales.sale import Sale
from firmware.till.stall.catalog import Profile
from firmware.till.upkeep.archive_requests import ArchiveView
from firmware.till.upkeep.copies import BackupDue, SecondMedium
from hal.keypad.port import Key


class PaperState(Enum):
    """What the cashier must know of the printer."""

    OK = "ok"
    NEAR_END = "near end"
    OUT = "out"
    OFFLINE = "offline"


class SwitchState(Enum):
    """Where the key switch stands; the value is what is engraved. A till without one is in REG."""

    OFF = "AUS"
    REGISTER = "REG"
    CHIEF = "CHEF"


class Refusal(Enum):
    """Why no receipt could be issued; each is an error code on the display."""

    CLOCK = "E14"
    STORAGE = "E15"
    CHAIN = "E21"
    ENDED = "E06"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyPressed:
    """A debounced key press."""

    key: Key
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyStuck:
    """A key has been down for ten seconds (or was released again)."""

    key: Key
    is_stuck: bool
    at_utc: datetime


class GoneDevice(Enum):
    """What nobody misses before it is used."""

    DISPLAY = "display"
    KEYPAD = "keypad"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChanged:
    """Display or keypad is gone, or back; `detail` is the sentence of the log."""

    device: GoneDevice
    is_gone: bool
    detail: str
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """Time went on (about once a second)."""

    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptStored:
    """A receipt is committed and may be printed; `qr` is its machine code.

    `link` is where an archive shows it, empty where none does.
    """

    number: int
    sale: Sale
    is_signed: bool
    at_utc: datetime
    qr: str
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRefused:
    """Nothing was issued and nothing was stored; the open sale stays as it is."""

    refusal: Refusal
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueDelayed:
    """The clock was set back a little: what was to be issued comes by itself at `until_utc`."""

    until_utc: datetime
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureChanged:
    """The signature device works (again), or does not: an outage began, or has another fault.

    `since_utc` if it began earlier, as after a boot; `fault` as far as it is known, `tries_left` of
    the card's PIN where the card tells. `is_reported`: FinanzOnline knows of the outage.
    """

    is_working: bool
    at_utc: datetime
    since_utc: datetime | None = None
    fault: DeviceFault | None = None
    tries_left: int | None = None
    is_reported: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveSeen:
    """How the archive is now, as far as anybody can tell."""

    view: ArchiveView
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRefused:
    """The link of a receipt must not be shown: the book did not take its row."""

    number: int
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterChanged:
    """Paper, cover or line changed; `waiting` is a stored receipt not yet on paper."""

    state: PaperState
    waiting: int | None
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchChanged:
    """Somebody turned the key switch, and left it there."""

    state: SwitchState
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerChanged:
    """The drawer's switch says that it was opened, or shut."""

    is_open: bool
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What a dialogue asked the app for."""

    answer: Found
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalSaid:
    """The card terminal says what it waits for, in words for the customer."""

    text: str
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLost:
    """The power went while the terminal was asked for so much; nobody knows what it did."""

    amount_cents: int
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class StallChanged:
    """The stall is another from the next sale on: master data were changed, or their day came.

    `words` are for the cashier („Neue Preise"), empty when the change was made on the keys.
    """

    profile: Profile
    words: str
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Noticed:
    """Something to tell the cashier once („Monatsbeleg Okt ✓"); gone with the next key."""

    item: str
    main: str
    at_utc: datetime
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StickChanged:
    """A stick was put in and looked at (`stick`), or is out: pulled, or let go (None)."""

    stick: StickView | None
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportTold:
    """How far an export is, or how it ended."""

    told: ExportProgress | ExportResult
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupSeen:
    """A backup is owed (`due`), or was made."""

    due: BackupDue | None
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumSeen:
    """The second medium takes the receipts, or does not."""

    medium: SecondMedium
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateOffered:
    """An image of this version waits for F 76; empty: none any more."""

    version: str
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateGoesOn:
    """So much of the image is installed."""

    percent: int
    at_utc: datetime


Event = (
    KeyPressed
    | KeyStuck
    | DeviceChanged
    | Ticked
    | ReceiptStored
    | IssueRefused
    | IssueDelayed
    | SignatureChanged
    | PrinterChanged
    | SwitchChanged
    | DrawerChanged
    | Answered
    | TerminalSaid
    | CardLost
    | StallChanged
    | Noticed
    | ArchiveSeen
    | LinkRefused
    | StickChanged
    | ExportTold
    | BackupSeen
    | MediumSeen
    | UpdateOffered
    | UpdateGoesOn
)
