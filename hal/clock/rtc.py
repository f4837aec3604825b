"""The real-time clock of the kernel, `/dev/rtc0`: written when a person sets the time, and tried.

The kernel writes it by itself only while network time is heard (ntp_adjtime(2)); a till without a
net would wake with the old time again.
"""

import errno
import fcntl
import os
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from hal.clock.port import RtcReading
from hal.errors import Fault, HalError

RTC_DEVICE = Path("/dev/rtc0")
#: `RTC_SET_TIME` of linux/rtc.h: _IOW('p', 0x0a, struct rtc_time).
RTC_SET_TIME = 0x4024700A
#: struct rtc_time: second, minute, hour, day, month from 0, years since 1900, three unused.
_RTC_TIME = struct.Struct("9i")
_FLAGS = struct.Struct("I")

#: `RTC_RD_TIME`: _IOR('p', 0x09, struct rtc_time); `RTC_VL_READ`: _IOR('p', 0x13, unsigned int).
RTC_RD_TIME = 0x80247009
RTC_VL_READ = 0x80047013
#: Time lost, backup low, backup empty.
_LOW = 0b111
_NO_SUCH_QUESTION = frozenset({errno.ENOTTY, errno.EINVAL, errno.EOPNOTSUPP})

Ioctl = Callable[[int, int, bytes], object]


def read_rtc(device: Path = RTC_DEVICE, ioctl: Ioctl = fcntl.ioctl) -> RtcReading:
    """Ask the real-time clock for time and battery.

    Raises:
        HalError: ABSENT: there is none; BROKEN: it has lost the time, or cannot be asked.
    """
    with _opened(device) as descriptor:
        try:
            answer = ioctl(descriptor, RTC_RD_TIME, bytes(_RTC_TIME.size))
            fields = _RTC_TIME.unpack(bytes(answer))  # type: ignore[call-overload]
            second, minute, hour, day, month, year = fields[:6]
            utc = datetime(year + 1900, month + 1, day, hour, minute, second, tzinfo=UTC)
        except (OSError, ValueError, struct.error) as error:
            raise HalError(Fault.BROKEN, "rtc", f"{device}: no time: {error}") from error
        return RtcReading(utc=utc, is_battery_low=_is_battery_low(descriptor, ioctl))


def _is_battery_low(descriptor: int, ioctl: Ioctl) -> bool | None:
    try:
        answer = ioctl(descriptor, RTC_VL_READ, bytes(_FLAGS.size))
        (flags,) = _FLAGS.unpack(bytes(answer))  # type: ignore[call-overload]
    except OSError as error:
        if error.errno in _NO_SUCH_QUESTION:
            return None
        raise HalError(Fault.BROKEN, "rtc", f"battery: {error}") from error
    return bool(flags & _LOW)


@contextmanager
def _opened(device: Path) -> Iterator[int]:
    try:
        descriptor = os.open(device, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise HalError(Fault.ABSENT, "rtc", f"{device} is not there") from error
    except OSError as error:
        raise HalError(Fault.BROKEN, "rtc", f"{device}: {error.strerror}") from error
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def write_rtc(utc: datetime, device: Path = RTC_DEVICE, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Put the real-time clock at `utc`, to the second.

    Raises:
        HalError: ABSENT: there is none; BROKEN: it does not take the time.
    """
    fields = (utc.second, utc.minute, utc.hour, utc.day, utc.month - 1, utc.year - 1900)
    with _opened(device) as descriptor:
        try:
            ioctl(descriptor, RTC_SET_TIME, _RTC_TIME.pack(*fields, 0, 0, 0))
        except OSError as error:
            raise HalError(Fault.BROKEN, "rtc", f"{device}: {error.strerror}") from error
