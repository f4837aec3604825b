"""This machine's programs in place of the tree of tools, and a QEMU made of bytes."""

import shutil
import struct
import sys
from pathlib import Path

from machine.tools import MachineError, Tools

_TOY = Path(__file__).with_name("toy_qemu.py")


class HostTools(Tools):
    """What `apt` put here, where the tests need no QEMU."""

    def __init__(self) -> None:
        self.root = Path("/")

    def command(self, name: str, *args: str | Path) -> list[str]:
        program = shutil.which(name)
        if program is None:
            raise MachineError(f"the tree of tools has no {name}")
        return [program, *map(str, args)]


class ToyTools(HostTools):
    """In place of QEMU runs the toy, which does what `fate` says; device trees stay as they are."""

    def __init__(self, fate: str) -> None:
        super().__init__()
        self.fate = fate

    def command(self, name: str, *args: str | Path) -> list[str]:
        match name:
            case "qemu-system-aarch64":
                return [sys.executable, str(_TOY), self.fate, *map(str, args)]
            case "fdtput":
                return ["true"]
            case _:
                return super().command(name, *args)


HELLO = struct.pack("<III", 0, 68, 0) + b"qemu".ljust(64, b"\0") + struct.pack("<I", 0xFF)


def message(kind: int, body: bytes = b"", number: int = 0) -> bytes:
    """A message as QEMU sends it once both have said hello."""
    return struct.pack("<IIQ", kind, len(body), number) + body


def control(number: int, setup: tuple[int, int, int, int, int], data: bytes = b"") -> bytes:
    """A control transfer: request type, request, value, index, length."""
    kind, request, value, index, length = setup
    head = struct.pack("<BBBBHHH", kind & 0x80, request, kind, 0, value, index, length)
    return message(100, head + data, number)


def bulk(number: int, endpoint: int, data: bytes = b"", size: int | None = None) -> bytes:
    """A bulk transfer; `size` for one towards the host."""
    wanted = len(data) if size is None else size
    return message(101, struct.pack("<BBHIH", endpoint, 0, wanted, 0, 0) + data, number)


def messages(raw: bytes) -> list[tuple[int, int, bytes]]:
    """Kind, id and body of each message that came after the hello."""
    found = []
    while raw:
        kind, length, number = struct.unpack_from("<IIQ", raw)
        found.append((kind, number, raw[16 : 16 + length]))
        raw = raw[16 + length :]
    return found


def bulk_end(body: bytes) -> tuple[int, int, bytes]:
    """Status, length and data of an answer on a bulk pipe."""
    _, status, low, _, high = struct.unpack_from("<BBHIH", body)
    return status, high << 16 | low, body[10:]
