"""Fingers on the emulated matrix become events of logical keys."""

import itertools

import pytest

from hal.errors import HalError
from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.layout import LAYOUT_4X5, CompactKey, CompactLegend
from hal.keypad.matrix_keypad import MatrixKeypad
from hal.keypad.port import Key, KeypadEvent, Pressed, Stuck, Unstuck

SCAN_S = 0.004


class Bench:
    """A keypad polled every 4 ms of emulated time."""

    def __init__(self, keypad: MatrixKeypad) -> None:
        self.keypad = keypad
        self.ticks = itertools.count()
        self.poll(2)

    def poll(self, times: int) -> list[KeypadEvent]:
        return [e for _ in range(times) for e in self.keypad.poll(next(self.ticks) * SCAN_S)]

    def drain(self, matrix: EmulatedMatrix) -> list[KeypadEvent]:
        events = []
        while not matrix.is_idle:
            events += self.poll(1)
        return events


def test_thirty_keys_one_after_the_other() -> None:
    """Each tap is exactly one event of its key."""
    matrix = EmulatedMatrix()
    bench = Bench(MatrixKeypad(matrix))
    for key in Key:
        matrix.tap(key)
    assert bench.drain(matrix) == [Pressed(key=key) for key in Key]


def test_the_vectors_of_the_manual() -> None:
    """6.13: `1` held for 3 s is exactly `1`; `5 5` with 3 ms of bounce is two strokes."""
    matrix = EmulatedMatrix()
    bench = Bench(MatrixKeypad(matrix))
    matrix.press(Key.DIGIT_1)
    events = bench.poll(750)
    matrix.release(Key.DIGIT_1)
    events += bench.poll(10)
    for _ in range(2):
        matrix.press(Key.DIGIT_5, chatter="01")
        events += bench.poll(15)
        matrix.release(Key.DIGIT_5, chatter="10")
        events += bench.poll(15)
    assert events == [Pressed(key=k) for k in (Key.DIGIT_1, Key.DIGIT_5, Key.DIGIT_5)]


def test_a_jammed_key_is_reported_and_selling_goes_on() -> None:
    """Stuck after ten seconds, other keys count, unstuck when freed."""
    matrix = EmulatedMatrix()
    bench = Bench(MatrixKeypad(matrix))
    matrix.jam(Key.WG3)
    assert bench.poll(2600) == [Pressed(key=Key.WG3), Stuck(key=Key.WG3)]
    matrix.tap(Key.BAR)
    assert bench.drain(matrix) == [Pressed(key=Key.BAR)]
    matrix.free(Key.WG3)
    assert bench.poll(10) == [Unstuck(key=Key.WG3)]


@pytest.mark.parametrize("corners", list(itertools.permutations([Key.F, Key.BON, Key.DIGIT_7])))
def test_no_ghost_is_ever_a_key(corners: tuple[Key, ...]) -> None:
    """Three corners pressed in any order without diodes: the fourth, 8, never comes."""
    matrix = EmulatedMatrix(has_diodes=False)
    bench = Bench(MatrixKeypad(matrix))
    events = []
    for key in corners:
        matrix.press(key, chatter="010")
        events += bench.poll(12)
    for key in corners:
        matrix.release(key, chatter="101")
        events += bench.poll(12)
    assert {event.key for event in events} <= set(corners)
    assert events[:2] == [Pressed(key=key) for key in corners[:2]]


def test_with_diodes_three_corners_are_three_keys() -> None:
    """The rejection costs nothing where there is nothing to reject."""
    matrix = EmulatedMatrix()
    bench = Bench(MatrixKeypad(matrix))
    events = []
    for key in (Key.F, Key.BON, Key.DIGIT_7):
        matrix.press(key)
        events += bench.poll(12)
    assert events == [Pressed(key=key) for key in (Key.F, Key.BON, Key.DIGIT_7)]


def test_the_small_pad_speaks_logical_keys() -> None:
    """`250 WG 1 F BAR` on twenty caps is `250 WG1 KARTE`."""
    matrix = EmulatedMatrix(LAYOUT_4X5)
    bench = Bench(MatrixKeypad(matrix, CompactLegend()))
    for legend in ["2", "5", "0", "WG", "1", "F", "BAR"]:
        matrix.tap(CompactKey(legend))
    expected = [Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1, Key.KARTE]
    assert bench.drain(matrix) == [Pressed(key=key) for key in expected]


def test_an_unplugged_matrix_is_told_and_recovers() -> None:
    """The error passes through; after plugging in keys count again."""
    matrix = EmulatedMatrix()
    bench = Bench(MatrixKeypad(matrix))
    matrix.is_plugged = False
    with pytest.raises(HalError):
        bench.poll(1)
    matrix.is_plugged = True
    matrix.tap(Key.C)
    assert bench.drain(matrix) == [Pressed(key=Key.C)]
