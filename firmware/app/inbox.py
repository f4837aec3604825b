"""What the feeder threads may say to the loop, and the bounded queue between them."""

import queue
from collections.abc import Mapping
from dataclasses import dataclass, field

import structlog

from firmware.app.units import Unit
from firmware.sync.answer_file import AnswerFile
from firmware.till.fiscal.calendar_requests import DepWritten
from firmware.till.fiscal.ending_requests import Exported
from firmware.till.papers.slip import Mark
from firmware.till.payment.card_requests import CardResult
from firmware.till.requests import Failed
from hal.errors import Fault
from hal.gpio.port import SwitchPosition
from hal.keypad.port import KeypadEvent
from hal.printer.port import PrinterStatus

log = structlog.get_logger()

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


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchTurned:
    """The key switch has come to rest in another position."""

    position: SwitchPosition


@dataclass(frozen=True, slots=True, kw_only=True)
class CardProbed:
    """The signature units were asked for a test signature; `unit` gave one, None: none did.

    `in_use` are the serials of those that were in use then: of another card nothing is known.
    """

    unit: Unit | None
    in_use: tuple[str, ...]


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
    """The DEP an inspector asked for is on the stick, or why it is not (`detail`, for the log)."""

    answer: DepWritten | Failed
    sha256: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EverythingTold:
    """Everything is exported (`row`, for the journal), or why it is not (`detail`, too)."""

    answer: Exported | Failed
    row: Mapping[str, object] = field(default_factory=dict)
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveTold:
    """How far the archive is: rows it does not have yet, and why it refuses them, if it does."""

    pending: int
    alarm: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeTold:
    """FinanzOnline answered an order; told again as long as the file of kassa-sync is there."""

    answer: AnswerFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """About a second went by."""


#: What went on beside keys and devices.
Heard = (
    Tick
    | TerminalTold
    | BackupBegun
    | BackupMade
    | BackupFailed
    | DepTold
    | EverythingTold
    | ArchiveTold
    | OfficeTold
)

Message = (
    KeypadEvent
    | Printed
    | PrintFailed
    | PrinterSeen
    | DrawerFailed
    | DrawerMoved
    | SwitchTurned
    | CardProbed
    | TerminalTold
    | BackupBegun
    | BackupMade
    | BackupFailed
    | DepTold
    | EverythingTold
    | ArchiveTold
    | OfficeTold
    | Tick
)


class Inbox:
    """A bounded queue; a feeder never waits, the loop never misses that something was dropped."""

    def __init__(self) -> None:
        self._queue: queue.Queue[Message] = queue.Queue(maxsize=CAPACITY)

    def post(self, message: Message) -> None:
        """Put `message` in; when the loop is far behind, drop it and say so in the log."""
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
