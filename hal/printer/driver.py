"""The driver of ESC/POS printers over any line.

Written is not printed: the kernel, the printer's buffer and the print head each hold bytes that
may never become paper. So a document ends with a question that the printer answers in its turn,
and `print` returns on that answer only.

An answer of yesterday must not pass for one of today. In the beginning, and after a job that did
not end well, the driver is *out of step*: before the next job it asks a question of its own and
waits until the printer has answered everything it still had to.

Nor must the rest of a broken-off command swallow what follows. When bytes are missing, or may be,
the line is closed, which drops what still waits in the kernel; silence ends the command in the
printer before it is asked anything; and the torn slip is cut off.

On a slow cable that silence alone takes longer than a printer may take to answer: the time our
bytes are on their way is no part of any deadline.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import TypeVar, assert_never

from hal.errors import Fault, HalError
from hal.printer.codec import (
    ASK_SENSORS,
    PULSE_NOW,
    DocumentError,
    encode,
    encode_pulse,
    encode_separation,
    encode_silence,
    process_id_request,
)
from hal.printer.descriptor import DEVICE
from hal.printer.model import Confirmation, PrinterModel
from hal.printer.port import Document, Line, Paper, PrinterStatus
from hal.printer.status import (
    AutomaticReply,
    Condition,
    ProcessIdReply,
    Query,
    RealtimeReply,
    SensorReply,
    StatusError,
    condition_of,
    condition_of_automatic,
    split_replies,
)

#: Small enough to notice within a chunk that the printer stopped.
CHUNK_BYTES = 256
#: How long one write or read waits before the driver looks what is the matter.
SLICE_S = 0.25
#: Answers to old questions come in one go; after this silence there are no more.
QUIET_S = 0.1
#: A printer that answers too much is asked again so many times in all.
ASKINGS_MAX = 3
_READ_BYTES = 64
#: A job has fewer answers outstanding than this.
_INBOX_MAX = 64

_OrderedReply = RealtimeReply | SensorReply | ProcessIdReply
_Reply = TypeVar("_Reply", RealtimeReply, SensorReply, ProcessIdReply)


class EscposPrinter:
    """Implements `Printer`; one thread at a time.

    Args:
        line: The cable; closed and opened anew after every failure.
        model: What is at its end.
        monotonic_s: The clock of deadlines, the same one the line waits by.
    """

    def __init__(self, line: Line, model: PrinterModel, monotonic_s: Callable[[], float]) -> None:
        self._line = line
        self._model = model
        self._monotonic_s = monotonic_s
        self._received = b""
        self._inbox: list[_OrderedReply] = []
        self._automatic: Condition | None = None
        self._is_in_step = False
        self._is_interrupted = False
        self._is_between_commands = False
        self._job_numbers = count(1)

    def print(self, document: Document, deadline_s: float) -> None:
        """As `Printer.print`; BROKEN also when the document does not fit the paper."""
        try:
            data = encode(document, self._model)
        except DocumentError as error:
            raise HalError(Fault.BROKEN, DEVICE, f"document refused, {error}") from error
        self._transmit(data, _Deadline(self._monotonic_s, deadline_s))

    def status(self, deadline_s: float) -> PrinterStatus:
        """As `Printer.status`; BROKEN when what answers is no printer."""
        return self._status(_Deadline(self._monotonic_s, deadline_s))

    def kick_drawer(self, deadline_s: float) -> None:
        """As `Printer.kick_drawer`; returns when the printer has come to the pulse.

        One that cannot print gets the real-time pulse: it is obeyed on arrival and never kept, so
        that the change gets out when the roll is at its end, and nothing opens later by itself.
        """
        deadline = _Deadline(self._monotonic_s, deadline_s)
        if self._status(deadline).is_ready:
            self._transmit(encode_pulse(self._model), deadline)
            return
        progress = _Progress(total=len(PULSE_NOW))
        try:
            self._write(PULSE_NOW, deadline, progress)
        except HalError as error:
            self._abandon(error, progress)
            raise

    def _status(self, deadline: "_Deadline") -> PrinterStatus:
        try:
            return self._ask_condition(deadline).status
        except (HalError, StatusError) as error:
            self._give_up_line()
            raise _as_hal_error(error, "") from error

    def _transmit(self, data: bytes, deadline: "_Deadline") -> None:
        """Send `data` to a ready printer and wait until it says that it is through."""
        progress = _Progress(total=len(data))
        try:
            self._wait_until_ready(deadline)
            self._fall_into_step(deadline)
            self._write(data, deadline, progress)
            self._confirm(deadline)
        except (HalError, StatusError) as error:
            self._abandon(error, progress)
            raise _as_hal_error(error, f"; {progress}") from error

    def _abandon(self, error: HalError | StatusError, progress: "_Progress") -> None:
        """Remember what state the job leaves the printer in."""
        is_whole = progress.sent in (0, progress.total)
        if isinstance(error, _TroubleError) and is_whole:
            # It has all bytes and will go on when helped, or has none: the line is sound.
            self._is_in_step = self._is_in_step and progress.sent == 0
            return
        self._is_interrupted = self._is_interrupted or progress.sent > 0
        self._give_up_line()

    def _give_up_line(self) -> None:
        self._line.close()
        self._received = b""
        self._inbox.clear()
        self._automatic = None
        self._is_in_step = False
        # Closing dropped what the kernel still held, and so perhaps half a command.
        self._is_between_commands = False

    def _fall_into_step(self, deadline: "_Deadline") -> None:
        """Clear away what a failed job left in the printer; wait for its last old answer."""
        if self._is_in_step:
            return
        if self._is_interrupted:
            self._write(encode_separation(self._model), deadline, _Progress(total=0))
        self._write(ASK_SENSORS, deadline, _Progress(total=0))
        self._await(SensorReply, deadline)
        self._listen_until_quiet(QUIET_S, deadline)
        self._inbox.clear()
        self._is_in_step = True
        self._is_interrupted = False

    def _write(self, data: bytes, deadline: "_Deadline", progress: "_Progress") -> None:
        """Write `data` whole, listening for trouble whenever the line is slow to take it.

        Listening only: a question inside a command would become part of it.
        """
        self._is_between_commands = False
        rest = data
        while rest:
            chunk = rest[:CHUNK_BYTES]
            taken = self._line.write(chunk, min(SLICE_S, deadline.remaining_s))
            progress.sent += taken
            deadline.lengthen(self._line.transit_s(taken))
            if taken < len(chunk):
                self._listen(0.0)
                self._heed_automatic_status()
                deadline.require("the printer stopped taking bytes")
            rest = rest[taken:]
        self._is_between_commands = True

    def _confirm(self, deadline: "_Deadline") -> None:
        """Ask behind the job and wait for the answer."""
        match self._model.confirmation:
            case Confirmation.PROCESS_ID:
                process_id = b"%04d" % (next(self._job_numbers) % 10_000)
                self._write(process_id_request(process_id), deadline, _Progress(total=0))
                while self._await(ProcessIdReply, deadline) != ProcessIdReply(process_id):
                    deadline.require("the printer answers for another job")
            case Confirmation.SENSOR:
                self._write(ASK_SENSORS, deadline, _Progress(total=0))
                self._await(SensorReply, deadline)
                # Its buffer is empty now, but the last line may still stand before the head.
                self._wait_until_ready(deadline)
            case _:
                assert_never(self._model.confirmation)

    def _wait_until_ready(self, deadline: "_Deadline") -> None:
        """Return when the printer is on-line; a pressed feed button passes, trouble does not.

        Raises:
            HalError: What the printer complains of; TIMEOUT when it stays off-line without reason.
        """
        while True:
            condition = self._ask_condition(deadline)
            _require_no_trouble(condition)
            if condition.status.is_online:
                return
            deadline.require("the printer stays off-line and names no reason")
            self._listen(min(SLICE_S, deadline.remaining_s))

    def _await(self, kind: type[_Reply], deadline: "_Deadline") -> _Reply:
        """Wait for a reply of `kind`, asking in between what keeps the printer."""
        while True:
            reply = self._receive(kind, min(SLICE_S, deadline.remaining_s))
            if reply is not None:
                return reply
            deadline.require("the printer does not say that it is through")
            _require_no_trouble(self._ask_condition(deadline))

    def _ask_condition(self, deadline: "_Deadline") -> Condition:
        """Ask the four real-time questions, one at a time, until the answers are theirs.

        Raises:
            HalError: TIMEOUT when one stays unanswered.
            StatusError: There are always more answers than questions: nobody knows which is which.
        """
        settle_s = 0.0
        if not self._is_between_commands:
            # Else the question becomes an argument, perhaps a length that swallows the next slip.
            self._write(encode_silence(self._model), deadline, _Progress(total=0))
            # And questions asked before the line was given up may be answered only now.
            settle_s = QUIET_S
        for _ in range(ASKINGS_MAX):
            answers = {query: self._ask(query, deadline) for query in Query}
            self._listen_until_quiet(settle_s, deadline)
            if not any(isinstance(reply, RealtimeReply) for reply in self._inbox):
                # Asked is newer than told.
                self._automatic = None
                return condition_of(answers)
            self._listen_until_quiet(QUIET_S, deadline)
            self._inbox = [it for it in self._inbox if not isinstance(it, RealtimeReply)]
        raise StatusError("the printer gives more answers than it is asked questions")

    def _ask(self, query: Query, deadline: "_Deadline") -> int:
        self._write(query.request(), deadline, _Progress(total=0))
        reply = self._receive(RealtimeReply, deadline.remaining_s)
        if reply is None:
            raise HalError(Fault.TIMEOUT, DEVICE, f"no answer to status request {query.value}")
        return reply.value

    def _receive(self, kind: type[_Reply], wait_s: float) -> _Reply | None:
        """The oldest reply of `kind`, waiting for it so long; others are kept."""
        end = _Deadline(self._monotonic_s, wait_s)
        while True:
            for reply in self._inbox:
                if isinstance(reply, kind):
                    self._inbox.remove(reply)
                    return reply
            if not self._listen(end.remaining_s) and end.remaining_s == 0.0:
                return None

    def _listen_until_quiet(self, quiet_s: float, deadline: "_Deadline") -> None:
        while self._listen(min(quiet_s, deadline.remaining_s)):
            deadline.require("the printer does not stop talking")

    def _listen(self, deadline_s: float) -> bool:
        """Take in what the printer says within `deadline_s`; whether it said anything."""
        received = self._line.read(_READ_BYTES, deadline_s)
        replies, self._received = split_replies(self._received + received)
        for reply in replies:
            if isinstance(reply, AutomaticReply):
                self._automatic = condition_of_automatic(reply)
            else:
                self._inbox.append(reply)
        if len(self._inbox) > _INBOX_MAX:
            raise StatusError("the printer talks without being asked")
        return bool(received)

    def _heed_automatic_status(self) -> None:
        if self._automatic is not None:
            _require_no_trouble(self._automatic)


class _TroubleError(HalError):
    """The printer itself said what is wrong: it is there, and the line is sound."""


class _Deadline:
    """Until when the printer must have done it; the cable's own time is given on top."""

    def __init__(self, monotonic_s: Callable[[], float], seconds: float) -> None:
        self._monotonic_s = monotonic_s
        self._end_s = monotonic_s() + seconds

    @property
    def remaining_s(self) -> float:
        """What is left of it; never negative."""
        return max(0.0, self._end_s - self._monotonic_s())

    def lengthen(self, seconds: float) -> None:
        """Bytes are on the cable so long: until they are there nobody can answer them."""
        self._end_s += seconds

    def require(self, complaint: str) -> None:
        """Raise TIMEOUT with `complaint` when nothing is left."""
        if self.remaining_s == 0.0:
            raise HalError(Fault.TIMEOUT, DEVICE, complaint)


@dataclass(slots=True, kw_only=True)
class _Progress:
    """How many bytes of a job the line took; not how many were printed."""

    total: int
    sent: int = 0

    def __str__(self) -> str:
        return f"{self.sent} of {self.total} bytes taken"


def _require_no_trouble(condition: Condition) -> None:
    """Raise what a cashier can do something about, the most telling first."""
    status = condition.status
    if status.is_cover_open:
        raise _TroubleError(Fault.COVER_OPEN, DEVICE, "the cover is open")
    if status.paper is Paper.OUT:
        raise _TroubleError(Fault.PAPER_OUT, DEVICE, "no paper")
    if condition.error:
        raise _TroubleError(Fault.BROKEN, DEVICE, condition.error)


def _as_hal_error(error: HalError | StatusError, suffix: str) -> HalError:
    if isinstance(error, StatusError):
        return HalError(Fault.BROKEN, DEVICE, f"{error}{suffix}")
    return HalError(error.fault, DEVICE, f"{error.detail}{suffix}")
