"""Terminal, line and driver put together: in process with stepped time, or over TCP."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hal.printer.line_tcp import TcpLine
from hal.printer.port import Line
from hal.terminal.driver import STANDARD_PASSWORD, ZvtTerminal
from hal.terminal.emulator import EmulatedTerminal
from hal.terminal.emulator_line import TerminalLine, TerminalServer
from hal.terminal.port import Payment
from tests.hal.printer.rigs import SteppedClock, fault_of

__all__ = ["RIGS", "Rig", "SteppedClock", "fault_of", "in_process", "over_tcp"]

#: More than a payment needs on a loaded machine; less than the driver's grace would be no payment.
DEADLINE_S = 60.0


class Rig:
    """One terminal with its driver; `unplug` pulls the cable."""

    def __init__(
        self,
        terminal: EmulatedTerminal,
        line: Line,
        monotonic_s: Callable[[], float],
        unplug: Callable[[], None],
    ) -> None:
        self.terminal = terminal
        self.line = line
        self.monotonic_s = monotonic_s
        self.unplug = unplug
        self.texts: list[str] = []
        self.cancel_when: Callable[[], bool] = lambda: False
        self.driver = self.boot()

    def boot(self) -> ZvtTerminal:
        """A driver that remembers nothing, as after a start of the till."""
        return ZvtTerminal(self.line, self.monotonic_s, STANDARD_PASSWORD)

    def pay(self, amount_cents: int, deadline_s: float = DEADLINE_S) -> Payment:
        """One payment; texts are collected, `cancel_when` is asked."""
        return self.driver.authorise(amount_cents, self.texts.append, self.cancel_when, deadline_s)


@contextmanager
def in_process() -> Iterator[Rig]:
    """Everything on one stepped clock."""
    clock = SteppedClock()
    terminal = EmulatedTerminal()
    line = TerminalLine(terminal, monotonic_s=clock.monotonic_s, wait=clock.wait)

    def unplug() -> None:
        line.is_plugged = False

    yield Rig(terminal, line, clock.monotonic_s, unplug)


@contextmanager
def over_tcp() -> Iterator[Rig]:
    """A real server on loopback, in real time."""
    terminal = EmulatedTerminal()
    with TerminalServer(terminal) as server:
        line = TcpLine("127.0.0.1", server.port)
        yield Rig(terminal, line, time.monotonic, server.unplug)
        line.close()


RIGS = {"in process": in_process, "tcp": over_tcp}
