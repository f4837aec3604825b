"""Sixteen pins and the matrix on them."""

from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.pins import MatrixPins
from hal.keypad.port import Key
from machine.pins import Pins

WIRING = MatrixPins(rows=(2, 3, 4, 5, 6), columns=(7, 8, 9, 10, 11, 12))


def _scan(pins: Pins) -> list[int]:
    """As the kernel does it with open drains: low is an output, high is none."""
    seen = []
    for row in range(5):
        for other in range(5):
            if other != row:
                pins.set_outputs(0, 1 << 2 + other)
        pins.set_outputs(1 << 2 + row, 1 << 2 + row)
        pins.set_levels(0, 1 << 2 + row)
        seen.append(~pins.levels() >> 7 & 0x3F)
    pins.release_all()
    return seen


def test_nothing_is_driven_and_all_is_high() -> None:
    """Resistors hold every pin."""
    assert 0xFFFF == Pins().levels()


def test_an_output_pulls_itself_low() -> None:
    """One that is high pulls nothing."""
    pins = Pins()
    pins.set_outputs(0b11, 0b11)
    pins.set_levels(0b01, 0b11)
    assert 0xFFFD == pins.levels()


def test_a_key_joins_its_row_and_its_column() -> None:
    """And each pass over all rows is one scan of the matrix."""
    matrix = EmulatedMatrix()
    pins = Pins(matrix, WIRING)
    assert [0, 0, 0, 0, 0] == _scan(pins)
    matrix.press(Key.BAR)
    row, column = matrix._at[Key.BAR]
    assert [1 << column if at == row else 0 for at in range(5)] == _scan(pins)
    assert 2 == pins.scans


def test_a_tap_is_seen_and_ends() -> None:
    """The emulated finger counts scans."""
    matrix = EmulatedMatrix()
    pins = Pins(matrix, WIRING)
    matrix.tap(Key.C)
    seen = [any(_scan(pins)) for _ in range(20)]
    assert ([True] * 10 + [False] * 10, True) == (seen, matrix.is_idle)
