"""The system's clock, and whether to believe it.

A Raspberry Pi wakes in the past unless a real-time clock or the network tells it better. Two
witnesses count: the time service's note that it has heard a server, and the kernel's note that
it set the clock from a real-time clock at boot. A battery-less clock may still have counted from
its epoch, so nothing before `earliest_utc` is believed.
"""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hal.clock.port import Instant

#: Made by systemd-timesyncd when it has set the clock since boot.
SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
#: Reads "1" if the kernel set the system's time from this clock at boot.
RTC_USED = Path("/sys/class/rtc/rtc0/hctosys")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SystemClock:
    """Implements `Clock`."""

    def __init__(
        self,
        earliest_utc: datetime,
        synchronized: Path = SYNCHRONIZED,
        rtc_used: Path = RTC_USED,
    ) -> None:
        """Nothing is read yet.

        Args:
            earliest_utc: A time that has certainly passed, such as the build's.
            synchronized: A file whose presence means that network time was heard.
            rtc_used: A file whose text is "1" if a real-time clock set the time.
        """
        self._earliest_utc = earliest_utc
        self._synchronized = synchronized
        self._rtc_used = rtc_used

    def now(self) -> Instant:
        """Read the clock; see `Clock.now`."""
        # Through integers: a float of today has no room for all microseconds.
        utc = _EPOCH + timedelta(microseconds=time.time_ns() // 1_000)
        # Not Path.exists, which raises where the folder may not be read.
        is_heard = os.path.exists(self._synchronized)  # noqa: PTH110
        return Instant(
            utc=utc,
            monotonic_s=time.monotonic(),
            is_trusted=(is_heard or self._was_set_from_rtc()) and utc >= self._earliest_utc,
        )

    def _was_set_from_rtc(self) -> bool:
        try:
            return self._rtc_used.read_text(encoding="ascii").strip() == "1"
        except (OSError, ValueError):
            # No such clock, or none that can be read: no witness.
            return False
