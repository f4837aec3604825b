"""The clock of a bench in wrong hands: it jumps, loses its battery, and is set right again."""

from datetime import UTC, datetime, timedelta
from typing import Final

from hal.clock.emulator import EmulatedClock
from hal.clock.port import TimeSource

#: What a till without a battery wakes up with.
EPOCH_UTC: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Timepiece:
    """Hands for the clock of a till; `true_utc` is the time everywhere else."""

    def __init__(self, clock: EmulatedClock) -> None:
        self._clock = clock
        self._begun = clock.now()

    @property
    def true_utc(self) -> datetime:
        """The time as the rest of the world has it: no hand moves the stopwatch."""
        passed_s = self._clock.monotonic() - self._begun.monotonic_s
        return self._begun.utc + timedelta(seconds=passed_s)

    def jump(self, seconds: float) -> None:
        """Move the till's clock ahead alone; back if negative."""
        self._clock.jump(seconds)

    def lose(self) -> None:
        """No battery and no net: the epoch, and a till that knows that this cannot be."""
        self._clock.earliest_utc = self._begun.utc
        self._clock.is_trusted = False
        self._clock.set(EPOCH_UTC)

    def set_right(self) -> None:
        """A time server is heard."""
        self._clock.set(self.true_utc)
        self._clock.is_trusted, self._clock.source = True, TimeSource.NTP
