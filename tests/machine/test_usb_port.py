"""A port on a real socket, called by a QEMU made of bytes."""

import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from machine.usb_port import UsbPort
from tests.machine.host_tools import HELLO, bulk, bulk_end, control, message, messages
from tests.machine.toys import Toy

_HELLO_BYTES = 80
_CONNECTED_BYTES = 16 + 160 + 16 + 132 + 16 + 10


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short: the path of a socket has room for 107 characters."""
    with tempfile.TemporaryDirectory() as short:
        yield Path(short)


class Caller:
    """QEMU's side of the socket."""

    def __init__(self, path: Path) -> None:
        self.line = socket.socket(socket.AF_UNIX)
        self.line.settimeout(10)
        self.line.connect(str(path))
        self.exactly(_HELLO_BYTES)
        self.line.sendall(HELLO)

    def exactly(self, count: int) -> bytes:
        """So many bytes."""
        received = b""
        while len(received) < count:
            part = self.line.recv(count - len(received))
            assert part, "the port hung up"
            received += part
        return received

    def answer(self) -> tuple[int, int, bytes]:
        """One message."""
        head = self.exactly(16)
        length = int.from_bytes(head[4:8], "little")
        return messages(head + self.exactly(length))[0]


def test_a_device_that_is_in_is_seen_by_each_caller(folder: Path) -> None:
    """QEMU is gone and comes back; the device stays where it is."""
    with UsbPort(folder / "port", Toy()) as port:
        for _ in range(2):
            caller = Caller(port.path)
            caller.exactly(_CONNECTED_BYTES)
            caller.line.sendall(control(4, (0x80, 6, 0x0100, 0, 18)))
            assert 4 == caller.answer()[1]
            caller.line.close()
        assert [] == port.faults


def test_plugging_in_and_out_is_told(folder: Path) -> None:
    """While QEMU is on the line."""
    with UsbPort(folder / "port") as port:
        caller = Caller(port.path)
        port.plug(Toy())
        caller.exactly(_CONNECTED_BYTES)
        port.unplug()
        assert 2 == caller.answer()[0]
        caller.line.close()


def test_what_waits_is_asked_for_again(folder: Path) -> None:
    """The device has something to say after a while, and nobody had to ask twice."""
    toy = Toy()
    with UsbPort(folder / "port", toy) as port:
        caller = Caller(port.path)
        caller.exactly(_CONNECTED_BYTES)
        caller.line.sendall(bulk(6, 0x82, size=64))
        caller.line.sendall(control(7, (0x80, 6, 0x0100, 0, 18)))
        assert 7 == caller.answer()[1]
        toy.said.append(b"at last")
        assert (0, 7, b"at last") == bulk_end(caller.answer()[2])
        caller.line.close()


def test_a_caller_that_talks_nonsense_is_hung_up_on(folder: Path) -> None:
    """And remembered, so that a test can look."""
    with UsbPort(folder / "port", Toy()) as port:
        caller = Caller(port.path)
        caller.exactly(_CONNECTED_BYTES)
        caller.line.sendall(message(99))
        assert b"" == caller.line.recv(1)
        caller.line.close()
        assert ["a message of kind 99"] == port.faults


def test_the_socket_is_gone_at_the_end(folder: Path) -> None:
    """Also while somebody is on the line."""
    with UsbPort(folder / "port", Toy()) as port:
        caller = Caller(port.path)
    assert not (folder / "port").exists()
    caller.line.close()
