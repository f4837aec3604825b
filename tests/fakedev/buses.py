"""I2C and SPI adapters with an emulated panel at their end."""

import errno
import struct
from collections.abc import Callable

from hal.display.emulator import EmulatedPanel
from tests.fakedev.gpiochip import GpioChip
from tests.fakedev.server import Answer, Handle

_I2C_SLAVE = 0x0703
_I2C_FUNCS = 0x0705
_I2C_SMBUS = 0x0720
#: What the adapter of a Raspberry Pi says of itself.
_FUNCTIONS = 0x0EFF0009
_SMBUS_WRITE = 0
_SMBUS_I2C_BLOCK = 8

_SPI = ord("k")
_IOC_READ = 2


class I2cAdapter:
    """A device /dev/i2c-N."""

    def __init__(self, panel: EmulatedPanel) -> None:
        self._panel = panel

    def __call__(self) -> Handle:
        return _I2c(self._panel)


class _I2c(Handle):
    def __init__(self, panel: EmulatedPanel) -> None:
        super().__init__()
        self._panel = panel
        self._address = 0

    def ioctl(self, number: int, argument: bytes) -> Answer:
        if number == _I2C_FUNCS:
            return Answer(payload=struct.pack("<Q", _FUNCTIONS))
        if number == _I2C_SLAVE:
            (self._address,) = struct.unpack("<Q", argument)
            return Answer()
        if number == _I2C_SMBUS:
            direction, command, size = struct.unpack_from("<BBI", argument)
            if (direction, size) != (_SMBUS_WRITE, _SMBUS_I2C_BLOCK):
                raise OSError(errno.EOPNOTSUPP, f"SMBus {direction} {size}")
            length = argument[6]
            self._panel.transfer(self._address, bytes([command]) + argument[7 : 7 + length])
            return Answer()
        return super().ioctl(number, argument)


class SpiAdapter:
    """A device /dev/spidevN.M; data and commands are told apart by a line of `chip`."""

    def __init__(self, panel: EmulatedPanel, is_command: Callable[[], bool]) -> None:
        self._panel = panel
        self._is_command = is_command

    def __call__(self) -> Handle:
        return _Spi(self._panel, self._is_command)


class _Spi(Handle):
    def __init__(self, panel: EmulatedPanel, is_command: Callable[[], bool]) -> None:
        super().__init__()
        self._panel = panel
        self._is_command = is_command
        self._settings: dict[int, bytes] = {}

    def ioctl(self, number: int, argument: bytes) -> Answer:
        if number >> 8 & 0xFF != _SPI or number & 0xFF == 0:
            return super().ioctl(number, argument)
        setting, size = number & 0xFF, number >> 16 & 0x3FFF
        if number >> 30 == _IOC_READ:
            return Answer(payload=self._settings.get(setting, bytes(size)))
        self._settings[setting] = argument
        return Answer()

    def write(self, sent: bytes) -> int:
        self._panel.clock_in(sent, is_command=self._is_command())
        return len(sent)


def wire_spi(panel: EmulatedPanel, chip: GpioChip, data_pin: int, reset_pin: int) -> SpiAdapter:
    """Solder the panel's D/C and reset lines to the chip."""
    chip.on_low[reset_pin] = panel.lose_power
    return SpiAdapter(panel, lambda: not chip.level(data_pin))
