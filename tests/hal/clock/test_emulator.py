"""The emulated clock moves only when told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hal.clock.emulator import EmulatedClock
from hal.clock.port import TimeSource
from hal.errors import Fault, HalError

START = datetime(2026, 11, 20, 9, 43, 7, tzinfo=UTC)


def test_it_stands_still() -> None:
    """Two readings are equal."""
    clock = EmulatedClock(START)
    assert clock.now() == clock.now()
    assert clock.now().utc == START
    assert clock.now().is_trusted


def test_advance_moves_both_clocks() -> None:
    """Time passes for wall and stopwatch alike, never backwards."""
    clock = EmulatedClock(START)
    before_s = clock.monotonic()
    clock.advance(1.5)
    assert clock.now().utc == START + timedelta(seconds=1.5)
    assert clock.monotonic() - before_s == pytest.approx(1.5)
    with pytest.raises(ValueError, match="backwards"):
        clock.advance(-1)


def test_jump_and_set_move_the_wall_only() -> None:
    """The stopwatch does not notice."""
    clock = EmulatedClock(START)
    before_s = clock.monotonic()
    clock.jump(-3600)
    assert clock.now().utc == START - timedelta(hours=1)
    clock.set(START + timedelta(days=1))
    assert clock.now().utc == START + timedelta(days=1)
    assert clock.monotonic() == before_s


def test_trust_is_a_switch() -> None:
    """As after a boot without network and clock."""
    clock = EmulatedClock(START, is_trusted=False)
    assert not clock.now().is_trusted
    clock.is_trusted = True
    assert clock.now().is_trusted


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=1))])
def test_only_utc_is_taken(zone: timezone | None) -> None:
    """A local time here would be signed wrongly later."""
    with pytest.raises(ValueError, match="not in UTC"):
        EmulatedClock(START.replace(tzinfo=zone))
    with pytest.raises(ValueError, match="not in UTC"):
        EmulatedClock(START).set(START.replace(tzinfo=zone))


def test_a_person_vouches() -> None:
    """A better witness stays; without one it is the hand's."""
    clock = EmulatedClock(START, is_trusted=False)
    assert TimeSource.NONE is clock.now().source
    clock.vouch()
    assert (True, TimeSource.HAND) == (clock.now().is_trusted, clock.now().source)
    clock = EmulatedClock(START)
    clock.vouch()
    assert TimeSource.NTP is clock.now().source


def test_set_by_hand() -> None:
    """The wall only, and never where the machine is somebody else's."""
    clock = EmulatedClock(START, is_trusted=False)
    clock.set_by_hand(START + timedelta(days=2))
    assert START + timedelta(days=2) == clock.now().utc
    assert clock.now().is_trusted
    clock.can_be_set = False
    with pytest.raises(HalError) as caught:
        clock.set_by_hand(START)
    assert Fault.BROKEN is caught.value.fault


def test_before_the_build() -> None:
    """Nobody vouches for a time that cannot be."""
    clock = EmulatedClock(START)
    clock.earliest_utc = START + timedelta(seconds=1)
    assert clock.now().is_impossible
    assert not clock.now().is_trusted
