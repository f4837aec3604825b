"""Printer, line and driver put together: in process with stepped time, or through the kernel."""

import time
from collections.abc import Callable

from hal.errors import HalError
from hal.printer.driver import EscposPrinter
from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_line import EmulatedLine
from hal.printer.emulator_pty import PtyServer, TcpServer
from hal.printer.line_serial import FlowControl, SerialLine
from hal.printer.line_tcp import TcpLine
from hal.printer.line_usb import UsbLine
from hal.printer.model import printer_model
from hal.printer.port import Line


def printer(model: str = "epson-tm-t20ii", **faults: object) -> EmulatedPrinter:
    """A printer by name, with what `EmulatedPrinter` takes besides."""
    return EmulatedPrinter(printer_model(model), **faults)


class SteppedClock:
    """Time that moves only when somebody waits."""

    def __init__(self) -> None:
        self.now_s = 1000.0
        self._appointments: list[tuple[float, Callable[[], None]]] = []

    def monotonic_s(self) -> float:
        return self.now_s

    def wait(self, seconds: float) -> None:
        self.now_s += seconds
        due = [entry for entry in self._appointments if entry[0] <= self.now_s]
        for entry in due:
            self._appointments.remove(entry)
            entry[1]()

    def after(self, seconds: float, action: Callable[[], None]) -> None:
        """Do `action` when so much time has been waited."""
        self._appointments.append((self.now_s + seconds, action))


class InProcessRig:
    """Everything on one stepped clock."""

    def __init__(self, emulated: EmulatedPrinter) -> None:
        self.clock = SteppedClock()
        self.printer = emulated
        self.line = EmulatedLine(emulated, monotonic_s=self.clock.monotonic_s, wait=self.clock.wait)
        self.driver = EscposPrinter(self.line, emulated.model, self.clock.monotonic_s)

    def unplug(self) -> None:
        self.line.is_plugged = False

    def close(self) -> None:
        self.line.close()


class KernelRig:
    """A real line to an emulated printer behind the kernel."""

    def __init__(
        self,
        emulated: EmulatedPrinter,
        server: PtyServer | TcpServer,
        line: Line,
    ) -> None:
        self.printer = emulated
        self.line = line
        self.driver = EscposPrinter(line, emulated.model, time.monotonic)
        self._server = server
        server.__enter__()

    def unplug(self) -> None:
        self._server.unplug()

    def close(self) -> None:
        self.line.close()
        self._server.unplug()


Rig = InProcessRig | KernelRig


def serial_rig(emulated: EmulatedPrinter) -> KernelRig:
    server = PtyServer(emulated)
    return KernelRig(emulated, server, SerialLine(server.path, 115_200, FlowControl.XON_XOFF))


def usb_rig(emulated: EmulatedPrinter) -> KernelRig:
    server = PtyServer(emulated)
    return KernelRig(emulated, server, UsbLine(server.path))


def tcp_rig(emulated: EmulatedPrinter) -> KernelRig:
    server = TcpServer(emulated)
    return KernelRig(emulated, server, TcpLine("127.0.0.1", server.port))


RIGS: dict[str, Callable[[EmulatedPrinter], Rig]] = {
    "in process": InProcessRig,
    "serial": serial_rig,
    "usb": usb_rig,
    "tcp": tcp_rig,
}


def fault_of(action: Callable[[], object]) -> HalError:
    """The error that `action` ends in."""
    try:
        action()
    except HalError as error:
        return error
    raise AssertionError("no HalError was raised")
