"""A clock that stands still until it is told."""

from datetime import UTC, datetime, timedelta
from threading import Lock

from hal.clock.port import Instant

#: Not zero, so that nobody mistakes "long ago" for the start of the world.
_MONOTONIC_START_S = 1_000.0


class EmulatedClock:
    """Implements `Clock`; `is_trusted` may be set at any time. Safe from any thread."""

    def __init__(self, start_utc: datetime, *, is_trusted: bool = True) -> None:
        self._lock = Lock()
        self._utc = _checked(start_utc)
        self._monotonic_s = _MONOTONIC_START_S
        self.is_trusted = is_trusted

    def now(self) -> Instant:
        """The time as it was last set."""
        with self._lock:
            return Instant(utc=self._utc, monotonic_s=self._monotonic_s, is_trusted=self.is_trusted)

    def monotonic(self) -> float:
        """The monotonic seconds alone, for those who take a function of time."""
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


def _checked(utc: datetime) -> datetime:
    if utc.utcoffset() != timedelta(0):
        raise ValueError(f"{utc} is not in UTC")
    return utc.astimezone(UTC)
