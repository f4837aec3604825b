"""A line that ends in an emulated device, in the same process and with any clock."""

from collections.abc import Callable
from typing import Protocol

from hal.errors import Fault, HalError
from hal.printer.descriptor import DEVICE

#: How long it waits at a time before it looks again.
TICK_S = 0.01
#: What the kernel keeps of a slow cable's bytes.
KERNEL_BYTES = 4096


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

    `is_plugged` false is a pulled cable; `bytes_per_write` makes every write a short one;
    `bytes_per_s` is the speed of a slow cable, before which the kernel takes bytes at once.
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
        self.bytes_per_s: float | None = None
        self._far_end = far_end
        self._monotonic_s = monotonic_s
        self._wait = wait
        self._received = b""
        self._under_way = b""
        self._carried_until_s = 0.0

    def write(self, data: bytes, deadline_s: float) -> int:
        """As `Line.write`."""
        offered = data if self.bytes_per_write is None else data[: self.bytes_per_write]
        end_s = self._monotonic_s() + deadline_s
        sent = 0
        while True:
            self._require_other_end()
            self._carry()
            sent += self._take(offered[sent:])
            if sent == len(offered) or not self._tick(end_s):
                return sent

    def read(self, size: int, deadline_s: float) -> bytes:
        """As `Line.read`."""
        end_s = self._monotonic_s() + deadline_s
        while True:
            self._require_other_end()
            self._carry()
            self._received += self._far_end.reply()
            if self._received or not self._tick(end_s):
                received, self._received = self._received[:size], self._received[size:]
                return received

    def transit_s(self, size: int) -> float:
        """As `Line.transit_s`."""
        return 0.0 if self.bytes_per_s is None else size / self.bytes_per_s

    def close(self) -> None:
        """As `Line.close`; answers nobody read are lost, and what is still under way."""
        self._far_end.reply()
        self._received = b""
        self._under_way = b""

    def _take(self, data: bytes) -> int:
        """Put as many bytes on the cable as there is room for; returns the count."""
        if self.bytes_per_s is None:
            return self._far_end.feed(data)
        if not self._under_way:
            self._carried_until_s = self._monotonic_s()
        taken = data[: KERNEL_BYTES - len(self._under_way)]
        self._under_way += taken
        return len(taken)

    def _carry(self) -> None:
        """Give the far end what a slow cable has brought by now."""
        if self.bytes_per_s is None or not self._under_way:
            return
        arrived = int((self._monotonic_s() - self._carried_until_s) * self.bytes_per_s)
        self._carried_until_s += arrived / self.bytes_per_s
        fed = self._far_end.feed(self._under_way[:arrived])
        self._under_way = self._under_way[fed:]

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
