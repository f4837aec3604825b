"""A receipt printer on USB: the printer class in front of an emulated ESC/POS printer."""

import struct
import time
from collections.abc import Callable
from enum import IntEnum
from typing import Final

from hal.printer.emulator import EmulatedPrinter
from hal.printer.port import Paper
from machine.usb import IN, Identity, Setup, StallError

_OUT, _IN = 0x01, 0x82
_ID: Final = b"MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;"
#: Bits of the parallel port that this class remembers.
_NO_FAULT, _SELECTED, _NO_PAPER = 0x08, 0x10, 0x20


class _Request(IntEnum):
    """What the class asks."""

    DEVICE_ID = 0
    PORT_STATUS = 1
    SOFT_RESET = 2


class UsbPrinter:
    """Implements `UsbDevice`; the same printer may be unplugged and plugged in again."""

    def __init__(
        self, printer: EmulatedPrinter, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.identity: Final = Identity(
            vendor=0x04B8,
            product=0x0E15,
            maker="EPSON",
            name="TM-T20II",
            serial="4C4D0001",
            interface=(7, 1, 2),
            endpoints=(_OUT, _IN),
        )
        self._printer = printer
        self._monotonic_s = monotonic_s
        self._last_s = monotonic_s()
        self._said = b""

    def start(self) -> None:
        """See `UsbDevice.start`; what was printed stays printed."""
        self._said = b""

    def control(self, setup: Setup, data: bytes) -> bytes:  # noqa: ARG002 - see `UsbDevice`
        """The three requests of the class."""
        is_in = bool(setup.request_type & IN)
        match setup.request:
            case _Request.DEVICE_ID if is_in:
                return struct.pack(">H", len(_ID) + 2) + _ID
            case _Request.PORT_STATUS if is_in:
                return bytes([self._port_status()])
            case _Request.SOFT_RESET:
                self._said = b""
                return b""
            case _:
                raise StallError

    def bulk_out(self, endpoint: int, data: bytes) -> int:
        """As much as the printer's buffer has room for."""
        if endpoint != _OUT:
            raise StallError
        self._pass_time()
        return self._printer.feed(data)

    def bulk_in(self, endpoint: int, size: int) -> bytes | None:
        """What the printer says, when it says something."""
        if endpoint != _IN:
            raise StallError
        self._pass_time()
        self._said += self._printer.reply()
        if not self._said:
            return None
        said, self._said = self._said[:size], self._said[size:]
        return said

    def _pass_time(self) -> None:
        now_s = self._monotonic_s()
        self._printer.pass_time(now_s - self._last_s)
        self._last_s = now_s

    def _port_status(self) -> int:
        status = _SELECTED if self._printer.is_online else 0
        if self._printer.paper is Paper.OUT:
            return status | _NO_PAPER
        return status | _NO_FAULT
