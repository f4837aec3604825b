"""Debounce, ghosts and stuck keys, in emulated time."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.errors import Fault, HalError
from hal.keypad.scanner import DEBOUNCE_S, STUCK_S, Motion, Scanner, Stroke, is_ambiguous

SCAN_S = 0.004
OPEN = (0, 0, 0, 0, 0)
KEY = (0, 0b000100, 0, 0, 0)
PRESSED = Stroke(motion=Motion.PRESSED, row=1, column=2)


def _run(samples: Iterable[tuple[int, ...]], scanner: Scanner | None = None) -> list[Stroke]:
    """Feed samples 4 ms apart after an open one; all strokes."""
    scanner = scanner or Scanner(5, 6)
    strokes = list(scanner.step(OPEN, 0.0))
    for index, levels in enumerate(samples, 1):
        strokes += scanner.step(levels, index * SCAN_S)
    return strokes


def test_a_press_is_one_stroke() -> None:
    """Down for 400 ms and up: once; there is no auto-repeat and no release."""
    assert _run([KEY] * 100 + [OPEN] * 10) == [PRESSED]


def test_a_press_counts_between_ten_and_twenty_milliseconds() -> None:
    """Earlier it may be noise, later it feels slow."""
    scanner = Scanner(5, 6)
    scanner.step(OPEN, 0.0)
    closed_s = 0.0
    while not scanner.step(KEY, SCAN_S + closed_s):
        closed_s += SCAN_S
    assert 0.010 <= closed_s <= 0.020


@pytest.mark.parametrize("marks", ["1011011111111111", "10101010111111111111", "1110111111111"])
def test_chatter_on_press_and_release_is_one_stroke(marks: str) -> None:
    """A worn contact bounces both ways."""
    chatter = [KEY if mark == "1" else OPEN for mark in marks]
    assert _run(chatter + [KEY] * 5 + chatter[::-1] + [OPEN] * 10) == [PRESSED]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_short_blip_is_nothing(length: int) -> None:
    """Less than the debounce time is noise, however often it comes."""
    assert _run(([KEY] * length + [OPEN] * length) * 50) == []


def test_two_presses_are_two_strokes() -> None:
    """As fast as fingers are: 30 ms down, 30 ms up."""
    assert _run(([KEY] * 8 + [OPEN] * 8) * 2) == [PRESSED, PRESSED]


def test_a_late_poll_is_no_proof() -> None:
    """One sample after a second of silence does not make a press."""
    scanner = Scanner(5, 6)
    scanner.step(OPEN, 0.0)
    assert scanner.step(KEY, 1.0) == ()
    assert scanner.step(OPEN, 1.004) == ()


def test_time_that_stands_still_or_runs_back_adds_nothing() -> None:
    """A poll twice in the same instant does not hurry a key."""
    scanner = Scanner(5, 6)
    scanner.step(OPEN, 1.0)
    assert all(scanner.step(KEY, now_s) == () for now_s in [1.0] * 20 + [0.5])


def test_overlapping_keys_both_count() -> None:
    """Fast typists press the next key before they lift the last (rollover)."""
    both = (0, 0b000110, 0, 0, 0)
    second = (0, 0b000010, 0, 0, 0)
    assert _run([KEY] * 6 + [both] * 6 + [second] * 6 + [OPEN] * 6) == [
        PRESSED,
        Stroke(motion=Motion.PRESSED, row=1, column=1),
    ]


def test_a_key_is_stuck_after_ten_seconds_and_free_when_released() -> None:
    """Reported once, ignored, and counted again after its release."""
    samples = round(STUCK_S / SCAN_S)
    strokes = _run([KEY] * (samples + 200) + [OPEN] * 10 + [KEY] * 10)
    assert strokes == [
        PRESSED,
        Stroke(motion=Motion.STUCK, row=1, column=2),
        Stroke(motion=Motion.UNSTUCK, row=1, column=2),
        PRESSED,
    ]


def test_other_keys_count_while_one_is_stuck() -> None:
    """Selling goes on."""
    samples = round(STUCK_S / SCAN_S) + 10
    other = (0, 0b000100, 0, 0b000001, 0)
    assert _run([KEY] * samples + [other] * 6 + [KEY] * 6)[-1] == Stroke(
        motion=Motion.PRESSED, row=3, column=0
    )


def test_a_key_held_since_the_start_is_no_stroke_but_may_be_stuck() -> None:
    """Nobody was asked to type when it closed."""
    scanner = Scanner(5, 6)
    assert scanner.step(KEY, 0.0) == ()
    assert scanner.step(KEY, 0.1) == ()
    assert scanner.step(KEY, STUCK_S) == (Stroke(motion=Motion.STUCK, row=1, column=2),)


def test_a_rectangle_freezes_new_keys() -> None:
    """With two keys down the third brings a ghost: neither counts until it is clear."""
    two = (0b000011, 0, 0, 0, 0)
    four = (0b000011, 0b000011, 0, 0, 0)
    third_alone = (0, 0b000001, 0, 0, 0)
    strokes = _run([two] * 6 + [four] * 50 + [third_alone] * 6 + [OPEN] * 6)
    assert strokes == [
        Stroke(motion=Motion.PRESSED, row=0, column=0),
        Stroke(motion=Motion.PRESSED, row=0, column=1),
        Stroke(motion=Motion.PRESSED, row=1, column=0),
    ]


def test_keys_still_go_up_while_frozen() -> None:
    """An open contact is open in truth: releasing inside a rectangle is seen."""
    four = (0b000011, 0b000011, 0, 0, 0)
    with_stuck = (0b000111, 0b000011, 0, 0, 0)
    scanner = Scanner(5, 6)
    scanner.step((0b000100, 0, 0, 0, 0), 0.0)
    assert scanner.step(with_stuck, STUCK_S)[0].motion is Motion.STUCK
    strokes = [s for n in range(1, 10) for s in scanner.step(four, STUCK_S + n * SCAN_S)]
    assert strokes == [Stroke(motion=Motion.UNSTUCK, row=0, column=2)]


def test_a_moment_of_doubt_starts_the_count_anew() -> None:
    """A bouncing third key shows its ghost without the rectangle in some samples."""
    ghost_alone = (0b000011, 0b000001, 0, 0, 0)
    four = (0b000011, 0b000011, 0, 0, 0)
    scanner = Scanner(5, 6)
    scanner.step((0b000010, 0b000001, 0, 0, 0), 0.0)
    samples = [ghost_alone, ghost_alone, four] * 20
    assert [scanner.step(s, n * SCAN_S) for n, s in enumerate(samples, 1)] == [()] * 60


@pytest.mark.parametrize("levels", [(0, 0, 0, 0), (64, 0, 0, 0, 0), (-1, 0, 0, 0, 0), ()])
def test_levels_of_another_matrix_are_refused(levels: tuple[int, ...]) -> None:
    """Nonsense from below is BROKEN, not a key."""
    with pytest.raises(HalError) as caught:
        Scanner(5, 6).step(levels, 0.0)
    assert caught.value.fault is Fault.BROKEN


@given(st.lists(st.integers(min_value=0, max_value=63), min_size=5, max_size=5))
def test_a_rectangle_is_found_wherever_it_is(levels: list[int]) -> None:
    """Ambiguous exactly when four corners of some rectangle are closed."""
    corners = any(
        levels[a] >> x & 1 and levels[a] >> y & 1 and levels[b] >> x & 1 and levels[b] >> y & 1
        for a in range(5)
        for b in range(a)
        for x in range(6)
        for y in range(x)
    )
    assert is_ambiguous(tuple(levels)) == corners


@given(st.lists(st.sampled_from([OPEN, KEY]), max_size=200))
def test_presses_never_come_faster_than_the_debounce(samples: list[tuple[int, ...]]) -> None:
    """Whatever a contact does, each stroke needs a full close and a full open."""
    strokes = _run(samples)
    assert len(strokes) <= len(samples) * SCAN_S / (2 * DEBOUNCE_S) + 1
