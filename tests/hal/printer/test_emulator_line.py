"""The line in process."""

from hal.errors import Fault
from hal.printer.emulator_line import KERNEL_BYTES
from tests.hal.printer.rigs import InProcessRig, fault_of, printer

ASK = b"\x10\x04\x04"


def test_writing_waits_for_room_until_the_deadline() -> None:
    """The clock moves to the deadline exactly, and the count is what was taken."""
    rig = InProcessRig(printer(buffer_bytes=4))
    rig.printer.is_cover_open = True

    assert rig.line.write(b"123456", 0.5) == 4
    assert abs(rig.clock.now_s - 1000.5) < 1e-6


def test_reading_returns_with_the_first_bytes() -> None:
    """What is more than asked for comes with the next call; then the deadline passes empty."""
    rig = InProcessRig(printer())
    rig.line.write(ASK * 3, 1.0)

    assert rig.line.read(2, 1.0) == b"\x12\x12"
    assert rig.line.read(2, 1.0) == b"\x12"
    assert rig.clock.now_s == 1000.0
    assert rig.line.read(2, 0.25) == b""
    assert abs(rig.clock.now_s - 1000.25) < 1e-6


def test_short_writes() -> None:
    """Told to, it takes a few bytes at a time and says so at once."""
    rig = InProcessRig(printer())
    rig.line.bytes_per_write = 3

    assert rig.line.write(b"123456", 1.0) == 3
    assert rig.clock.now_s == 1000.0


def test_a_slow_printer_works_while_the_line_waits() -> None:
    """The time waited is the printer's time too."""
    rig = InProcessRig(printer(bytes_per_s=100.0, buffer_bytes=10))

    assert rig.line.write(b"x" * 40, 10.0) == 40
    assert 0.29 < rig.clock.now_s - 1000.0 < 0.32


def test_a_slow_cable_takes_at_once_and_brings_in_its_time() -> None:
    """As the kernel does: written is not yet there, and what is there too much has to wait."""
    rig = InProcessRig(printer())
    rig.line.bytes_per_s = 960.0

    assert rig.line.write(bytes(KERNEL_BYTES + 100), 0.0) == KERNEL_BYTES
    assert (rig.clock.now_s, rig.printer.bytes_received) == (1000.0, 0)
    assert rig.line.write(bytes(100), 1.0) == 100
    assert 0.1 <= rig.clock.now_s - 1000.0 < 0.13
    rig.line.read(1, 1.0)
    assert 960 < rig.printer.bytes_received < 1100
    assert rig.line.transit_s(96) == 0.1
    assert InProcessRig(printer()).line.transit_s(96) == 0.0


def test_a_slow_cable_carries_nothing_while_nothing_is_on_it() -> None:
    """Time that passed before a byte was written does not speed it up."""
    rig = InProcessRig(printer())
    rig.line.bytes_per_s = 120.0
    rig.clock.wait(60.0)

    rig.line.write(ASK, 0.0)

    assert rig.line.read(1, 0.02) == b""
    assert rig.line.read(1, 0.02) == b"\x12"


def test_closing_drops_unread_answers() -> None:
    """As a port opened anew; a slow cable loses what it had not brought yet."""
    rig = InProcessRig(printer())
    rig.line.write(ASK, 1.0)

    rig.line.close()

    assert rig.line.read(8, 0.0) == b""
    rig.line.bytes_per_s = 960.0
    rig.line.write(ASK, 0.0)
    rig.line.close()
    assert rig.line.read(8, 1.0) == b""


def test_a_pulled_cable_and_a_dead_printer_are_absent() -> None:
    """Both ways."""
    rig = InProcessRig(printer())
    rig.line.is_plugged = False
    assert fault_of(lambda: rig.line.write(b"x", 1.0)).fault is Fault.ABSENT
    rig.line.is_plugged = True
    rig.printer.is_powered = False
    assert fault_of(lambda: rig.line.read(1, 1.0)).fault is Fault.ABSENT
