"""The real-time clock of the kernel, `/dev/rtc0`, written when a person sets the time.

The kernel writes it by itself only while network time is heard (ntp_adjtime(2)); a till without a
net would wake with the old time again.
"""

import fcntl
import os
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from hal.errors import Fault, HalError

RTC_DEVICE = Path("/dev/rtc0")
#: `RTC_SET_TIME` of linux/rtc.h: _IOW('p', 0x0a, struct rtc_time).
RTC_SET_TIME = 0x4024700A
#: struct rtc_time: second, minute, hour, day, month from 0, years since 1900, three unused.
_RTC_TIME = struct.Struct("9i")

Ioctl = Callable[[int, int, bytes], object]


def write_rtc(utc: datetime, device: Path = RTC_DEVICE, ioctl: Ioctl = fcntl.ioctl) -> None:
    """Put the real-time clock at `utc`, to the second.

    Raises:
        HalError: ABSENT: there is none; BROKEN: it does not take the time.
    """
    fields = (utc.second, utc.minute, utc.hour, utc.day, utc.month - 1, utc.year - 1900)
    try:
        descriptor = os.open(device, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise HalError(Fault.ABSENT, "rtc", f"{device} is not there") from error
    except OSError as error:
        raise HalError(Fault.BROKEN, "rtc", f"{device}: {error.strerror}") from error
    try:
        ioctl(descriptor, RTC_SET_TIME, _RTC_TIME.pack(*fields, 0, 0, 0))
    except OSError as error:
        raise HalError(Fault.BROKEN, "rtc", f"{device}: {error.strerror}") from error
    finally:
        os.close(descriptor)
