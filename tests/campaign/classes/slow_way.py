"""Classes 11 and 13: what a line of 64 kbit/s would take, for a batch and for six weeks at once.

Reckoned from the bytes that went over a real connection and from the requests, not measured: a
computer that is busy makes no line slower.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tests.campaign.classes.lossy_way import forget_a_row
from tests.campaign.outcome import Outcome, Score
from tests.campaign.till_and_archive import LOST, RECOVERY_S, for_ever, pass_time, require_equal
from tests.faultproxy.proxy import FaultProxy, running_proxy
from tests.sync.archive.fake import running_archive
from tests.sync.archive.stall import Stall

_BYTES_A_S: Final = 8_000
#: For each request, there and back over such a line; what waits before it in the line's queue.
_ROUND_TRIP_S: Final = 0.5
_QUEUE_S: Final = 2.0
_BATCH_MAX_S: Final = 30.0
_BURST_MAX_S: Final = 600.0
_DAY_S: Final = 86_400.0
_DAYS: Final = 42
#: Customers of a good day; so many of a day are really rung up here.
_CUSTOMERS: Final = 100
_RUNG_UP: Final = 3


class Line:
    """A way whose bytes and requests are counted from one moment on."""

    def __init__(self, stall: Stall, proxy: FaultProxy) -> None:
        self.stall = stall
        self._proxy = proxy
        self._bytes = self._requests = 0
        self.begin()

    def begin(self) -> None:
        """From now on."""
        self._bytes, self._requests = self._all_bytes, len(self.stall.archive.heard)

    @property
    def bytes_since(self) -> int:
        """Both ways."""
        return self._all_bytes - self._bytes

    @property
    def requests_since(self) -> int:
        """How many."""
        return len(self.stall.archive.heard) - self._requests

    @property
    def _all_bytes(self) -> int:
        return self._proxy.bytes_up + self._proxy.bytes_down


@contextmanager
def _counted(folder: Path) -> Iterator[tuple[Stall, Line]]:
    """A registered till, and the line between it and its archive."""
    with running_archive() as archive, running_proxy(archive.url) as proxy:
        stall = Stall(folder, archive, url=proxy.url)
        stall.register()
        yield stall, Line(stall, proxy)
        stall.close()


def run_batches(count: int, seed: int, folder: Path) -> Outcome:
    """Batches of one to forty receipts."""
    score = Score()
    dice = random.Random(seed)
    with _counted(folder / "till") as (stall, line):
        longest_s = 0.0
        for number in range(count):
            with score.attempt(f"seed {seed}, batch {number}"):
                line.begin()
                stall.sell(dice.choice((1, 1, 1, 5, 40)))
                stall.hurry()
                pass_time(stall, 30)
                require_equal(stall)
                requests = max(1, line.requests_since)
                taken_s = line.bytes_since / _BYTES_A_S + requests * (_ROUND_TRIP_S + _QUEUE_S)
                longest_s = max(longest_s, taken_s)
                assert taken_s <= _BATCH_MAX_S, f"{taken_s:.1f} s"
        score.facts["seconds of the longest, rounded up"] = int(longest_s) + 1
    score.control("an archive that forgets a row", found=_is_found(folder / "control"))
    return score.outcome()


def run_weeks(count: int, seed: int, folder: Path) -> Outcome:
    """Six weeks without the archive, then all that was sold at once."""
    score = Score()
    dice = random.Random(seed)
    with _counted(folder / "till") as (stall, line):
        longest_s = 0.0
        for number in range(count):
            with score.attempt(f"seed {seed}, six weeks {number}"):
                receipts = _stay_away(stall, dice)
                line.begin()
                stall.hurry()
                pass_time(stall, RECOVERY_S)
                require_equal(stall)
                taken_s = line.bytes_since / _BYTES_A_S + line.requests_since * _ROUND_TRIP_S
                taken_s *= _DAYS * _CUSTOMERS / receipts
                longest_s = max(longest_s, taken_s)
                assert taken_s <= _BURST_MAX_S, f"{taken_s:.0f} s"
        score.facts["rows"] = stall.rows
        score.facts["seconds of the longest for 4,200 receipts"] = int(longest_s) + 1
    score.control("an archive that forgets a row", found=_is_found(folder / "control"))
    return score.outcome()


def _stay_away(stall: Stall, dice: random.Random) -> int:
    """How many receipts were sold meanwhile."""
    receipts = 0
    for_ever(stall.archive, lambda _heard: LOST)
    for _ in range(_DAYS):
        sold = dice.randrange(_RUNG_UP + 1) + 1
        stall.sell(sold)
        receipts += sold
        stall.turns()
        stall.pass_s(_DAY_S)
    stall.archive.tricks.clear()
    return receipts


def _is_found(folder: Path) -> bool:
    score = Score()
    with pytest.MonkeyPatch.context() as patch, running_archive() as archive:
        forget_a_row(patch)
        stall = Stall(folder, archive)
        stall.register()
        with score.attempt("batch"):
            stall.sell(5)
            stall.hurry()
            pass_time(stall, RECOVERY_S)
            require_equal(stall)
        stall.close()
    return bool(score.failures)
