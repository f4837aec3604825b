"""The emulated printer behind the kernel, as any program sees it."""

import os
import select
import socket
import time

from hal.printer.emulator import XOFF
from hal.printer.emulator_pty import PtyServer, TcpServer
from tests.hal.printer.rigs import printer

CUT = b"\x1dV\x00"
ASK = b"\x10\x04\x04"
DEADLINE_S = 5.0


def read_until(fd: int, size: int) -> bytes:
    """`size` bytes, or an error after the deadline."""
    received = b""
    end_s = time.monotonic() + DEADLINE_S
    while len(received) < size and time.monotonic() < end_s:
        if select.select([fd], [], [], DEADLINE_S)[0]:
            received += os.read(fd, size - len(received))
    return received


def test_a_terminal_prints() -> None:
    """Written to like a file, it answers in order; nothing is echoed."""
    emulated = printer()
    with PtyServer(emulated) as server:
        fd = os.open(server.path, os.O_RDWR | os.O_NOCTTY)
        os.write(fd, b"Honig\n" + CUT + ASK)
        answer = read_until(fd, 1)
        os.close(fd)

    assert answer == b"\x12"
    assert [slip.text for slip in emulated.slips] == [("Honig",)]


def test_a_terminal_can_be_opened_again() -> None:
    """Closing a program's end does not hang the printer up."""
    emulated = printer()
    with PtyServer(emulated) as server:
        for _ in range(2):
            fd = os.open(server.path, os.O_RDWR | os.O_NOCTTY)
            os.write(fd, b"Honig\n" + CUT + ASK)
            read_until(fd, 1)
            os.close(fd)

    assert len(emulated.slips) == 2


def test_unplugging_takes_the_name_away() -> None:
    """And a second time does nothing."""
    server = PtyServer(printer())
    with server:
        server.unplug()
        assert not os.path.exists(server.path)  # noqa: PTH110 - a device, not a file of ours


def test_a_stalled_printer_says_xoff_and_reads_no_more() -> None:
    """Raw terminals show the byte; the printer takes none meanwhile."""
    emulated = printer(has_xon_xoff=True)
    with PtyServer(emulated) as server:
        fd = os.open(server.path, os.O_RDWR | os.O_NOCTTY)
        emulated.is_stalled = True
        assert read_until(fd, 1) == XOFF
        os.write(fd, b"Honig\n" + CUT)
        emulated.is_stalled = False
        os.write(fd, ASK)
        assert read_until(fd, 2)[1:] == b"\x12"
        os.close(fd)

    assert [slip.text for slip in emulated.slips] == [("Honig",)]


def test_a_slow_printer_takes_real_time() -> None:
    """A thousand bytes a second."""
    emulated = printer(bytes_per_s=1000.0)
    with PtyServer(emulated) as server:
        fd = os.open(server.path, os.O_RDWR | os.O_NOCTTY)
        begun_s = time.monotonic()
        os.write(fd, b"x" * 47 + b"\n" + b"\x1dr\x01")
        read_until(fd, 1)
        os.close(fd)

    assert time.monotonic() - begun_s >= 0.05


def test_a_connection_prints_and_the_next_one_too() -> None:
    """One after the other, as printers take them."""
    emulated = printer()
    with TcpServer(emulated) as server:
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", server.port), DEADLINE_S) as connection:
                connection.sendall(b"Honig\n" + CUT + ASK)
                assert connection.recv(1) == b"\x12"

    assert len(emulated.slips) == 2


def test_unplugging_closes_the_connection() -> None:
    """The program's end reads the end; a second pull does nothing."""
    server = TcpServer(printer())
    with server, socket.create_connection(("127.0.0.1", server.port), DEADLINE_S) as connection:
        connection.sendall(ASK)
        assert connection.recv(1) == b"\x12"
        server.unplug()
        assert connection.recv(1) == b""
