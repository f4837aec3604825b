"""What a printer says about itself; pure.

Four kinds of answer share one wire. Fixed bits tell them apart (x is free):

    0xx1xx10                    real-time status, answer to `DLE EOT n`
    0xx1xx00 and three bytes    automatic status back (`GS a`), unasked
    0xx0xxxx                    sensor status, answer to `GS r`
    37 22 d1 d2 d3 d4 00        process ID, answer to `GS ( H`
    11 and 13                   XON and XOFF where the line did not eat them

Anything else is no answer at all, and is refused rather than guessed at.
"""

from dataclasses import dataclass
from enum import IntEnum

from hal.printer.port import Paper, PrinterStatus

_FIXED_BITS = 0b1001_0011
_REALTIME = 0b0001_0010
_AUTOMATIC = 0b0001_0000
_FIXED_SENSOR_BITS = 0b1001_0000
_FLOW_CONTROL = frozenset({0x11, 0x13})
_PROCESS_ID_HEAD = b"\x37\x22"
_PROCESS_ID_BYTES = 7
_AUTOMATIC_BYTES = 4

_OFFLINE = 0b0000_1000
_COVER_OPEN = 0b0000_0100
_STOPPED_BY_PAPER_END = 0b0010_0000
_ERROR = 0b0100_0000
_CUTTER_ERROR = 0b0000_1000
_UNRECOVERABLE_ERROR = 0b0010_0000
_PASSING_ERROR = 0b0100_0000
_NEAR_END = 0b0000_1100
_PAPER_OUT = 0b0110_0000

_SENSOR_NEAR_END = 0b0000_0011
_SENSOR_OUT = 0b0000_1100

_BACK_OFFLINE = 0b0000_1000
_BACK_COVER_OPEN = 0b0010_0000


class StatusError(ValueError):
    """Bytes came that no printer of this language sends."""


class Query(IntEnum):
    """The n of `DLE EOT n`."""

    PRINTER = 1
    OFFLINE_CAUSE = 2
    ERROR_CAUSE = 3
    PAPER = 4

    def request(self) -> bytes:
        """The bytes that ask; answered even when the printer is off-line or its buffer full."""
        return bytes((0x10, 0x04, self.value))


@dataclass(frozen=True, slots=True)
class RealtimeReply:
    """One byte; which query it answers only the asker knows, so ask one at a time."""

    value: int


@dataclass(frozen=True, slots=True)
class AutomaticReply:
    """Four bytes of `GS a`."""

    values: bytes


@dataclass(frozen=True, slots=True)
class SensorReply:
    """One byte of `GS r 1`."""

    value: int


@dataclass(frozen=True, slots=True)
class ProcessIdReply:
    """What was before this ID is on paper."""

    process_id: bytes


Reply = RealtimeReply | AutomaticReply | SensorReply | ProcessIdReply


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """The state of a printer in full: what the port tells, and what broke."""

    status: PrinterStatus
    error: str = ""


def split_replies(received: bytes) -> tuple[tuple[Reply, ...], bytes]:
    """The whole replies at the front of `received`, and the bytes of one still incomplete.

    Raises:
        StatusError: A byte fits none of the patterns.
    """
    replies: list[Reply] = []
    rest = received
    while rest:
        size = _reply_size(rest)
        if size > len(rest):
            break
        reply = _parse(rest[:size])
        if reply is not None:
            replies.append(reply)
        rest = rest[size:]
    return tuple(replies), rest


def _reply_size(received: bytes) -> int:
    first = received[0]
    if first == _PROCESS_ID_HEAD[0]:
        return _PROCESS_ID_BYTES
    if first & _FIXED_BITS == _AUTOMATIC:
        return _AUTOMATIC_BYTES
    return 1


def _parse(reply: bytes) -> Reply | None:
    first = reply[0]
    if reply.startswith(_PROCESS_ID_HEAD) and reply[-1] == 0:
        return ProcessIdReply(reply[2:6])
    if len(reply) == _AUTOMATIC_BYTES and not any(byte & 0x90 for byte in reply[1:]):
        return AutomaticReply(reply)
    if len(reply) > 1:
        raise StatusError(f"printer sent {reply.hex(' ')}, which is no status")
    if first in _FLOW_CONTROL:
        return None
    if first & _FIXED_BITS == _REALTIME:
        return RealtimeReply(first)
    if first & _FIXED_SENSOR_BITS == 0:
        return SensorReply(first)
    raise StatusError(f"printer sent {first:#04x}, which is no status")


def condition_of(answers: dict[Query, int]) -> Condition:
    """The condition that the four answers to `DLE EOT 1` to `4` tell together."""
    printer, paper_sensor = answers[Query.PRINTER], answers[Query.PAPER]
    cause, error_cause = answers[Query.OFFLINE_CAUSE], answers[Query.ERROR_CAUSE]
    is_out = paper_sensor & _PAPER_OUT or cause & _STOPPED_BY_PAPER_END
    paper = _paper(is_out=bool(is_out), is_low=bool(paper_sensor & _NEAR_END))
    return Condition(
        status=PrinterStatus(
            is_online=not printer & _OFFLINE,
            is_cover_open=bool(cause & _COVER_OPEN),
            paper=paper,
        ),
        error=_error(error_cause, has_error=bool(cause & _ERROR)),
    )


def condition_of_automatic(reply: AutomaticReply) -> Condition:
    """The condition that four bytes of automatic status tell."""
    printer, error_cause, paper_sensor, _ = reply.values
    return Condition(
        status=PrinterStatus(
            is_online=not printer & _BACK_OFFLINE,
            is_cover_open=bool(printer & _BACK_COVER_OPEN),
            paper=paper_of_sensor(SensorReply(paper_sensor)),
        ),
        error=_error(error_cause, has_error=False),
    )


def paper_of_sensor(reply: SensorReply) -> Paper:
    """The paper as the answer to `GS r 1` tells it."""
    return _paper(
        is_out=bool(reply.value & _SENSOR_OUT), is_low=bool(reply.value & _SENSOR_NEAR_END)
    )


def _paper(*, is_out: bool, is_low: bool) -> Paper:
    if is_out:
        return Paper.OUT
    return Paper.NEAR_END if is_low else Paper.OK


def _error(error_cause: int, *, has_error: bool) -> str:
    if error_cause & _CUTTER_ERROR:
        return "cutter is blocked"
    if error_cause & _UNRECOVERABLE_ERROR:
        return "unrecoverable error, switch the printer off and on"
    if error_cause & _PASSING_ERROR:
        return "print head too hot or supply voltage wrong"
    return "error without a cause" if has_error else ""
