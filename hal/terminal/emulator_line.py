"""The two ways to an emulated terminal: in the same process with any clock, and by real TCP."""

from collections.abc import Callable
from contextlib import suppress

from hal.errors import HalError
from hal.printer.emulator_line import EmulatedLine
from hal.printer.emulator_pty import TcpServer
from hal.terminal.emulator import EmulatedTerminal


class TerminalLine(EmulatedLine):
    """Implements `Line`; a new line is a new connection, and so is the next call after `close`."""

    def __init__(
        self,
        terminal: EmulatedTerminal,
        *,
        monotonic_s: Callable[[], float],
        wait: Callable[[float], None],
    ) -> None:
        super().__init__(terminal, monotonic_s=monotonic_s, wait=wait)
        self._terminal = terminal
        terminal.connect()

    def close(self) -> None:
        """As `Line.close`."""
        self._terminal.connect()
        super().close()


class TerminalServer(TcpServer):
    """The terminal on a port of this machine only; hangs up when the terminal does."""

    def __init__(self, terminal: EmulatedTerminal) -> None:
        super().__init__(terminal)
        self._terminal = terminal

    def _attend(self, fd: int) -> None:
        self._terminal.connect()
        with suppress(HalError):
            super()._attend(fd)
