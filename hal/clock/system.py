"""The system's clock, and whether to believe it.

A Raspberry Pi wakes in the past unless a real-time clock or the network tells it better. Two
witnesses count: the time service's note that it has heard a server, and the kernel's note that
it set the clock from a real-time clock at boot. A battery-less clock may still have counted from
its epoch, so nothing before `earliest_utc` is believed. Where neither is, a person may vouch.
"""

import logging
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hal.clock.port import Instant, TimeSource
from hal.clock.rtc import write_rtc
from hal.errors import Fault, HalError

log = logging.getLogger(__name__)

#: Made by systemd-timesyncd when it has set the clock since boot.
SYNCHRONIZED = Path("/run/systemd/timesync/synchronized")
#: Reads "1" if the kernel set the system's time from this clock at boot.
RTC_USED = Path("/sys/class/rtc/rtc0/hctosys")

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _set_realtime(time_ns: int) -> None:
    time.clock_settime_ns(time.CLOCK_REALTIME, time_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hands:
    """How the two clocks are set: that of the system, in nanoseconds since 1970, and the chip."""

    set_realtime: Callable[[int], None] = _set_realtime
    write_rtc: Callable[[datetime], None] = write_rtc


class SystemClock:
    """Implements `SettableClock`."""

    def __init__(
        self,
        earliest_utc: datetime,
        synchronized: Path = SYNCHRONIZED,
        rtc_used: Path = RTC_USED,
        hands: Hands | None = None,
    ) -> None:
        """Nothing is read yet.

        Args:
            earliest_utc: A time that has certainly passed, such as the build's.
            synchronized: A file whose presence means that network time was heard.
            rtc_used: A file whose text is "1" if a real-time clock set the time.
            hands: How the clocks are set; None is the real ones.
        """
        self._earliest_utc = earliest_utc
        self._synchronized = synchronized
        self._rtc_used = rtc_used
        self._hands = hands or Hands()
        self._is_vouched = False

    def now(self) -> Instant:
        """Read the clock; see `Clock.now`."""
        # Through integers: a float of today has no room for all microseconds.
        utc = _EPOCH + timedelta(microseconds=time.time_ns() // 1_000)
        source = self._source()
        is_impossible = utc < self._earliest_utc
        return Instant(
            utc=utc,
            monotonic_s=time.monotonic(),
            is_trusted=source is not TimeSource.NONE and not is_impossible,
            source=source,
            is_impossible=is_impossible,
        )

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return time.monotonic()

    def set_by_hand(self, utc: datetime) -> None:
        """See `ClockSetter.set_by_hand`; a real-time clock that takes no time is only logged."""
        try:
            self._hands.set_realtime((utc - _EPOCH) // timedelta(microseconds=1) * 1_000)
        except (OSError, OverflowError) as error:
            raise HalError(Fault.BROKEN, "clock", f"cannot be set: {error}") from error
        self._is_vouched = True
        try:
            self._hands.write_rtc(utc)
        except HalError as error:
            # Without a handler of anybody, as in kassad: one line on standard error.
            log.warning("real-time clock not set: %s: %s", error.fault.value, error.detail)

    def vouch(self) -> None:
        """See `ClockSetter.vouch`."""
        self._is_vouched = True

    def _source(self) -> TimeSource:
        # Not Path.exists, which raises where the folder may not be read.
        if os.path.exists(self._synchronized):  # noqa: PTH110
            return TimeSource.NTP
        if self._is_vouched:
            return TimeSource.HAND
        return TimeSource.RTC if self._was_set_from_rtc() else TimeSource.NONE

    def _was_set_from_rtc(self) -> bool:
        try:
            return self._rtc_used.read_text(encoding="ascii").strip() == "1"
        except (OSError, ValueError):
            # No such clock, or none that can be read: no witness.
            return False
