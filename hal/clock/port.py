"""The clock: UTC, a monotonic companion, and who vouches for the wall time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class TimeSource(StrEnum):
    """Who vouches for the time, the best witness there is."""

    NTP = "ntp"  # a server on the net was heard since the boot
    RTC = "rtc"  # the kernel took it from a real-time clock at the boot
    HAND = "hand"  # a person at the till said that it is right
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One reading.

    `utc` is timezone-aware and in UTC; `monotonic_s` only ever grows while the process lives;
    `is_trusted` is false without a witness (`source`), and for a time that cannot be, whoever
    vouches for it: `is_impossible` is one before the program was made.
    """

    utc: datetime
    monotonic_s: float
    is_trusted: bool
    source: TimeSource = TimeSource.NTP
    is_impossible: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RtcReading:
    """What the chip says, to the second; None where it tells nothing of its battery."""

    utc: datetime
    is_battery_low: bool | None


class Clock(Protocol):
    """Only `firmware.app` holds a clock; everything else gets an `Instant` as an argument."""

    def now(self) -> Instant:
        """Read the clock. Never blocks, never raises."""
        ...

    def monotonic(self) -> float:
        """The monotonic seconds of `now` alone, for next to nothing: no witness is asked."""
        ...


class ClockSetter(Protocol):
    """What a person may do to the clock; a better witness stays one."""

    def set_by_hand(self, utc: datetime) -> None:
        """Set the system's clock, and the real-time clock if there is one.

        From then on the source is HAND unless a better one is heard.

        Raises:
            HalError: BROKEN: it may not be set, or does not take the time.
        """
        ...

    def vouch(self) -> None:
        """Take the time as it is for right; the source is HAND if there is no better one."""
        ...


class SettableClock(Clock, ClockSetter, Protocol):
    """The clock of a till: read all the time, set by hand once in its life."""
