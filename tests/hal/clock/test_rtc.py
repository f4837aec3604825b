"""Writing the real-time clock."""

import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hal.clock.rtc import RTC_SET_TIME, write_rtc
from hal.errors import Fault, HalError

MOMENT = datetime(2099, 12, 31, 23, 59, 58, tzinfo=UTC)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    """Something that can be opened."""
    path = tmp_path / "rtc0"
    path.touch()
    return path


def test_the_fields_of_the_kernel(device: Path) -> None:
    """linux/rtc.h: months from 0, years since 1900."""
    told: list[tuple[int, bytes]] = []

    def ioctl(_descriptor: int, request: int, argument: bytes) -> int:
        told.append((request, argument))
        return 0

    write_rtc(MOMENT, device, ioctl)
    ((request, argument),) = told
    assert RTC_SET_TIME == request
    assert (58, 59, 23, 31, 11, 199, 0, 0, 0) == struct.unpack("9i", argument)
    assert len(argument) == (RTC_SET_TIME >> 16) & 0x3FFF


def test_no_clock(tmp_path: Path) -> None:
    """A Raspberry Pi without a chip."""
    with pytest.raises(HalError) as caught:
        write_rtc(MOMENT, tmp_path / "rtc0")
    assert Fault.ABSENT is caught.value.fault


def test_a_clock_that_cannot_be_opened(tmp_path: Path) -> None:
    """Named, not guessed: a link that leads to itself."""
    loop = tmp_path / "rtc0"
    loop.symlink_to(loop)
    with pytest.raises(HalError, match="rtc0") as caught:
        write_rtc(MOMENT, loop)
    assert Fault.BROKEN is caught.value.fault


def test_a_file_is_no_clock(device: Path) -> None:
    """The kernel refuses what is none."""
    with pytest.raises(HalError) as caught:
        write_rtc(MOMENT, device)
    assert Fault.BROKEN is caught.value.fault
