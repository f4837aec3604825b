"""The board as the kernel's drivers speak to it."""

import struct

import pytest

from hal.display.emulator import EmulatedPanel
from hal.display.luma_oled import LumaDisplay
from hal.display.port import Screen
from machine.pins import Pins
from machine.usb import Setup, StallError
from machine.viperboard import Viperboard

OUT, IN = 0x40, 0xC0


def _setup(request: int, kind: int, length: int = 16) -> Setup:
    return Setup(request_type=kind, request=request, value=0, index=0, length=length)


class KernelBus:
    """Implements `I2cBus` by the messages that the kernel's driver would send."""

    def __init__(self, board: Viperboard) -> None:
        self._board = board

    def write_i2c_block_data(self, i2c_addr: int, register: int, data: list[int]) -> None:
        wire = bytes([register, *data])
        head = struct.pack("<BHBBBBH", 0, 0x4000, len(wire), 0, 0, 0, 0)
        assert len(head + wire) == self._board.bulk_out(2, head + wire)
        self._board.bulk_out(2, struct.pack("<BBBHBB", 2, i2c_addr, 0, len(wire), 0, 0))
        status = self._board.control(_setup(0xE9, IN), b"")
        if len(status) != 12:
            raise OSError(121, "Remote I/O error")
        assert 0 == status[11]

    def close(self) -> None:
        """Nothing to give back."""


def test_a_screen_goes_over_the_wire() -> None:
    """The real display driver draws, and the panel shows what was drawn."""
    panel, straight = EmulatedPanel(), EmulatedPanel()
    screen = Screen(status="Anna", item="Äpfel", main="12,50", hint="BAR")
    LumaDisplay(KernelBus(Viperboard(panel))).show(screen)
    LumaDisplay(straight).show(screen)
    assert straight.frame() == panel.frame()
    assert [] == panel.unknown


def test_nobody_at_that_address() -> None:
    """The driver is told in a way that the kernel reports as no acknowledgement."""
    bus = KernelBus(Viperboard(EmulatedPanel()))
    with pytest.raises(OSError, match="Remote"):
        bus.write_i2c_block_data(0x3D, 0, [0xAF])
    bus.write_i2c_block_data(0x3C, 0, [0xAF])


def test_reading_from_the_bus_finds_nobody() -> None:
    """What hangs on it only listens."""
    board = Viperboard(EmulatedPanel())
    board.bulk_out(2, struct.pack("<BBBHBB", 2, 0x3C, 1, 1, 0, 0))
    assert 12 != len(board.control(_setup(0xE9, IN), b""))
    assert b"\xff" == board.bulk_in(0x86, 1)
    board.bulk_out(2, bytes([1]) + bytes(12))
    assert 12 != len(board.control(_setup(0xE9, IN), b""))


def test_pins_are_driven_and_read() -> None:
    """Direction, level, and all sixteen at once."""
    pins = Pins()
    board = Viperboard(EmulatedPanel(), pins)
    board.control(_setup(0xDD, OUT), struct.pack(">BHH", 0, 0x0010, 0x0010))
    board.control(_setup(0xDD, OUT), struct.pack(">BHH", 1, 0, 0x0010))
    assert struct.pack(">BHH", 0, 0xFFEF, 0) == board.control(_setup(0xDD, IN), b"")


def test_version_speed_and_the_other_row() -> None:
    """What the drivers ask when they begin."""
    board = Viperboard(EmulatedPanel())
    assert (b"\1", b"\1") == tuple(board.control(_setup(at, IN), b"") for at in (0xEA, 0xEB))
    assert b"" == board.control(_setup(0xE6, OUT), b"\6")
    assert (b"", 11) == (
        board.control(_setup(0xED, OUT), bytes(11)),
        len(board.control(_setup(0xED, IN), b"")),
    )


def test_what_it_does_not_know() -> None:
    """A request, a pipe, and a message that is not as long as it says."""
    board = Viperboard(EmulatedPanel())
    with pytest.raises(StallError):
        board.control(_setup(0x01, IN), b"")
    with pytest.raises(StallError):
        board.bulk_out(4, b"\0")
    with pytest.raises(StallError):
        board.bulk_out(2, struct.pack("<BHBBBBH", 0, 0x4000, 5, 0, 0, 0, 0) + b"123")
    with pytest.raises(StallError):
        board.bulk_in(0x81, 1)
