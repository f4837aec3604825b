"""The system's clock and its witnesses."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hal.clock.system import SystemClock

PAST = datetime(2026, 1, 1, tzinfo=UTC)
FAR = datetime(2999, 1, 1, tzinfo=UTC)


def _clock(folder: Path, earliest_utc: datetime = PAST) -> SystemClock:
    return SystemClock(earliest_utc, folder / "synchronized", folder / "hctosys")


def test_a_reading_is_now_in_utc(tmp_path: Path) -> None:
    """Between two readings of the system's own clocks, in UTC, and monotonic."""
    before, before_s = datetime.now(UTC), time.monotonic()
    instant = _clock(tmp_path).now()
    after, after_s = datetime.now(UTC), time.monotonic()
    assert before - timedelta(microseconds=1) <= instant.utc <= after
    assert instant.utc.tzinfo is UTC
    assert before_s <= instant.monotonic_s <= after_s


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
    assert not _clock(tmp_path, FAR).now().is_trusted
