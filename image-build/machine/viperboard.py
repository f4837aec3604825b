"""A Nano River Viperboard: a USB device with an I2C bus and two rows of sixteen pins.

Linux has drivers for it in every kernel of Debian, so that a display and a keypad of ours hang on
buses and pins that the real kernel drives, and everything above the wire is what a till runs.
"""

import struct
from enum import IntEnum
from typing import Final, Protocol

from machine.pins import Pins
from machine.usb import IN, Identity, Setup, StallError

_OUT, _IN = 0x02, 0x86
#: Command, memory place, two lengths, last, channel, SPI: what stands before bytes to write.
_WRITE_HEAD_BYTES: Final = 9
_PIN_MESSAGE_BYTES: Final = 11
_SET_DIRECTION: Final = 0
#: Eleven bytes nobody knows, then 0: the bus took it.
_TAKEN: Final = bytes(12)


class _Request(IntEnum):
    """Control requests, by what they are about."""

    PINS_B = 0xDD
    I2C_SPEED = 0xE6
    I2C = 0xE9
    MAJOR = 0xEA
    MINOR = 0xEB
    PINS_A = 0xED


class _Bus(IntEnum):
    """What a message on the bulk pipe begins with; others read."""

    WRITE = 0
    ADDRESS = 2


class I2cTarget(Protocol):
    """What hangs on the bus."""

    def transfer(self, i2c_addr: int, wire: bytes) -> None:
        """Bytes written to an address; OSError when nobody acknowledges."""
        ...


class Viperboard:
    """Implements `UsbDevice`: `target` on its bus, `pins` as its row B; row A leads nowhere."""

    def __init__(self, target: I2cTarget, pins: Pins | None = None) -> None:
        self.identity: Final = Identity(
            vendor=0x2058,
            product=0x1005,
            maker="Nano River Technologies",
            name="Viperboard",
            serial="1",
            interface=(0xFF, 0, 0),
            endpoints=(_OUT, _IN),
        )
        self._target = target
        self._pins = Pins() if pins is None else pins
        self.start()

    def start(self) -> None:
        """See `UsbDevice.start`."""
        self._written = b""
        self._is_taken = True
        self._pins.release_all()

    def control(self, setup: Setup, data: bytes) -> bytes:
        """See `UsbDevice.control`."""
        is_in = bool(setup.request_type & IN)
        match setup.request:
            case _Request.MAJOR | _Request.MINOR if is_in:
                return b"\1"
            case _Request.I2C if is_in:
                # So short an answer is what the kernel reports as a missing acknowledgement.
                return _TAKEN if self._is_taken else b"\1"
            case _Request.I2C_SPEED:
                return b""
            case _Request.PINS_B:
                return self._row_b(data, is_in=is_in)
            case _Request.PINS_A:
                return bytes(_PIN_MESSAGE_BYTES) if is_in else b""
            case _:
                raise StallError

    def bulk_out(self, endpoint: int, data: bytes) -> int:
        """Bytes for the bus come first, then the address they are for."""
        if endpoint != _OUT or not data:
            raise StallError
        match data[0]:
            case _Bus.WRITE:
                if len(data) < _WRITE_HEAD_BYTES or len(data) != _WRITE_HEAD_BYTES + sum(data[3:5]):
                    raise StallError
                self._written += data[_WRITE_HEAD_BYTES:]
            case _Bus.ADDRESS:
                self._send(address=data[1], is_read=bool(data[2]))
            case _:
                # Nothing that we hang on the bus has anything to say.
                self._is_taken = False
        return len(data)

    def bulk_in(self, endpoint: int, size: int) -> bytes | None:
        """What was read from the bus: nobody drives it, all bits are one."""
        if endpoint != _IN:
            raise StallError
        return b"\xff" * size

    def _send(self, *, address: int, is_read: bool) -> None:
        wire, self._written = self._written, b""
        self._is_taken = not is_read
        if is_read:
            return
        try:
            self._target.transfer(address, wire)
        except OSError:
            self._is_taken = False

    def _row_b(self, data: bytes, *, is_in: bool) -> bytes:
        if is_in:
            return struct.pack(">BHH", 0, self._pins.levels(), 0)
        command, value, mask = struct.unpack(">BHH", data)
        if command == _SET_DIRECTION:
            self._pins.set_outputs(value, mask)
        else:
            self._pins.set_levels(value, mask)
        return b""
