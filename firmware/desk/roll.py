"""The slips that come out of the emulated printer, each seen once and in order."""

from collections.abc import Sequence

from hal.printer.emulator import EmulatedPrinter
from hal.printer.emulator_paper import Slip


class Roll:
    """Remembers which slip of a printer was seen last; used by one caller at a time."""

    def __init__(self, printer: EmulatedPrinter) -> None:
        self._printer = printer
        self._last: Slip | None = None

    def new_slips(self) -> Sequence[Slip]:
        """What was cut or torn off since the last call; of more than it keeps, the newest."""
        slips = self._printer.slips
        known = [index for index, slip in enumerate(slips) if slip is self._last]
        if slips:
            self._last = slips[-1]
        return slips[known[0] + 1 if known else 0 :]
