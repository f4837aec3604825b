"""How far an export is: work is counted, and time left reckoned from what it took so far."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

#: No display wants to be told more often.
TELL_EVERY_S: Final = 0.25
#: Before that much is done, and that long, nobody can say how long the rest takes.
TOLD_FROM_PER_MILLE: Final = 20
TOLD_FROM_S: Final = 1.0
WHOLE: Final = 1000

Tell = Callable[[int, int | None], None]


class Meter:
    """Counts work in shares that are known beforehand; never goes backwards.

    `tell` is called with thousandths and seconds left (None: nobody knows yet), not too often;
    `check` each time, and may raise to end the work. A share that turns out smaller or larger than
    it was said to be is as large as it was said to be.
    """

    def __init__(
        self, monotonic_s: Callable[[], float], tell: Tell, check: Callable[[], None]
    ) -> None:
        self._monotonic_s = monotonic_s
        self._tell = tell
        self._check = check
        self._begun_s = monotonic_s()
        self._told_s: float | None = None
        self._told = 0
        self._total = 0
        self._before = 0
        self._share = 0
        self._done = 0
        self._weight = 1

    def plan(self, total: int) -> None:
        """Say how much all shares are together."""
        self._total = total

    @contextmanager
    def share(self, size: int, weight: int = 1) -> Iterator[None]:
        """The work of this block is `size` of the whole, each of it so much as `weight` else."""
        self._share, self._done, self._weight = size, 0, weight
        yield
        self._before += size * weight
        self._share = self._done = 0
        self.moved(0)

    def moved(self, amount: int) -> None:
        """So much of the share is done since the last call."""
        self._check()
        self._done = min(self._share, self._done + amount)
        now_s = self._monotonic_s()
        if self._told_s is not None and now_s - self._told_s < TELL_EVERY_S:
            return
        done = WHOLE * (self._before + self._done * self._weight) // max(1, self._total)
        # The last thousandth is the name of the folder.
        self._told = max(self._told, min(done, WHOLE - 1))
        self._told_s = now_s
        self._tell(self._told, self._left_s(now_s - self._begun_s))

    def _left_s(self, past_s: float) -> int | None:
        if self._told < TOLD_FROM_PER_MILLE or past_s < TOLD_FROM_S:
            return None
        return round(past_s * (WHOLE - self._told) / self._told)
