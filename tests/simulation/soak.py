"""Fresh seeds on all cores until the time is up."""

import os
import subprocess
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from itertools import count
from multiprocessing import get_context
from pathlib import Path
from typing import Final

from tests.simulation.live import Lived, live
from tests.simulation.plan import plan

ROOT: Final = Path(__file__).resolve().parents[2]
#: A day is longer every so often.
_LONG_EVERY: Final = 10
_MINUTE_S: Final = 60.0
_TELL_EVERY_S: Final = 60.0


def soak(first: int, minutes: float, steps: int, say: Callable[[str], None]) -> "Totals":
    """Live the days of the seeds from `first` on until the time is up; says what broke at once."""
    end_s = time.monotonic() + minutes * _MINUTE_S
    told_s = time.monotonic()
    cores = os.cpu_count() or 1
    say(f"commit {commit()}, seeds from {first} on, {cores} cores")
    totals, seeds = Totals(), count(first)
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        running = {_begun(pool, next(seeds), steps) for _ in range(2 * cores)}
        while running:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for one in done:
                totals.take(one.result(), say)
                if time.monotonic() < end_s:
                    running.add(_begun(pool, next(seeds), steps))
            if time.monotonic() - told_s > _TELL_EVERY_S:
                told_s = time.monotonic()
                say(totals.text)
    say(totals.text)
    return totals


def fresh_seed() -> int:
    """Where nobody has looked yet."""
    return int.from_bytes(os.urandom(5), "big")


class Totals:
    """What a soak came to."""

    def __init__(self) -> None:
        self.days = self.steps = self.receipts = self.rows = self.boots = 0
        self.failed: list[int] = []

    @property
    def text(self) -> str:
        """Counts in one line."""
        return (
            f"{self.days} days, {self.steps} steps, {self.receipts} receipts, {self.rows} rows, "
            f"{self.boots} boots: {len(self.failed)} failed {self.failed or ''}".rstrip()
        )

    def take(self, lived: Lived, say: Callable[[str], None]) -> None:
        """One more day."""
        self.days += 1
        self.steps += len(lived.plan.steps)
        self.receipts += lived.receipts
        self.rows += lived.rows
        self.boots += lived.boots
        if lived.failure is not None:
            self.failed.append(lived.plan.seed)
            say(f"seed {lived.plan.seed}, step {lived.failure.step}: {lived.failure.words}")


def commit() -> str:
    """What is checked out."""
    found = subprocess.run(
        ["git", "rev-parse", "--short=10", "HEAD"], cwd=ROOT, capture_output=True, check=False
    )
    return found.stdout.decode().strip() or "unknown"


def _begun(pool: ProcessPoolExecutor, seed: int, steps: int) -> "Future[Lived]":
    return pool.submit(_one, seed, steps)


def _one(seed: int, steps: int) -> Lived:
    if seed % _LONG_EVERY:
        return live(plan(seed, steps))
    return live(plan(seed, 4 * steps, 2))
