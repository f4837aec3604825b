"""The disk over a socket, asked as QEMU asks."""

import socket
import struct
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest

from machine.nbd import DiskServer
from machine.tools import MachineError
from machine.voldisk import SECTOR, Survival, VolatileDisk

_GO, _ABORT, _STRUCTURED = 7, 2, 8
_READ, _WRITE, _END, _FLUSH, _ZEROES = 0, 1, 2, 3, 6


class Caller:
    """The other end of the protocol."""

    def __init__(self, path: Path) -> None:
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(10)
        self.line.connect(str(path))
        assert b"NBDMAGICIHAVEOPT\0\3" == self.take(18)
        self.line.sendall(struct.pack(">I", 3))

    def take(self, size: int) -> bytes:
        """So many bytes, or what came before the end."""
        taken = b""
        # Who is sent away with words still unread sees the line break off.
        with suppress(ConnectionResetError):
            while len(taken) < size and (part := self.line.recv(size - len(taken))):
                taken += part
        return taken

    def is_sent_away(self) -> bool:
        """Whether nothing more comes; ends it on this side, too."""
        left = self.take(1)
        self.line.close()
        return not left

    def option(self, number: int, text: bytes = b"") -> list[tuple[int, bytes]]:
        """The answers until the last one."""
        self.line.sendall(b"IHAVEOPT" + struct.pack(">II", number, len(text)) + text)
        answers = []
        while not answers or answers[-1][0] == 3:
            magic, of, kind, length = struct.unpack(">QIII", self.take(20))
            assert (0x3E889045565A9, number) == (magic, of)
            answers.append((kind, self.take(length)))
        return answers

    def ask(self, kind: int, offset: int, length: int, **more: bytes | int) -> tuple[int, bytes]:
        """Error and text of one request."""
        text, flags = more.get("text", b""), more.get("flags", 0)
        head = struct.pack(">IHHQQI", 0x25609513, flags, kind, 4711, offset, length)
        self.line.sendall(head + text)
        magic, error, cookie = struct.unpack(">IIQ", self.take(16))
        assert (0x67446698, 4711) == (magic, cookie)
        return error, self.take(length) if kind == _READ and not error else b""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[DiskServer]:
    """Eight sectors."""
    (tmp_path / "disk").write_bytes(b"o" * 8 * SECTOR)
    disk = VolatileDisk(tmp_path / "disk")
    with DiskServer(tmp_path / "socket", disk) as made:
        yield made
    disk.close()


def _gone(server: DiskServer) -> Caller:
    caller = Caller(server.path)
    export, sizes, done = caller.option(_GO, struct.pack(">IH", 0, 0))
    # Flush, writing through and zeros are what it can.
    assert (3, struct.pack(">HQH", 0, 8 * SECTOR, 0b1001101)) == export
    assert (3, struct.pack(">HIII", 3, SECTOR, 4096, 1 << 25)) == sizes
    assert (1, b"") == done
    return caller


def test_reading_and_writing(server: DiskServer, tmp_path: Path) -> None:
    """What is written is there for the machine, and for ever after a flush."""
    caller = _gone(server)
    assert (0, b"o" * SECTOR) == caller.ask(_READ, 0, SECTOR)
    assert (0, b"") == caller.ask(_WRITE, SECTOR, SECTOR, text=b"n" * SECTOR)
    assert (0, b"") == caller.ask(_ZEROES, 2 * SECTOR, SECTOR)
    seen = b"o" * SECTOR + b"n" * SECTOR + bytes(SECTOR)
    assert (0, seen) == caller.ask(_READ, 0, 3 * SECTOR)
    assert b"o" * 3 * SECTOR == (tmp_path / "disk").read_bytes()[: 3 * SECTOR]
    assert (0, b"") == caller.ask(_FLUSH, 0, 0)
    assert seen == (tmp_path / "disk").read_bytes()[: 3 * SECTOR]
    caller.line.close()


def test_a_cut_takes_what_was_not_written_through(server: DiskServer, tmp_path: Path) -> None:
    """The caller is gone; one that comes then finds what is left."""
    caller = _gone(server)
    caller.ask(_WRITE, 0, SECTOR, text=b"n" * SECTOR)
    caller.ask(_WRITE, SECTOR, SECTOR, text=b"t" * SECTOR, flags=1)
    caller.line.close()
    server.wait_alone()
    server.disk.cut(Survival.NONE, Random(1))
    caller = _gone(server)
    assert (0, b"o" * SECTOR + b"t" * SECTOR) == caller.ask(_READ, 0, 2 * SECTOR)
    caller.line.close()
    assert [] == server.faults


def test_whoever_still_talks(server: DiskServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Is waited for, and not for ever: a cut of the disk would not be the end of it."""
    monkeypatch.setattr("machine.nbd._END_S", 0.05)
    caller = _gone(server)
    with pytest.raises(MachineError, match="still talks"):
        server.wait_alone()
    caller.line.close()


def test_what_it_cannot_it_says(server: DiskServer) -> None:
    """An unknown option, an unknown request, a place beyond the end; the line stays."""
    caller = Caller(server.path)
    assert [(2**31 + 1, b"")] == caller.option(_STRUCTURED)
    caller.option(_GO, struct.pack(">IH", 0, 0))
    assert (22, b"") == caller.ask(9, 0, SECTOR)
    assert (22, b"") == caller.ask(_READ, 8 * SECTOR, SECTOR)
    assert (22, b"") == caller.ask(_WRITE, 8 * SECTOR, SECTOR, text=bytes(SECTOR))
    assert (0, b"o" * SECTOR) == caller.ask(_READ, 0, SECTOR)
    caller.line.sendall(struct.pack(">IHHQQI", 0x25609513, 0, _END, 1, 0, 0))
    assert caller.is_sent_away()
    assert [] == server.faults


def test_who_asks_nothing_may_go(server: DiskServer) -> None:
    """Abort is answered."""
    caller = Caller(server.path)
    assert [(1, b"")] == caller.option(_ABORT)
    assert caller.is_sent_away()


@pytest.mark.parametrize("is_agreed", [False, True])
def test_who_speaks_otherwise_is_sent_away(server: DiskServer, *, is_agreed: bool) -> None:
    """And it is told why; the next caller is served."""
    caller = _gone(server) if is_agreed else Caller(server.path)
    caller.line.sendall(b"GET / HTTP/1.1\r\nHost: disk\r\n\r\n")
    assert caller.is_sent_away()
    _gone(server).line.close()
    assert 1 == len(server.faults)
