"""Writing the real-time clock."""

import errno
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest

from hal.clock.port import RtcReading
from hal.clock.rtc import RTC_RD_TIME, RTC_SET_TIME, RTC_VL_READ, read_rtc, write_rtc
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


def answering(device: Path, time: bytes, flags: bytes | OSError) -> RtcReading:
    """What a chip with these answers reads as."""

    def ioctl(_descriptor: int, request: int, argument: bytes) -> bytes:
        assert len(argument) == (request >> 16) & 0x3FFF
        if request == RTC_RD_TIME:
            return time
        assert RTC_VL_READ == request
        if isinstance(flags, OSError):
            raise flags
        return flags

    return read_rtc(device, ioctl)


TIME = struct.pack("9i", 58, 59, 23, 31, 11, 199, 0, 0, 0)


@pytest.mark.parametrize(
    ("flags", "is_low"),
    [
        (struct.pack("I", 0), False),
        (struct.pack("I", 1), True),
        (struct.pack("I", 4), True),
        (struct.pack("I", 8), False),
        (OSError(errno.ENOTTY, "no such question"), None),
    ],
)
def test_time_and_battery(device: Path, flags: bytes | OSError, *, is_low: bool | None) -> None:
    """Drivers that know nothing of a battery say nothing of it."""
    assert RtcReading(utc=MOMENT, is_battery_low=is_low) == answering(device, TIME, flags)


def test_time_that_is_lost(device: Path) -> None:
    """The kernel says EINVAL once the oscillator stood still; a month 13 is no month."""

    def lost(*_: object) -> bytes:
        raise OSError(errno.EINVAL, "Invalid argument")

    with pytest.raises(HalError) as caught:
        read_rtc(device, lost)
    assert Fault.BROKEN is caught.value.fault
    with pytest.raises(HalError, match="no time"):
        answering(device, struct.pack("9i", 0, 0, 0, 1, 12, 126, 0, 0, 0), b"")


def test_a_bus_that_fails(device: Path) -> None:
    """Between time and battery."""
    with pytest.raises(HalError, match="battery"):
        answering(device, TIME, OSError(errno.EIO, "bus"))


def test_no_clock_to_read(tmp_path: Path) -> None:
    """A Raspberry Pi without a chip."""
    with pytest.raises(HalError) as caught:
        read_rtc(tmp_path / "rtc0")
    assert Fault.ABSENT is caught.value.fault
