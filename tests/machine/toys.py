"""A USB device that does what a test tells it."""

from collections import deque

from machine.usb import Identity, Setup, StallError


class Toy:
    """Implements `UsbDevice`: `room` bytes fit, `said` are handed out one by one."""

    identity = Identity(
        vendor=0x1234,
        product=0x5678,
        maker="Werkstätte",
        name="Toy",
        serial="7",
        interface=(0xFF, 1, 2),
        endpoints=(0x01, 0x82),
        extra=b"\x03\x21\x09",
    )

    def __init__(self) -> None:
        self.starts = 0
        self.room = 1000
        self.taken = b""
        self.said: deque[bytes] = deque()
        self.asked: list[tuple[Setup, bytes]] = []

    def start(self) -> None:
        self.starts += 1

    def control(self, setup: Setup, data: bytes) -> bytes:
        self.asked.append((setup, data))
        if setup.request == 0x66:
            raise StallError
        return b"answer" if setup.request_type & 0x80 else b""

    def bulk_out(self, endpoint: int, data: bytes) -> int:
        if endpoint != 0x01:
            raise StallError
        part = data[: self.room]
        self.taken += part
        self.room -= len(part)
        return len(part)

    def bulk_in(self, endpoint: int, size: int) -> bytes | None:
        if endpoint != 0x82:
            raise StallError
        return self.said.popleft()[:size] if self.said else None
