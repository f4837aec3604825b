"""The SPI bus of the kernel, with the two lines that a panel needs beside it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import spidev

from hal.gpio.chip import find_chip
from hal.gpio.lgpio_import import lgpio

#: The kernel's default buffer of one transfer.
_TRANSFER_BYTES = 4096
#: The panels want 3 microseconds of reset; more does not hurt.
_RESET_S = 100e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class SpiWiring:
    """Where the panel hangs: /dev/spidev<bus>.<device>, and lines by Broadcom numbers.

    `find_bus` gives the number of the bus, or raises OSError.
    """

    chip_label: str
    find_bus: Callable[[], int]
    device: int = 0
    data_pin: int = 25
    reset_pin: int = 22
    hertz: int = 8_000_000


class SpidevBus:
    """Implements `SpiBus`. Opened by `reset`, with which every start of the panel begins."""

    def __init__(self, wiring: SpiWiring) -> None:
        self._wiring = wiring
        self._spi: spidev.SpiDev | None = None
        self._chip: int | None = None

    def reset(self) -> None:
        """See `SpiBus.reset`.

        Raises:
            HalError: No such GPIO chip.
            OSError: No such bus, or a line in use.
        """
        self.close()
        wiring = self._wiring
        try:
            self._chip = lgpio.gpiochip_open(find_chip(wiring.chip_label))
            for pin in (wiring.data_pin, wiring.reset_pin):
                lgpio.gpio_claim_output(self._chip, pin, 0)
            self._spi = spidev.SpiDev()
            self._spi.open(wiring.find_bus(), wiring.device)
            self._spi.max_speed_hz = wiring.hertz
            time.sleep(_RESET_S)
            lgpio.gpio_write(self._chip, wiring.reset_pin, 1)
        except lgpio.error as error:
            self.close()
            raise OSError(str(error)) from error
        except OSError:
            self.close()
            raise
        time.sleep(_RESET_S)

    def write(self, sent: Sequence[int], *, is_command: bool) -> None:
        """See `SpiBus.write`."""
        if self._spi is None or self._chip is None:
            raise OSError("the bus is closed")
        try:
            lgpio.gpio_write(self._chip, self._wiring.data_pin, 0 if is_command else 1)
        except lgpio.error as error:
            raise OSError(str(error)) from error
        for at in range(0, len(sent), _TRANSFER_BYTES):
            self._spi.writebytes(list(sent[at : at + _TRANSFER_BYTES]))

    def close(self) -> None:
        """See `SpiBus.close`."""
        if self._spi is not None:
            self._spi.close()
        if self._chip is not None:
            lgpio.gpiochip_close(self._chip)
        self._spi = None
        self._chip = None
