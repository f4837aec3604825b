"""USB as a device sees it: descriptors, control requests, bulk pipes.

What is here is common to every device of ours; what a device is stands in a file of its own. The
kernel's drivers meet these devices behind QEMU's redirection (`machine.usbredir`) and cannot tell
them from ones on a cable.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final, Protocol

#: Direction bit of an endpoint's address and of a request's type.
IN: Final = 0x80
_BULK: Final = 2
#: What is asked of every device.
_GET_STATUS: Final = 0
_CLEAR_FEATURE: Final = 1
_SET_FEATURE: Final = 3
_GET_DESCRIPTOR: Final = 6
_TYPE_MASK: Final = 0x60
#: English, United States: the only language a device has to speak.
_LANGUAGE: Final = 0x0409


class StallError(Exception):
    """The device does not know the request, or refuses it."""


class Speed(IntEnum):
    """How fast it is, in the words of the redirection."""

    FULL = 1
    HIGH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """The eight bytes that begin a control transfer."""

    request_type: int
    request: int
    value: int
    index: int
    length: int

    @property
    def is_standard(self) -> bool:
        """Whether every device must know it, whatever it is."""
        return not self.request_type & _TYPE_MASK


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What a device says of itself: one configuration, one interface, bulk pipes only.

    `interface` is class, subclass and protocol; `extra` the descriptors of the class that stand
    behind the interface's; `endpoints` are addresses.
    """

    vendor: int
    product: int
    maker: str
    name: str
    serial: str
    interface: tuple[int, int, int]
    endpoints: tuple[int, ...]
    extra: bytes = b""
    speed: Speed = Speed.HIGH

    @property
    def packet_bytes(self) -> int:
        """The largest packet of a bulk pipe."""
        return 512 if self.speed is Speed.HIGH else 64

    def device(self) -> bytes:
        """The device descriptor."""
        head = struct.pack("<BBHBBBB", 18, 1, 0x0200, 0, 0, 0, 64)
        return head + struct.pack("<HHHBBBB", self.vendor, self.product, 0x0100, 1, 2, 3, 1)

    def configuration(self) -> bytes:
        """The only configuration, with all that belongs to it."""
        pipes = b"".join(
            struct.pack("<BBBBHB", 7, 5, address, _BULK, self.packet_bytes, 0)
            for address in self.endpoints
        )
        interface = struct.pack("<BBBBBBBBB", 9, 4, 0, 0, len(self.endpoints), *self.interface, 0)
        body = interface + self.extra + pipes
        return struct.pack("<BBHBBBBB", 9, 2, 9 + len(body), 1, 1, 0, 0x80, 50) + body

    def string(self, index: int) -> bytes:
        """A string descriptor.

        Raises:
            StallError: there is none of this number.
        """
        texts = (None, self.maker, self.name, self.serial)
        if index >= len(texts):
            raise StallError
        text = texts[index]
        body = struct.pack("<H", _LANGUAGE) if text is None else text.encode("utf-16-le")
        return struct.pack("<BB", 2 + len(body), 3) + body


class UsbDevice(Protocol):
    """A device; called by one thread at a time, and never for long."""

    @property
    def identity(self) -> Identity:
        """What it says of itself."""
        ...

    def start(self) -> None:
        """It was plugged in or reset: everything a bus reset makes it forget is forgotten."""
        ...

    def control(self, setup: Setup, data: bytes) -> bytes:
        """A request of its class or its maker; returns what it answers, empty for an OUT.

        Raises:
            StallError: it does not know the request.
        """
        ...

    def bulk_out(self, endpoint: int, data: bytes) -> int:
        """Take bytes; returns how many there was room for, the rest is offered again later.

        Raises:
            StallError: it will have none of them.
        """
        ...

    def bulk_in(self, endpoint: int, size: int) -> bytes | None:
        """At most `size` bytes for the host; None when it has nothing to say yet."""
        ...


def answer(device: UsbDevice, setup: Setup, data: bytes) -> bytes:
    """What comes of a control transfer: ours for what every device knows, else the device's.

    Raises:
        StallError: nobody knows the request.
    """
    if not setup.is_standard:
        return device.control(setup, data)[: setup.length]
    if setup.request == _GET_DESCRIPTOR:
        return _descriptor(device.identity, setup.value)[: setup.length]
    if setup.request == _GET_STATUS:
        return bytes(2)[: setup.length]
    if setup.request in (_CLEAR_FEATURE, _SET_FEATURE):
        # A halted pipe is free again; we halt none, and wake nobody.
        return b""
    raise StallError


def _descriptor(identity: Identity, value: int) -> bytes:
    match value >> 8:
        case 1:
            return identity.device()
        case 2:
            return identity.configuration()
        case 3:
            return identity.string(value & 0xFF)
        case _:
            raise StallError
