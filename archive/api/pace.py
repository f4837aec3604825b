"""How often somebody may ask: buckets of tokens by address, kept in this process alone.

Limits of accounts and keys stand in the database (`archive.accounts`); these here only keep one
loud neighbour from taking the place of all others. A till asks twice a minute, and some hundred
times while it catches up.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Final

#: More addresses than that are forgotten, those first that were quiet longest.
MAX_REMEMBERED: Final = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """`burst` at once, and `per_s` of them in the long run."""

    burst: int
    per_s: float


class Buckets:
    """One bucket for each name; safe to ask from any thread."""

    def __init__(self, pace: Pace, clock: Callable[[], float] = time.monotonic) -> None:
        self._pace: Final = pace
        self._clock = clock
        self._lock = Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_s(self, name: str) -> float:
        """0 and one token taken, or how long until there is one."""
        now = self._clock()
        with self._lock:
            left, at = self._left.pop(name, (float(self._pace.burst), now))
            left = min(float(self._pace.burst), left + (now - at) * self._pace.per_s)
            wait = 0.0 if left >= 1 else (1 - left) / self._pace.per_s
            self._left[name] = (left if wait else left - 1, now)
            while len(self._left) > MAX_REMEMBERED:
                self._left.popitem(last=False)
        return wait
