"""A till on the bench that a benchmark takes hold of: commissioned, booted, on this disk."""

import shutil
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand

ROOT: Final = Path(__file__).resolve().parents[2]
BEGIN: Final = datetime(2026, 11, 2, 8, tzinfo=UTC)
SALE: Final = "250 WG1 450 WG3 300 WG1"


@contextmanager
def selling(name: str) -> Iterator[Stand]:
    """A till that sells, in `.bench/NAME`."""
    folder = ROOT / ".bench" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    stand = Stand(folder, in_folder(demo_config(), folder), BEGIN)
    stand.commission()
    stand.boot()
    yield stand
    if stand.is_on:
        stand.shut_down()
    shutil.rmtree(folder)


def type_sale(stand: Stand) -> None:
    """Three positions, nothing paid."""
    stand.press(parse_keys(SALE))


def median_us(work: Callable[[], object], rounds: int, clock_ns: Callable[[], int]) -> float:
    """Median of one call in microseconds."""
    times = []
    for _ in range(rounds):
        begun = clock_ns()
        work()
        times.append(clock_ns() - begun)
    return statistics.median(times) / 1000


def stopped_us(work: Callable[[], object]) -> float:
    """One call by the wall, in microseconds."""
    begun = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - begun) / 1000
