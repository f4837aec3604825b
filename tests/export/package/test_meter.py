"""firmware.export.package.meter: how far an export is, and for how long still."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.package.meter import TELL_EVERY_S, Meter


class Clock:
    """A stopwatch that is moved by hand."""

    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_thousandths_and_seconds(clock: Clock) -> None:
    """Half of the work in ten seconds: ten more."""
    told: list[tuple[int, int | None]] = []
    meter = Meter(clock, lambda *one: told.append(one), lambda: None)
    meter.plan(1000)
    with meter.share(400):
        meter.moved(100)
        clock.now_s += 10
        meter.moved(300)
    clock.now_s += 1
    with meter.share(50, 2):
        meter.moved(50)
    assert [(100, None), (400, 15), (500, 11)] == told


def test_not_too_often(clock: Clock) -> None:
    """The display need not hear of every row."""
    told: list[int] = []
    meter = Meter(clock, lambda part, _left: told.append(part), lambda: None)
    meter.plan(100)
    with meter.share(100):
        for _ in range(100):
            clock.now_s += TELL_EVERY_S / 10
            meter.moved(1)
    assert 10 <= len(told) <= 11


def test_whoever_wants_an_end_is_heard_at_once(clock: Clock) -> None:
    """Also when nothing is told."""
    checks: list[int] = []
    meter = Meter(clock, lambda *_: None, lambda: checks.append(1))
    meter.plan(10)
    for _ in range(5):
        meter.moved(0)
    assert 5 == len(checks)


@given(st.lists(st.tuples(st.integers(0, 50), st.lists(st.integers(0, 60)))), st.integers(0, 300))
def test_it_never_goes_backwards(shares: list[tuple[int, list[int]]], total: int) -> None:
    """Whatever was estimated, and however far from it the work is."""
    clock, told = Clock(), [0]
    meter = Meter(clock, lambda part, _left: told.append(part), lambda: None)
    meter.plan(total)
    for size, moves in shares:
        with meter.share(size):
            for one in moves:
                clock.now_s += 1
                meter.moved(one)
    assert sorted(told) == told
    assert told[-1] < 1000
