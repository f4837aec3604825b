"""The two ways to an emulated terminal."""

import socket
import time

from hal.errors import Fault
from hal.terminal.apdu import ACKNOWLEDGEMENT, encode
from hal.terminal.emulator import Conduct, EmulatedTerminal
from hal.terminal.emulator_line import TerminalLine, TerminalServer
from hal.terminal.message import authorisation, registration
from tests.hal.terminal.rigs import SteppedClock, fault_of

YES = encode(ACKNOWLEDGEMENT)
DEADLINE_S = 5.0


def received(connection: socket.socket, size: int) -> bytes:
    """`size` bytes, or fewer when the terminal hangs up."""
    got = b""
    end_s = time.monotonic() + DEADLINE_S
    while len(got) < size and time.monotonic() < end_s:
        now = connection.recv(size - len(got))
        if not now:
            break
        got += now
    return got


def test_closing_is_a_new_connection() -> None:
    """In process: what was not read is gone, and a terminal that hung up is there again."""
    clock = SteppedClock()
    terminal = EmulatedTerminal()
    terminal.conduct = Conduct.DROP
    line = TerminalLine(terminal, monotonic_s=clock.monotonic_s, wait=clock.wait)
    line.write(encode(authorisation(380)) + YES + YES, DEADLINE_S)
    line.read(100, DEADLINE_S)
    error = fault_of(lambda: line.read(100, DEADLINE_S))
    assert error.fault is Fault.ABSENT
    line.close()
    line.write(encode(registration(0)), DEADLINE_S)
    assert line.read(3, DEADLINE_S) == YES
    line.close()
    assert line.read(100, 0.1) == b""


def test_a_new_line_is_a_new_connection() -> None:
    """In process: a till that lost power in the middle of a payment begins anew."""
    clock = SteppedClock()
    terminal = EmulatedTerminal()
    terminal.feed(encode(authorisation(380)))
    line = TerminalLine(terminal, monotonic_s=clock.monotonic_s, wait=clock.wait)
    assert line.read(100, 0.1) == b""


def test_hanging_up_closes_the_connection() -> None:
    """Over TCP: the program's end reads the end; the next connection is served."""
    terminal = EmulatedTerminal()
    terminal.conduct = Conduct.DROP
    with TerminalServer(terminal) as server:
        for _ in range(2):
            with socket.create_connection(("127.0.0.1", server.port), DEADLINE_S) as connection:
                connection.sendall(encode(authorisation(380)) + YES + YES)
                assert received(connection, 3) == YES
                assert received(connection, 1000).endswith(b"\x04\xff\x02\x04\x01")
