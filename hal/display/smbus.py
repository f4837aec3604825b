"""The I2C bus of the kernel, opened when first needed."""

from collections.abc import Callable

import smbus2


class LinuxI2cBus:
    """Implements `I2cBus` on the device whose number `find` gives, such as 1 for /dev/i2c-1.

    Looked for and opened at the first write and again after any error, so that neither a bus that
    is switched on late nor a restarted adapter needs a new till. `find` may raise OSError.
    """

    def __init__(self, find: Callable[[], int]) -> None:
        self._find = find
        self._bus: smbus2.SMBus | None = None

    def write_i2c_block_data(self, i2c_addr: int, register: int, data: list[int]) -> None:
        """See `I2cBus.write_i2c_block_data`."""
        try:
            if self._bus is None:
                self._bus = smbus2.SMBus(f"/dev/i2c-{self._find()}")
            self._bus.write_i2c_block_data(i2c_addr, register, data)
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """See `I2cBus.close`; a later write opens the bus again."""
        if self._bus is not None:
            self._bus.close()
        self._bus = None
