"""A scale that speaks MT-SICS level 0 on a serial line.

Its two laws: a weight is the answer to a question of this call and of no earlier one; what is not
understood is refused and never interpreted.
"""

from collections.abc import Callable

from hal.errors import Fault, HalError
from hal.printer.port import Line
from hal.scale.codec import (
    LINE_END,
    RESET,
    WEIGH_NOW,
    Condition,
    MtSicsError,
    is_reset_answer,
    parse_answer,
)
from hal.scale.port import Weight

DEVICE = "scale"
#: Scales answer `SI` within a tenth of a second; less than this is not worth a question.
ANSWER_S = 0.5
#: Rest between two questions while the pan still moves.
PAUSE_S = 0.1
#: An answer has about 20 bytes; more without an end is noise.
LINE_BYTES_MAX = 64
_READ_BYTES = 64

_FAULTS = {
    Condition.OVERLOAD: (Fault.OVERLOAD, "too much on the pan"),
    Condition.UNDERLOAD: (Fault.UNDERLOAD, "the pan is off, or lifted"),
}


class MtSicsScale:
    """Implements `Scale`.

    Args:
        line: The cable; opened with the first call, given up after a failure.
        monotonic_s: The clock of the deadlines.
    """

    def __init__(self, line: Line, monotonic_s: Callable[[], float]) -> None:
        self._line = line
        self._monotonic_s = monotonic_s
        self._received = b""
        self._is_in_step = False

    def read(self, deadline_s: float) -> Weight:
        """As `Scale.read`."""
        end_s = self._monotonic_s() + deadline_s
        try:
            # A key on the scale may have sent a weight that nobody asked for.
            if not self._is_in_step or self._line.read(_READ_BYTES, 0.0):
                self._bring_into_step(end_s)
            # Until it has answered: whatever goes wrong leaves an answer on its way to us.
            self._is_in_step = False
            answer = self._weigh(end_s)
            self._is_in_step = True
        except MtSicsError as error:
            self._line.close()
            raise HalError(Fault.BROKEN, DEVICE, str(error)) from error
        except HalError as error:
            self._line.close()
            raise HalError(error.fault, DEVICE, error.detail) from error
        if isinstance(answer, Weight):
            return answer
        fault, detail = _FAULTS.get(answer, (Fault.BUSY, "the scale cannot weigh now"))
        raise HalError(fault, DEVICE, detail)

    def _bring_into_step(self, end_s: float) -> None:
        """Reset the dialogue; what comes before the answer belongs to the past."""
        self._received = b""
        self._write(RESET, end_s)
        while not is_reset_answer(self._next_line(end_s)):
            pass

    def _weigh(self, end_s: float) -> Weight | Condition:
        """Ask until the pan rests or there is no time for another question."""
        while True:
            self._write(WEIGH_NOW, end_s)
            answer = parse_answer(self._next_line(end_s))
            if self._received:
                raise MtSicsError("more than one answer to one question")
            if isinstance(answer, Weight) and answer.is_stable:
                return answer
            if answer in _FAULTS or self._remaining_s(end_s) < PAUSE_S + ANSWER_S:
                return answer
            if self._line.read(_READ_BYTES, PAUSE_S):
                raise MtSicsError("the scale talks without being asked")

    def _write(self, command: bytes, end_s: float) -> None:
        if self._line.write(command, self._remaining_s(end_s)) < len(command):
            raise HalError(Fault.TIMEOUT, DEVICE, "the line takes no bytes")

    def _next_line(self, end_s: float) -> bytes:
        while LINE_END not in self._received:
            if len(self._received) > LINE_BYTES_MAX:
                raise MtSicsError("the scale sends noise")
            received = self._line.read(_READ_BYTES, self._remaining_s(end_s))
            if not received and self._remaining_s(end_s) == 0.0:
                raise HalError(Fault.TIMEOUT, DEVICE, f"no answer; so far {self._received!r}")
            self._received += received
        line, self._received = self._received.split(LINE_END, 1)
        return line

    def _remaining_s(self, end_s: float) -> float:
        return max(0.0, end_s - self._monotonic_s())
