"""The serial line on a kernel terminal, opened by pyserial."""

import os
import pty
import time
import tty
from collections.abc import Iterator

import pytest

from hal.errors import Fault
from hal.printer.line_serial import FlowControl, SerialLine
from tests.hal.printer.rigs import fault_of

DEADLINE_S = 5.0
SHORT_DEADLINE_S = 0.1
XOFF, XON = b"\x13", b"\x11"


class Terminal:
    """The far end of a serial line, in the test's hand."""

    def __init__(self) -> None:
        self.master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        self.path = os.ttyname(self._slave)

    def hang_up(self) -> None:
        for fd in (self._slave, self.master):
            os.close(fd)
        self.master = self._slave = -1

    def close(self) -> None:
        if self.master >= 0:
            self.hang_up()


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    far = Terminal()
    yield far
    far.close()


@pytest.fixture(params=[FlowControl.NONE, FlowControl.XON_XOFF])
def line(request: pytest.FixtureRequest, terminal: Terminal) -> Iterator[SerialLine]:
    near = SerialLine(terminal.path, 19_200, request.param)
    yield near
    near.close()


def test_bytes_go_both_ways_unchanged(terminal: Terminal, line: SerialLine) -> None:
    """Every byte from 0 to 255, but for XON and XOFF, which belong to the line."""
    data = bytes(byte for byte in range(256) if bytes((byte,)) not in {XON, XOFF})

    assert line.write(data, DEADLINE_S) == len(data)
    assert os.read(terminal.master, 512) == data
    os.write(terminal.master, data)
    received = b""
    while len(received) < len(data):
        received += line.read(512, DEADLINE_S)
    assert received == data


@pytest.mark.parametrize(("baud_rate", "seconds"), [(1200, 14.5), (9600, 1.8), (921_600, 0.02)])
def test_bytes_are_on_the_cable_by_its_speed(baud_rate: int, seconds: float) -> None:
    """Ten bits a byte: the silence of an 80 mm printer is longer than its answer may take."""
    line = SerialLine("/dev/no-such-port", baud_rate, FlowControl.RTS_CTS)

    assert line.transit_s(1736) == pytest.approx(seconds, rel=0.06)


def test_xoff_stops_the_line_and_xon_lets_it_go(terminal: Terminal) -> None:
    """The kernel obeys the printer; the count is short, and nothing turns in circles."""
    line = SerialLine(terminal.path, 19_200, FlowControl.XON_XOFF)
    line.read(1, 0.0)
    os.write(terminal.master, XOFF)
    cpu_before_s = time.process_time()

    assert line.write(bytes(100_000), SHORT_DEADLINE_S) == 0
    assert time.process_time() - cpu_before_s < SHORT_DEADLINE_S
    os.write(terminal.master, XON)
    assert line.write(b"Honig", DEADLINE_S) == 5
    assert os.read(terminal.master, 64) == b"Honig"
    line.close()


def test_a_reader_that_stops_makes_a_short_count(terminal: Terminal, line: SerialLine) -> None:
    """The kernel keeps some; the rest is not taken."""
    assert 0 < line.write(bytes(1_000_000), SHORT_DEADLINE_S) < 1_000_000


def test_nothing_to_read_is_empty_at_the_deadline(line: SerialLine) -> None:
    """No answer is no error here; the driver knows what it means."""
    assert line.read(8, SHORT_DEADLINE_S) == b""


def test_a_pulled_cable_is_absent(terminal: Terminal, line: SerialLine) -> None:
    """For reading, writing, and for opening anew; closing never complains."""
    line.write(b"x", DEADLINE_S)
    terminal.hang_up()

    assert fault_of(lambda: line.read(1, DEADLINE_S)).fault is Fault.ABSENT
    assert fault_of(lambda: line.write(b"x", DEADLINE_S)).fault is Fault.ABSENT
    line.close()
    assert fault_of(lambda: line.write(b"x", DEADLINE_S)).fault is Fault.ABSENT


def test_a_port_in_use_is_busy(terminal: Terminal, line: SerialLine) -> None:
    """Two drivers on one printer would mix their slips."""
    line.write(b"x", DEADLINE_S)
    second = SerialLine(terminal.path, 19_200, FlowControl.NONE)

    assert fault_of(lambda: second.write(b"x", DEADLINE_S)).fault is Fault.BUSY


def test_closing_a_stopped_line_does_not_wait_and_drops_the_rest(terminal: Terminal) -> None:
    """The rest of a given-up slip is not printed later."""
    line = SerialLine(terminal.path, 19_200, FlowControl.XON_XOFF)
    line.write(b"begin", DEADLINE_S)
    begun_s = time.monotonic()
    os.write(terminal.master, XOFF)
    line.write(bytes(100_000), SHORT_DEADLINE_S)

    line.close()
    line.close()

    assert time.monotonic() - begun_s < DEADLINE_S
    assert os.read(terminal.master, 16).startswith(b"begin")


def test_answers_from_before_opening_are_dropped(terminal: Terminal, line: SerialLine) -> None:
    """An answer to somebody else's question is not ours."""
    os.write(terminal.master, b"\x12")

    assert line.read(8, SHORT_DEADLINE_S) == b""


@pytest.mark.parametrize(
    ("path", "baud_rate", "fault"),
    [("/dev/no-such-port", 19_200, Fault.ABSENT), (None, -1, Fault.BROKEN)],
)
def test_ports_that_cannot_be_had(
    terminal: Terminal, path: str | None, baud_rate: int, fault: Fault
) -> None:
    """A missing one is absent; a speed that is none is the configuration's fault."""
    line = SerialLine(path or terminal.path, baud_rate, FlowControl.RTS_CTS)

    error = fault_of(lambda: line.write(b"x", DEADLINE_S))

    assert error.fault is fault
    assert (path or terminal.path) in error.detail


def test_rts_cts_is_set_on_the_port(terminal: Terminal) -> None:
    """A terminal has no such wires, but accepts the setting; bytes pass."""
    line = SerialLine(terminal.path, 19_200, FlowControl.RTS_CTS)

    assert line.write(b"Honig", DEADLINE_S) == 5
    line.close()
