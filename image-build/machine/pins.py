"""Sixteen pins, and a matrix of keys soldered to them.

Electrical as far as a keypad needs it: an output that is low pulls, everything else is held high
by a resistor.
"""

from threading import Lock
from typing import Final

from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.pins import MatrixPins

COUNT: Final = 16
_ALL: Final = (1 << COUNT) - 1


class Pins:
    """Inputs until somebody makes outputs of them; may be looked at from any thread."""

    def __init__(
        self, matrix: EmulatedMatrix | None = None, wiring: MatrixPins | None = None
    ) -> None:
        """Args: `matrix`, if there is one, hangs on the pins of `wiring`."""
        self._matrix = matrix
        self._rows = () if wiring is None else wiring.rows
        self._columns = () if wiring is None else wiring.columns
        self._lock = Lock()
        self._outputs = 0
        self._latched = 0
        #: How often all rows were let go of, which ends a scan.
        self.scans = 0

    def set_outputs(self, value: int, mask: int) -> None:
        """Make outputs, where `value` has a one, or inputs of the pins in `mask`."""
        with self._lock:
            had_low = self._low_rows()
            self._outputs = self._outputs & ~mask | value & mask
            self._note_end_of_scan(had_low)

    def set_levels(self, value: int, mask: int) -> None:
        """Drive the outputs in `mask`; of an input it is remembered."""
        with self._lock:
            had_low = self._low_rows()
            self._latched = self._latched & ~mask | value & mask
            self._note_end_of_scan(had_low)

    def release_all(self) -> None:
        """All are inputs again."""
        self.set_outputs(0, _ALL)

    def levels(self) -> int:
        """What a voltmeter says at each pin."""
        with self._lock:
            levels = _ALL & ~(self._outputs & ~self._latched)
            if self._matrix is not None:
                pulled = self._matrix.connected(self._low_rows())
                for index, column in enumerate(self._columns):
                    if pulled >> index & 1:
                        levels &= ~(1 << column)
        return levels

    def _low_rows(self) -> list[int]:
        low = self._outputs & ~self._latched
        return [index for index, row in enumerate(self._rows) if low >> row & 1]

    def _note_end_of_scan(self, had_low: list[int]) -> None:
        if self._matrix is None or not had_low or self._low_rows():
            return
        # Between two rows all are released for a moment as well; only after the last one it ends.
        if had_low[-1] == len(self._rows) - 1:
            self.scans += 1
            self._matrix.advance()
