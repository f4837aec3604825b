"""The bench's clock in wrong hands: what the till believes, and what time it is."""

from datetime import timedelta

from firmware.desk.timepiece import EPOCH_UTC, Timepiece
from hal.clock.emulator import EmulatedClock
from hal.clock.port import TimeSource
from tests.app.day import MORNING, utc


def test_only_the_till_is_wrong_about_a_jump() -> None:
    """And a time server ends it."""
    clock = EmulatedClock(utc(MORNING))
    timepiece = Timepiece(clock)
    timepiece.jump(7200)
    clock.advance(60)
    assert utc(MORNING) + timedelta(hours=2, seconds=60) == clock.now().utc
    assert utc(MORNING) + timedelta(seconds=60) == timepiece.true_utc
    timepiece.set_right()
    assert timepiece.true_utc == clock.now().utc


def test_an_empty_battery_vouches_for_nothing() -> None:
    """The till wakes in 1970, and knows that this cannot be."""
    clock = EmulatedClock(utc(MORNING))
    timepiece = Timepiece(clock)
    timepiece.lose()
    now = clock.now()
    assert (EPOCH_UTC, True, TimeSource.NONE) == (now.utc, now.is_impossible, now.source)
    timepiece.set_right()
    now = clock.now()
    assert (utc(MORNING), False, TimeSource.NTP) == (now.utc, now.is_impossible, now.source)
