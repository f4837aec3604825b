"""A line that ends in an emulated device, in the same process and with any clock."""

from collections.abc import Callable
from typing import Protocol

from hal.errors import Fault, HalError
from hal.printer.descriptor import DEVICE

#: How long it waits at a time before it looks again.
TICK_S = 0.01


class FarEnd(Protocol):
    """What can hang at the far end of a cable: an emulated printer, scale or card terminal."""

    @property
    def is_powered(self) -> bool:
        """Whether anybody is there."""
        ...

    def feed(self, data: bytes) -> int:
        """Receive; returns how many bytes there was room for."""
        ...

    def reply(self) -> bytes:
        """What it has sent since the last call."""
        ...

    def pass_time(self, elapsed_s: float) -> None:
        """Let it work for so many seconds."""
        ...


class EmulatedLine:
    """Implements `Line`; deterministic when `wait` moves the clock that `monotonic_s` reads.

    Args:
        far_end: What hangs on it.
        monotonic_s: The clock of the deadlines.
        wait: Lets so many seconds pass: a simulated clock's advance, or `time.sleep`.

    `is_plugged` false is a pulled cable; `bytes_per_write` makes every write a short one.
    """

    def __init__(
        self,
        far_end: FarEnd,
        *,
        monotonic_s: Callable[[], float],
        wait: Callable[[float], None],
    ) -> None:
        self.is_plugged = True
        self.bytes_per_write: int | None = None
        self._far_end = far_end
        self._monotonic_s = monotonic_s
        self._wait = wait
        self._received = b""

    def write(self, data: bytes, deadline_s: float) -> int:
        """As `Line.write`."""
        offered = data if self.bytes_per_write is None else data[: self.bytes_per_write]
        end_s = self._monotonic_s() + deadline_s
        sent = 0
        while True:
            self._require_other_end()
            sent += self._far_end.feed(offered[sent:])
            if sent == len(offered) or not self._tick(end_s):
                return sent

    def read(self, size: int, deadline_s: float) -> bytes:
        """As `Line.read`."""
        end_s = self._monotonic_s() + deadline_s
        while True:
            self._require_other_end()
            self._received += self._far_end.reply()
            if self._received or not self._tick(end_s):
                received, self._received = self._received[:size], self._received[size:]
                return received

    def close(self) -> None:
        """As `Line.close`; answers nobody read are lost."""
        self._far_end.reply()
        self._received = b""

    def _require_other_end(self) -> None:
        if not self.is_plugged:
            raise HalError(Fault.ABSENT, DEVICE, "emulated line: unplugged")
        if not self._far_end.is_powered:
            raise HalError(Fault.ABSENT, DEVICE, "emulated line: the far end is switched off")

    def _tick(self, end_s: float) -> bool:
        """Let a little time pass; False when there is none left."""
        before_s = self._monotonic_s()
        if before_s >= end_s:
            return False
        self._wait(min(TICK_S, end_s - before_s))
        self._far_end.pass_time(self._monotonic_s() - before_s)
        return True
