"""The emulated matrix behaves like wires and switches."""

import pytest

from hal.errors import Fault, HalError
from hal.keypad.emulator import TAP_SCANS, TAPS_MAX, EmulatedMatrix
from hal.keypad.layout import LAYOUT_4X5, CompactKey
from hal.keypad.port import Key


def test_a_pressed_key_joins_its_row_and_column() -> None:
    """F is the top left, BAR the bottom right."""
    matrix = EmulatedMatrix()
    matrix.press(Key.F)
    matrix.press(Key.BAR)
    assert matrix.scan() == (0b000001, 0, 0, 0, 0b100000)
    matrix.release(Key.F)
    matrix.release(Key.BAR)
    assert matrix.scan() == (0, 0, 0, 0, 0)


def test_three_corners_without_diodes_show_a_fourth() -> None:
    """Current takes the way round through three closed switches."""
    matrix = EmulatedMatrix(has_diodes=False)
    for key in (Key.F, Key.BON, Key.DIGIT_7):
        matrix.press(key)
    assert matrix.scan() == (0b000011, 0b000011, 0, 0, 0)
    matrix.has_diodes = True
    assert matrix.scan() == (0b000011, 0b000001, 0, 0, 0)


def test_a_ghost_may_come_a_long_way() -> None:
    """A chain over three rows joins them all."""
    matrix = EmulatedMatrix(has_diodes=False)
    for key in (Key.F, Key.BON, Key.DIGIT_8, Key.DIGIT_9, Key.DIGIT_6):
        matrix.press(key)
    assert matrix.scan() == (0b000111, 0b000111, 0b000111, 0, 0)


def test_several_rows_driven_at_once() -> None:
    """As a chip with two rows low sees it."""
    matrix = EmulatedMatrix()
    matrix.press(Key.F)
    matrix.press(Key.DIGIT_8)
    assert matrix.connected([0, 1]) == 0b000011
    assert matrix.connected([]) == 0


def test_lifted_fingers_leave_nothing_behind() -> None:
    """Neither held keys nor waiting taps are seen after `release_all`."""
    matrix = EmulatedMatrix()
    matrix.press(Key.F)
    matrix.tap(Key.BAR)
    matrix.release_all()
    assert matrix.is_idle
    assert [matrix.scan() for _ in range(TAP_SCANS)] == [(0, 0, 0, 0, 0)] * TAP_SCANS


def test_chatter_is_seen_scan_by_scan() -> None:
    """Then the contact rests where the finger left it."""
    matrix = EmulatedMatrix()
    matrix.press(Key.F, chatter="0101")
    assert [matrix.scan()[0] for _ in range(6)] == [0, 1, 0, 1, 1, 1]
    matrix.release(Key.F, chatter="10")
    assert [matrix.scan()[0] for _ in range(4)] == [1, 0, 0, 0]


def test_taps_come_one_after_the_other() -> None:
    """Each closed and open long enough; idle when all are through."""
    matrix = EmulatedMatrix()
    matrix.tap(Key.F)
    matrix.tap(Key.BON)
    seen = []
    while not matrix.is_idle:
        seen.append(matrix.scan()[0])
    assert seen == ([1] * TAP_SCANS + [0] * TAP_SCANS) + ([2] * TAP_SCANS + [0] * TAP_SCANS)


def test_taps_that_nobody_scans_are_bounded() -> None:
    """A script against a dead till fails instead of filling the memory."""
    matrix = EmulatedMatrix()
    for _ in range(TAPS_MAX):
        matrix.tap(Key.F)
    with pytest.raises(OverflowError, match="nobody scans"):
        matrix.tap(Key.F)


def test_a_jammed_key_ignores_the_finger() -> None:
    """Until it is freed."""
    matrix = EmulatedMatrix()
    matrix.jam(Key.F)
    matrix.release(Key.F)
    assert matrix.scan()[0] == 1
    matrix.free(Key.F)
    assert matrix.scan()[0] == 0


def test_unplugged_is_absent() -> None:
    """And back again when plugged in."""
    matrix = EmulatedMatrix()
    matrix.is_plugged = False
    with pytest.raises(HalError) as caught:
        matrix.scan()
    assert caught.value.fault is Fault.ABSENT
    matrix.is_plugged = True
    assert matrix.scan() == (0, 0, 0, 0, 0)


def test_any_layout_will_do() -> None:
    """The small pad is a matrix too."""
    matrix = EmulatedMatrix(LAYOUT_4X5)
    matrix.press(CompactKey.BAR)
    assert matrix.scan() == (0, 0, 0, 0b10000)
