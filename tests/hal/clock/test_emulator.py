"""The emulated clock moves only when told."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hal.clock.emulator import EmulatedClock

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
