"""The network line on loopback."""

import socket

import pytest

from hal.errors import Fault
from hal.printer.emulator_pty import TcpServer
from hal.printer.line_tcp import RAW_PORT, TcpLine
from tests.hal.printer.rigs import fault_of, printer

DEADLINE_S = 5.0
ASK = b"\x10\x04\x04"


def test_question_and_answer() -> None:
    """Connects by itself, and again after closing."""
    with TcpServer(printer()) as server:
        line = TcpLine("127.0.0.1", server.port)
        for _ in range(2):
            assert line.write(ASK, DEADLINE_S) == 3
            assert line.read(8, DEADLINE_S) == b"\x12"
            line.close()
        line.close()


def test_a_stalled_printer_takes_little() -> None:
    """The kernel's buffers are kept small, so that the count is near the printer's."""
    emulated = printer()
    emulated.is_stalled = True
    with TcpServer(emulated) as server:
        line = TcpLine("127.0.0.1", server.port)

        assert line.write(bytes(1_000_000), 0.2) < 100_000
        line.close()


def test_a_printer_switched_off_is_absent() -> None:
    """In the middle of a connection, and when connecting anew."""
    with TcpServer(printer()) as server:
        line = TcpLine("127.0.0.1", server.port)
        line.write(ASK, DEADLINE_S)
        line.read(8, DEADLINE_S)
        server.unplug()

        assert fault_of(lambda: line.read(8, DEADLINE_S)).fault is Fault.ABSENT
        line.close()
        error = fault_of(lambda: line.write(ASK, DEADLINE_S))
        assert error.fault is Fault.ABSENT
        assert f"127.0.0.1:{server.port}" in error.detail


def test_nobody_answering_is_absent_after_the_deadline() -> None:
    """A full backlog answers no connection; the till does not wait for the kernel's minutes."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as deaf:
        address = deaf.getsockname()
        with socket.create_connection(address, timeout=1.0):
            line = TcpLine("127.0.0.1", address[1])
            waiting = fault_of(lambda: _connect_twice(line, address))

    assert waiting.fault is Fault.ABSENT


def _connect_twice(line: TcpLine, address: tuple[str, int]) -> None:
    """The first connection over the backlog may still be taken by the kernel; not the second."""
    with socket.socket() as filler:
        filler.setblocking(False)
        with pytest.raises(BlockingIOError):
            filler.connect(address)
        line.write(b"x", 0.1)


def test_the_port_of_printers() -> None:
    """Raw printing is 9100 everywhere."""
    assert RAW_PORT == 9100


def test_a_network_is_no_slow_cable() -> None:
    """No deadline is lengthened for it."""
    assert TcpLine("127.0.0.1", RAW_PORT).transit_s(1736) == 0.0
