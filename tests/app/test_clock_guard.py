"""firmware.app.clock_guard: jumps, doubts, and what may be signed by such a clock."""

from datetime import timedelta

import pytest

from firmware.app.clock_guard import DOUBTED_AHEAD_S, LONGEST_REST, ClockGuard, Passage
from hal.clock.emulator import EmulatedClock
from hal.clock.port import TimeSource

HOUR_S = 3600.0


@pytest.fixture
def guard(clock: EmulatedClock) -> ClockGuard:
    """A guard that has looked once."""
    guard = ClockGuard(clock)
    assert guard.look() is None
    return guard


def test_time_that_passes_is_no_news(clock: EmulatedClock, guard: ClockGuard) -> None:
    """Seconds, a night, and a clock that is slewed."""
    for seconds in (1.0, 1.0, 8 * HOUR_S):
        clock.advance(seconds)
        clock.jump(1.5)
        assert guard.look() is None


@pytest.mark.parametrize("jump_s", [3, -3, 3599, -86400])
def test_a_jump_is_told_once(clock: EmulatedClock, guard: ClockGuard, jump_s: int) -> None:
    """Ahead or back, with what the clock itself says of it."""
    clock.advance(1.0)
    clock.jump(jump_s)
    news = guard.look()
    assert news is not None
    assert (jump_s, True, TimeSource.NTP, False) == (
        news.jump_s,
        news.is_trusted,
        news.source,
        news.is_doubted,
    )
    assert guard.look() is None


def test_a_leap_ahead_is_doubted(clock: EmulatedClock, guard: ClockGuard) -> None:
    """More than an hour at one stroke signs nothing until somebody vouches for it."""
    last_utc = clock.now().utc
    clock.jump(DOUBTED_AHEAD_S + 1)
    news = guard.look()
    assert news is not None
    assert news.is_doubted
    assert Passage.STOP is guard.passage(last_utc)
    clock.advance(60.0)
    assert guard.look() is None
    assert guard.is_doubted
    guard.vouch()
    assert Passage.GO is guard.passage(last_utc)
    assert guard.look() is None


def test_a_leap_nobody_has_looked_at(clock: EmulatedClock, guard: ClockGuard) -> None:
    """§ 5.6 E14: what comes between the leap and the next look signs nothing with it."""
    last_utc = clock.now().utc
    clock.jump(DOUBTED_AHEAD_S + 1)
    assert Passage.STOP is guard.passage(last_utc)
    clock.jump(-1)
    assert Passage.GO is guard.passage(last_utc)


def test_a_leap_that_is_undone(clock: EmulatedClock, guard: ClockGuard) -> None:
    """The server has come to its senses: nobody has to confirm anything."""
    clock.jump(2 * HOUR_S)
    guard.look()
    clock.jump(-2 * HOUR_S)
    news = guard.look()
    assert news is not None
    assert not guard.is_doubted


def test_small_leaps_add_up(clock: EmulatedClock, guard: ClockGuard) -> None:
    """§ 5.6 E14: an hour in pieces is taken piece by piece, as a server may slew."""
    for _ in range(3):
        clock.jump(HOUR_S / 2)
        news = guard.look()
        assert news is not None
        assert not news.is_doubted


def test_set_back_and_right_again_is_no_leap(clock: EmulatedClock, guard: ClockGuard) -> None:
    """What was the time before may be it again."""
    clock.jump(-5 * HOUR_S)
    guard.look()
    clock.jump(5 * HOUR_S)
    guard.look()
    assert not guard.is_doubted


def test_the_first_server_explains_a_leap(clock: EmulatedClock) -> None:
    """A till without a chip wakes with an old time; the net puts it right by days."""
    clock.is_trusted = False
    guard = ClockGuard(clock)
    boot = guard.look()
    assert boot is not None
    assert (0, False, TimeSource.NONE) == (boot.jump_s, boot.is_trusted, boot.source)
    # The service sets the clock, and says so a moment later.
    clock.jump(3 * 24 * HOUR_S)
    guard.look()
    clock.is_trusted = True
    news = guard.look()
    assert news is not None
    assert news.is_trusted
    assert not guard.is_doubted
    # From now on the net vouches, and another leap has no explanation.
    clock.jump(3 * 24 * HOUR_S)
    guard.look()
    assert guard.is_doubted


def test_trust_that_comes_is_told(clock: EmulatedClock) -> None:
    """Once, without a jump."""
    clock.is_trusted = False
    guard = ClockGuard(clock)
    guard.look()
    clock.is_trusted = True
    news = guard.look()
    assert news is not None
    assert (0, True) == (news.jump_s, news.is_trusted)
    assert guard.look() is None


@pytest.mark.parametrize(
    ("back_s", "passage"),
    [
        (0, Passage.GO),
        (-1, Passage.WAIT),
        (-120, Passage.WAIT),
        (-121, Passage.STOP),
        (-86400, Passage.STOP),
    ],
)
def test_a_step_back(
    clock: EmulatedClock, guard: ClockGuard, back_s: int, passage: Passage
) -> None:
    """Anlage Z 5 RKSV: never before the last receipt; two minutes are waited for."""
    last_utc = clock.now().utc
    clock.jump(back_s)
    assert passage is guard.passage(last_utc)


def test_before_the_build_nothing_is_signed(clock: EmulatedClock, guard: ClockGuard) -> None:
    """Also where the last receipt is older than the program."""
    last_utc = clock.now().utc - timedelta(days=400)
    assert Passage.GO is guard.passage(last_utc)
    clock.earliest_utc = clock.now().utc + timedelta(days=1)
    assert Passage.STOP is guard.passage(last_utc)


@pytest.mark.parametrize(
    ("source", "passage"),
    [
        (TimeSource.RTC, Passage.STOP),
        (TimeSource.NONE, Passage.STOP),
        (TimeSource.NTP, Passage.GO),
        (TimeSource.HAND, Passage.GO),
    ],
)
def test_a_chip_that_has_lost_its_battery(
    clock: EmulatedClock, source: TimeSource, passage: Passage
) -> None:
    """Years after the last receipt: who says so must be the net or a person."""
    clock.is_trusted, clock.source = source is not TimeSource.NONE, source
    last_utc = clock.now().utc - LONGEST_REST
    guard = ClockGuard(clock)
    assert Passage.GO is guard.passage(last_utc)
    assert passage is guard.passage(last_utc - timedelta(seconds=1))


def test_set_by_hand(clock: EmulatedClock, guard: ClockGuard) -> None:
    """The row of it is written by whoever asked; the guard has seen nothing unusual."""
    clock.is_trusted = False
    guard.look()
    guard.set_by_hand(clock.now().utc + timedelta(days=3))
    assert guard.look() is None
    assert (True, TimeSource.HAND) == (guard.now().is_trusted, guard.now().source)
    assert not guard.is_doubted


def test_the_net_differs_from_the_hand(clock: EmulatedClock, guard: ClockGuard) -> None:
    """AU16: a jump, told and not doubted: the better witness has come."""
    clock.is_trusted = False
    guard.set_by_hand(clock.now().utc)
    clock.source = TimeSource.NTP
    clock.jump(7 * HOUR_S)
    news = guard.look()
    assert news is not None
    assert (7 * HOUR_S, TimeSource.NTP, False) == (news.jump_s, news.source, news.is_doubted)
