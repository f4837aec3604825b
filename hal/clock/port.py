"""The clock: UTC, a monotonic companion, and whether the wall time deserves trust."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Instant:
    """One reading.

    `utc` is timezone-aware and in UTC; `monotonic_s` only ever grows while the process lives;
    `is_trusted` is false after a boot without a working real-time clock or network time.
    """

    utc: datetime
    monotonic_s: float
    is_trusted: bool


class Clock(Protocol):
    """Only `firmware.app` holds a clock; everything else gets an `Instant` as an argument."""

    def now(self) -> Instant:
        """Read the clock. Never blocks, never raises."""
        ...
