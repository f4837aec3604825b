"""What the feeder threads may say to the loop, and the bounded queue between them."""

import queue
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from firmware.app.units import Unit
from firmware.process.logs import get_logger
from firmware.sync.answer_file import AnswerFile
from firmware.sync.archive_file import ArchiveFile
from firmware.till.exports.requests import ExportProgress, ExportResult, StickView
from firmware.till.fiscal.calendar_requests import DepWritten
from firmware.till.fiscal.ending_requests import Exported
from firmware.till.papers.slip import Mark
from firmware.till.payment.card_requests import CardResult
from firmware.till.requests import Failed, Stored
from firmware.till.upkeep.copies import BackupDue
from firmware.till.upkeep.hardware_requests import PartChecked
from firmware.till.upkeep.update_requests import UpdateAnswer
from hal.errors import Fault
from hal.gpio.port import SwitchPosition
from hal.keypad.port import KeypadEvent
from hal.printer.port import PrinterStatus

log = get_logger()

#: More than a cashier types while the card takes its three seconds.
CAPACITY = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The printer says that the slip is on paper: a receipt by its number, another by its name."""

    slip: int | str
    mark: Mark


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintFailed:
    """It is not; the job waits for the printer, unless it failed too often and was given up."""

    slip: int | str
    fault: Fault
    detail: str
    is_given_up: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterSeen:
    """The printer was asked between jobs; None when it did not answer."""

    status: PrinterStatus | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerFailed:
    """The drawer got no pulse."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawerMoved:
    """The drawer's switch has come to rest in another position."""

    is_open: bool


class Watched(Enum):
    """What nobody misses before it is used; the value stands in the row."""

    DISPLAY = "display"
    KEYPAD = "keypad"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSeen:
    """Display or keypad is gone, or back; `detail` is for row and slip."""

    device: Watched
    is_gone: bool
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchTurned:
    """The key switch has come to rest in another position."""

    position: SwitchPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProbed:
    """The signature units were asked for a test signature; `unit` gave one, None: none did.

    `in_use` are the serials of those that were in use then: of another card nothing is known.
    `signatures` is how many receipts were signed then: a unit that signed one since is in order.
    """

    unit: Unit | None
    in_use: tuple[str, ...]
    signatures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TerminalTold:
    """The card terminal has its `answer`, or until then a `text` of what it waits for."""

    answer: CardResult | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupBegun:
    """The quarterly copy of the DEP is being made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupMade:
    """The quarterly copy of the DEP is on these media, whole, and read back."""

    quarter: str
    file: str
    sha256: str
    receipts: int
    media: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFailed:
    """It could not be made; it is tried again."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DepTold:
    """The DEP an inspector asked for is on the stick, or why not; `row` is for the journal."""

    answer: DepWritten | Failed
    row: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class EverythingTold:
    """Everything is exported, or why it is not; `row` is for the journal."""

    answer: Exported | Failed
    row: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTold:
    """How far the archive is, as its file says now; None: there is none."""

    status: ArchiveFile | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTold:
    """FinanzOnline answered an order; told again as long as the file of kassa-sync is there."""

    answer: AnswerFile


@dataclass(frozen=True, slots=True, kw_only=True)
class SnapshotFailed:
    """A copy of the whole book could not be made; it is tried again."""

    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MediumTold:
    """The second medium takes the receipts, with so many rows that it lacked; or `is_lost`."""

    is_lost: bool
    detail: str = ""
    caught_up: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupWanted:
    """A backup is owed; None: not any more."""

    due: BackupDue | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StickTold:
    """A stick is in and was looked at, or is out (None); `row` is for the journal, if not empty."""

    view: StickView | None
    row: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StickMade:
    """The stick was made the owner's (`row`, for the journal), or why it was not."""

    answer: Stored | Failed
    row: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StickSought:
    """A stick that was let go is there again, and was told before; or there is none."""

    answer: Stored | Failed


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportSaid:
    """How far an export is, or how it ended; `row` is for the journal, if not empty."""

    told: ExportProgress | ExportResult
    row: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateTold:
    """What was asked about an image has its `answer`; or so much of it is installed."""

    answer: UpdateAnswer | Stored | None = None
    percent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferTold:
    """An image of this version waits to be installed; empty: none any more."""

    version: str


#: What goes on with copies of the book.
KeepMessage = SnapshotFailed | MediumTold | BackupWanted


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTold:
    """A part of the till was tried (F 95)."""

    answer: PartChecked


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """About a second went by."""


#: What is done beside the selling till: a row, and news for the counter.
SideMessage = (
    BackupBegun
    | BackupMade
    | BackupFailed
    | DepTold
    | EverythingTold
    | StickTold
    | StickMade
    | StickSought
    | ExportSaid
    | PartTold
    | KeepMessage
    | UpdateTold
    | OfferTold
)

#: What went on beside keys and devices.
Heard = Tick | TerminalTold | OfficeTold | ArchiveTold

Message = (
    KeypadEvent
    | Printed
    | PrintFailed
    | PrinterSeen
    | DrawerFailed
    | DrawerMoved
    | SwitchTurned
    | DeviceSeen
    | CardProbed
    | SideMessage
    | Heard
)


class Inbox:
    """A bounded queue; a feeder never waits, the loop never misses that something was dropped."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Message] = queue.Queue(maxsize=CAPACITY)
        #: What is missing now, for the lamp: it blinks also when the loop is far behind.
        self.gone: frozenset[Watched] = frozenset()

    def post(self, message: Message) -> None:
        """Put `message` in; when the loop is far behind, drop it and say so in the log."""
        if isinstance(message, DeviceSeen):
            one = frozenset({message.device})
            self.gone = self.gone | one if message.is_gone else self.gone - one
        try:
            self._queue.put_nowait(message)
        except queue.Full:
            # Not which key: it may be one of a PIN.
            log.error("inbox full", dropped=type(message).__name__)

    def post_keys(self, events: tuple[KeypadEvent, ...]) -> None:
        """Put keypad events in, in order."""
        for event in events:
            self.post(event)

    def take(self, timeout_s: float) -> Message | None:
        """The next message; None when none came in time."""
        try:
            return self._queue.get(timeout=timeout_s)
        except queue.Empty:
            return None

    def take_now(self) -> Message | None:
        """The next message that is already there."""
        try:
            return self._queue.get_nowait()
        except queue.Empty:
            return None
