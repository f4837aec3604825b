"""The system's clock and its witnesses."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hal.clock.port import TimeSource
from hal.clock.system import Hands, SystemClock
from hal.errors import Fault, HalError

PAST = datetime(2026, 1, 1, tzinfo=UTC)
FAR = datetime(2999, 1, 1, tzinfo=UTC)


def _clock(folder: Path, earliest_utc: datetime = PAST, hands: Hands | None = None) -> SystemClock:
    return SystemClock(earliest_utc, folder / "synchronized", folder / "hctosys", hands)


def test_a_reading_is_now_in_utc(tmp_path: Path) -> None:
    """Between two readings of the system's own clocks, in UTC, and monotonic."""
    before, before_s = datetime.now(UTC), time.monotonic()
    clock = _clock(tmp_path)
    instant = clock.now()
    after, after_s = datetime.now(UTC), time.monotonic()
    assert before - timedelta(microseconds=1) <= instant.utc <= after
    assert instant.utc.tzinfo is UTC
    assert before_s <= instant.monotonic_s <= after_s
    assert after_s <= clock.monotonic() <= time.monotonic()


def test_without_a_witness_there_is_no_trust(tmp_path: Path) -> None:
    """A Raspberry Pi that has just woken knows nothing."""
    assert not _clock(tmp_path).now().is_trusted


def test_network_time_is_trusted_as_soon_as_it_is_heard(tmp_path: Path) -> None:
    """The note may appear while the till runs."""
    clock = _clock(tmp_path)
    (tmp_path / "synchronized").touch()
    assert clock.now().is_trusted


@pytest.mark.parametrize("text", ["1\n", "0\n", ""])
def test_a_real_time_clock_counts_if_the_kernel_used_it(tmp_path: Path, text: str) -> None:
    """A clock whose battery is flat is not used by the kernel, which then says 0."""
    (tmp_path / "hctosys").write_text(text)
    assert _clock(tmp_path).now().is_trusted == (text == "1\n")


def test_rubbish_is_no_witness(tmp_path: Path) -> None:
    """Never an exception: a folder and foreign bytes in place of the note."""
    (tmp_path / "hctosys").write_bytes(b"\xff")
    assert not _clock(tmp_path).now().is_trusted
    (tmp_path / "hctosys").unlink()
    (tmp_path / "hctosys").mkdir()
    assert not _clock(tmp_path).now().is_trusted


def test_a_time_before_the_build_is_never_trusted(tmp_path: Path) -> None:
    """A clock without battery may have counted from its epoch."""
    (tmp_path / "synchronized").touch()
    instant = _clock(tmp_path, FAR).now()
    assert (False, True) == (instant.is_trusted, instant.is_impossible)


def test_the_best_witness_is_named(tmp_path: Path) -> None:
    """The net before a person, a person before the chip that may be wrong."""
    clock = _clock(tmp_path)
    assert TimeSource.NONE is clock.now().source
    (tmp_path / "hctosys").write_text("1\n")
    assert TimeSource.RTC is clock.now().source
    clock.vouch()
    assert TimeSource.HAND is clock.now().source
    (tmp_path / "synchronized").touch()
    assert TimeSource.NTP is clock.now().source


def test_set_by_hand_sets_both_clocks(tmp_path: Path) -> None:
    """The system's to the microsecond, also after 2038, and the chip for the next boot."""
    told: list[object] = []
    clock = _clock(tmp_path, hands=Hands(set_realtime=told.append, write_rtc=told.append))
    moment = datetime(2038, 1, 19, 3, 14, 8, 5, tzinfo=UTC)
    clock.set_by_hand(moment)
    assert [2**31 * 1_000_000_000 + 5_000, moment] == told
    assert clock.now().is_trusted


def test_a_clock_that_may_not_be_set(tmp_path: Path) -> None:
    """Without the capability nothing is set, and nobody vouches."""

    def refuse(_time_ns: int) -> None:
        raise PermissionError("not permitted")

    clock = _clock(tmp_path, hands=Hands(set_realtime=refuse))
    with pytest.raises(HalError, match="not permitted") as caught:
        clock.set_by_hand(PAST)
    assert Fault.BROKEN is caught.value.fault
    assert not clock.now().is_trusted


def test_a_chip_that_takes_no_time(tmp_path: Path) -> None:
    """The till sells with the system's clock; the next boot asks again."""

    def refuse(_utc: datetime) -> None:
        raise HalError(Fault.ABSENT, "rtc", "is not there")

    told: list[int] = []
    clock = _clock(tmp_path, hands=Hands(set_realtime=told.append, write_rtc=refuse))
    clock.set_by_hand(PAST)
    assert 1 == len(told)
    assert clock.now().is_trusted
