"""The matrix on GPIO lines, by lgpio groups; gpiozero has no matrix.

Rows are open-drain outputs, pulled low one after the other; columns are inputs with pull-ups. A
push-pull row would be a short circuit as soon as two keys of one column are down. Eleven system
calls make a scan of five rows.
"""

import time

from hal.errors import Fault, HalError
from hal.gpio.chip import find_chip, mapped
from hal.gpio.lgpio_import import lgpio
from hal.keypad.pins import PINS_5X6, MatrixPins

_DEVICE = "keypad"
#: A line of 100 pF behind a pull-up of 50 kOhm has settled after four time constants.
_SETTLE_S = 20e-6


class GpioMatrix:
    """Implements `Matrix` on the chip called `chip_label`; close it to give the lines back."""

    def __init__(self, chip_label: str, pins: MatrixPins = PINS_5X6) -> None:
        """Claim the lines, all rows released.

        Args:
            chip_label: As for `hal.gpio.chip.find_chip`.
            pins: The lines of its rows and columns.

        Raises:
            HalError: ABSENT without such a chip, BUSY when a line is in use.
        """
        self._rows = pins.rows
        self._columns = pins.columns
        self._released = (1 << len(self._rows)) - 1
        with mapped(_DEVICE):
            self._handle = lgpio.gpiochip_open(find_chip(chip_label))
            try:
                lgpio.group_claim_output(
                    self._handle, list(pins.rows), [1] * len(pins.rows), lgpio.SET_OPEN_DRAIN
                )
                lgpio.group_claim_input(self._handle, list(pins.columns), lgpio.SET_PULL_UP)
            except lgpio.error:
                lgpio.gpiochip_close(self._handle)
                raise

    def scan(self) -> tuple[int, ...]:
        """See `Matrix.scan`; takes a fifth of a millisecond."""
        with mapped(_DEVICE):
            levels = tuple(self._scan_row(index) for index in range(len(self._rows)))
            self._drive(self._released)
        return levels

    def close(self) -> None:
        """Give the lines back; nothing is driven afterwards."""
        lgpio.gpiochip_close(self._handle)

    def _scan_row(self, index: int) -> int:
        self._drive(self._released & ~(1 << index))
        time.sleep(_SETTLE_S)
        size, levels = lgpio.group_read(self._handle, self._columns[0])
        if size != len(self._columns):
            raise HalError(Fault.BROKEN, _DEVICE, f"{size} columns instead of {self._columns}")
        # A column pulled low is a contact.
        return ~int(levels) & ((1 << len(self._columns)) - 1)

    def _drive(self, levels: int) -> None:
        lgpio.group_write(self._handle, self._rows[0], levels)
