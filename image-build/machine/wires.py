"""What a till is wired to, all of it outside the machine: panel, printer, card reader, keypad.

Emulation begins at the plug: bytes on USB. They stay as they are while the machine restarts or has
no power, as things on a table do.
"""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hal.card.emulator import EmulatedCard
from hal.display.emulator import EmulatedPanel
from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.pins import MatrixPins
from hal.printer.emulator import EmulatedPrinter
from hal.printer.model import printer_model
from machine.ccid import CardReader
from machine.pins import Pins
from machine.usb_port import UsbPort
from machine.usb_printer import UsbPrinter
from machine.viperboard import Viperboard

PRINTER_MODEL: Final = "epson-tm-t20ii"
#: The matrix on row B of the board, where a till with a header has other numbers.
MATRIX_PINS: Final = MatrixPins(rows=(2, 3, 4, 5, 6), columns=(7, 8, 9, 10, 11, 12))


class Wires:
    """All wires of one till; a context manager. `folder` takes the sockets: its path is short."""

    def __init__(self) -> None:
        self._open = ExitStack()
        self.folder: Final = Path(self._open.enter_context(tempfile.TemporaryDirectory()))
        self.panel: Final = EmulatedPanel()
        self.printer: Final = EmulatedPrinter(printer_model(PRINTER_MODEL))
        self.card: Final = EmulatedCard()
        self.matrix: Final = EmulatedMatrix()
        self.pins: Final = Pins(self.matrix, MATRIX_PINS)
        self.reader: Final = CardReader(self.card)
        self.usb_printer: Final = UsbPrinter(self.printer)
        board = Viperboard(self.panel, self.pins)
        self.ports: Final = {
            name: UsbPort(self.folder / name, device)
            for name, device in (
                ("board", board),
                ("printer", self.usb_printer),
                ("reader", self.reader),
            )
        }

    def __enter__(self) -> Self:
        for port in self.ports.values():
            self._open.enter_context(port)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    @property
    def faults(self) -> tuple[str, ...]:
        """What the machine said on a wire that we did not understand."""
        return tuple(fault for port in self.ports.values() for fault in port.faults)

    def lose_power(self) -> None:
        """All mains gone: what the things on the table kept in memory is lost."""
        self.panel.lose_power()
        self.card.reset()
        self.printer.is_powered = False
        self.printer.is_powered = True
