"""The conduct of a ZVT conversation: who speaks when, and what is answered with what.

Till: command. Terminal: yes (80 00) or no (84 xx). Then the terminal speaks, each word answered
with a yes, until it is through (06 0F) or has given up (06 1E). While it speaks the till may only
ask it to give up (06 B0).
"""

from collections.abc import Callable

from hal.errors import Fault, HalError
from hal.printer.port import Line
from hal.terminal.apdu import (
    ACKNOWLEDGEMENT,
    UNKNOWN_COMMAND,
    Apdu,
    ZvtError,
    encode,
    split,
)
from hal.terminal.message import ABORT_COMMAND, Abort, Completion, Message, parse_message
from hal.terminal.word import reason

DEVICE = "terminal"
#: A terminal acknowledges within this time, or it is not listening (ZVT: 5 s).
ACKNOWLEDGE_S = 5.0
#: How often a wish to give up is looked for.
SLICE_S = 0.1
#: A conversation has some hundred words; more is a terminal gone mad.
WORDS_MAX = 2000
_READ_BYTES = 4096
#: Refusals of a terminal that may be ready a moment later.
_LATER = frozenset({0x9C, 0xA0})

Ending = Completion | Abort


class RefusedError(HalError):
    """The terminal said no to a command: it has not begun."""


class Dialogue:
    """One connection's conversations, one after the other.

    Args:
        line: The cable, not yet used.
        monotonic_s: The clock of the deadlines.
    """

    def __init__(self, line: Line, monotonic_s: Callable[[], float]) -> None:
        self._line = line
        self._monotonic_s = monotonic_s
        self._received = b""
        self._waiting: list[Apdu] = []

    def converse(
        self,
        command: Apdu,
        heed: Callable[[Message], None],
        wants_abort: Callable[[], bool],
        end_s: float,
    ) -> Ending:
        """Give `command` and hear the terminal out; `heed` gets all it says before the ending.

        Each word is heeded before it is answered: what we could not read we have not confirmed.

        Raises:
            RefusedError: BUSY or BROKEN; the terminal has not begun.
            HalError: ABSENT, TIMEOUT; the terminal may have begun.
            ZvtError: What it says cannot be understood; the same.
        """
        self._say(command, end_s)
        self._await_acknowledgement(command, end_s)
        has_asked_to_abort = False
        for _ in range(WORDS_MAX):
            heard = self._next(end_s, until=None if has_asked_to_abort else wants_abort)
            if heard is None:
                has_asked_to_abort = True
                self._say(ABORT_COMMAND, end_s)
                continue
            if has_asked_to_abort and (heard.is_acknowledgement or heard.refusal is not None):
                # Yes and no alike: the result says what came of it.
                continue
            ending = self._answer(heard, heed, end_s)
            if ending is not None:
                return ending
        raise ZvtError("the terminal does not stop talking")

    def _answer(self, heard: Apdu, heed: Callable[[Message], None], end_s: float) -> Ending | None:
        message = parse_message(heard)
        if message is None:
            if heard.is_acknowledgement or heard.refusal is not None:
                raise ZvtError(f"an answer to no question: {heard.control:04X}")
            self._say(UNKNOWN_COMMAND, end_s)
            return None
        if isinstance(message, Completion | Abort):
            self._say(ACKNOWLEDGEMENT, end_s)
            return message
        heed(message)
        self._say(ACKNOWLEDGEMENT, end_s)
        return None

    def _await_acknowledgement(self, command: Apdu, end_s: float) -> None:
        heard = self._next(min(end_s, self._monotonic_s() + ACKNOWLEDGE_S), until=None)
        if heard is not None and heard.refusal is not None:
            fault = Fault.BUSY if heard.refusal in _LATER else Fault.BROKEN
            raise RefusedError(fault, DEVICE, f"{command.control:04X}: {reason(heard.refusal)}")
        if heard is None or not heard.is_acknowledgement:
            raise ZvtError(f"{command.control:04X} was not acknowledged")

    def _next(self, end_s: float, until: Callable[[], bool] | None) -> Apdu | None:
        """The next frame; None as soon as `until` is true.

        Raises:
            HalError: TIMEOUT at `end_s`.
        """
        while not self._waiting:
            if until is not None and until():
                return None
            remaining_s = max(0.0, end_s - self._monotonic_s())
            received = self._line.read(_READ_BYTES, min(SLICE_S, remaining_s))
            if not received and remaining_s == 0.0:
                raise HalError(Fault.TIMEOUT, DEVICE, "the terminal is silent")
            self._waiting, self._received = split(self._received + received)
        return self._waiting.pop(0)

    def _say(self, apdu: Apdu, end_s: float) -> None:
        data = encode(apdu)
        # An answer is given even when the time is just over.
        remaining_s = max(SLICE_S, end_s - self._monotonic_s())
        if self._line.write(data, remaining_s) < len(data):
            raise HalError(Fault.TIMEOUT, DEVICE, "the terminal takes no bytes")
