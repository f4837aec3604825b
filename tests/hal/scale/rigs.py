"""Scale, line and driver put together: in process with stepped time, or through the kernel."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from hal.printer.emulator_line import EmulatedLine
from hal.printer.emulator_pty import PtyServer
from hal.printer.line_serial import FlowControl, SerialLine
from hal.printer.port import Line
from hal.scale.driver import MtSicsScale
from hal.scale.emulator import EmulatedScale
from tests.hal.printer.rigs import SteppedClock, fault_of

__all__ = ["RIGS", "Rig", "SteppedClock", "fault_of", "in_process", "through_the_kernel"]


class Rig:
    """One scale with its driver; `unplug` pulls the cable."""

    def __init__(
        self,
        scale: EmulatedScale,
        line: Line,
        monotonic_s: Callable[[], float],
        unplug: Callable[[], None],
    ) -> None:
        self.scale = scale
        self.line = line
        self.driver = MtSicsScale(line, monotonic_s)
        self.unplug = unplug


@contextmanager
def in_process() -> Iterator[Rig]:
    """Everything on one stepped clock."""
    clock = SteppedClock()
    scale = EmulatedScale()
    line = EmulatedLine(scale, monotonic_s=clock.monotonic_s, wait=clock.wait)

    def unplug() -> None:
        line.is_plugged = False

    yield Rig(scale, line, clock.monotonic_s, unplug)


@contextmanager
def through_the_kernel() -> Iterator[Rig]:
    """Pyserial on a kernel terminal, in real time."""
    scale = EmulatedScale()
    with PtyServer(scale) as server:
        line = SerialLine(server.path, 9600, FlowControl.NONE)
        yield Rig(scale, line, time.monotonic, server.unplug)
        line.close()


RIGS = {"in process": in_process, "serial": through_the_kernel}
