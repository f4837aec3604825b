"""A clock that stands still until it is told."""

from datetime import UTC, datetime, timedelta
from threading import Lock

from hal.clock.port import Clock, Instant, RtcReading, TimeSource
from hal.errors import Fault, HalError

#: Not zero, so that nobody mistakes "long ago" for the start of the world.
_MONOTONIC_START_S = 1_000.0


class EmulatedClock:
    """Implements `SettableClock`; the public fields may be set at any time. Safe from any thread.

    While it `is_trusted` the `source` vouches for it. Before `earliest_utc` no time is possible;
    `can_be_set` is false on a machine whose clock is not the till's to set.
    """

    def __init__(self, start_utc: datetime, *, is_trusted: bool = True) -> None:
        self._lock = Lock()
        self._utc = _checked(start_utc)
        self._monotonic_s = _MONOTONIC_START_S
        self.is_trusted = is_trusted
        self.source = TimeSource.NTP
        self.earliest_utc = datetime.min.replace(tzinfo=UTC)
        self.can_be_set = True

    def now(self) -> Instant:
        """The time as it was last set."""
        with self._lock:
            is_impossible = self._utc < self.earliest_utc
            return Instant(
                utc=self._utc,
                monotonic_s=self._monotonic_s,
                is_trusted=self.is_trusted and not is_impossible,
                source=self.source if self.is_trusted else TimeSource.NONE,
                is_impossible=is_impossible,
            )

    def set_by_hand(self, utc: datetime) -> None:
        """See `ClockSetter.set_by_hand`."""
        if not self.can_be_set:
            raise HalError(Fault.BROKEN, "clock", "cannot be set: not permitted")
        self.set(utc)
        self.vouch()

    def vouch(self) -> None:
        """See `ClockSetter.vouch`."""
        if not self.is_trusted:
            self.is_trusted, self.source = True, TimeSource.HAND

    def monotonic(self) -> float:
        """See `Clock.monotonic`; also for those who take a function of time."""
        return self.now().monotonic_s

    def advance(self, seconds: float) -> None:
        """Let time pass, on both clocks; also serves as a `sleep` that does not wait."""
        if seconds < 0:
            raise ValueError(f"time does not run backwards by itself: {seconds} s")
        with self._lock:
            self._utc += timedelta(seconds=seconds)
            self._monotonic_s += seconds

    def jump(self, seconds: float) -> None:
        """Move the wall clock only, in either direction, as a wrong server would."""
        with self._lock:
            self._utc += timedelta(seconds=seconds)

    def set(self, utc: datetime) -> None:
        """Put the wall clock at `utc`; the monotonic one goes on."""
        with self._lock:
            self._utc = _checked(utc)


class EmulatedRtc:
    """The chip beside `clock`: `drift_s` ahead of it, `is_battery_low`, or gone (`is_absent`)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.drift_s = 0.0
        self.is_battery_low: bool | None = False
        self.is_absent = False

    def read(self) -> RtcReading:
        """See `hal.clock.rtc.read_rtc`."""
        if self.is_absent:
            raise HalError(Fault.ABSENT, "rtc", "unplugged")
        utc = (self._clock.now().utc + timedelta(seconds=self.drift_s)).replace(microsecond=0)
        return RtcReading(utc=utc, is_battery_low=self.is_battery_low)


def _checked(utc: datetime) -> datetime:
    if utc.utcoffset() != timedelta(0):
        raise ValueError(f"{utc} is not in UTC")
    return utc.astimezone(UTC)
