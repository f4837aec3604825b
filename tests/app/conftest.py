"""Tills for the tests of the shell; each day ends with a proof by the verifier."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.desk.stall import demo_config, in_folder
from hal.clock.emulator import EmulatedClock
from tests.app.day import MORNING, Day, utc
from tests.fakedev.fixtures import bench, fakedev_library

__all__ = ["bench", "fakedev_library"]


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The demonstration's stall, in a folder of its own."""
    return in_folder(demo_config(), tmp_path / "till")


@pytest.fixture
def new_day(tmp_path: Path, config: Config) -> Iterator[Callable[..., Day]]:
    """Begin a day at a given local time; afterwards book, DEP and paper must agree."""
    days: list[Day] = []

    def begin(start: str = MORNING, *, settings: Config | None = None) -> Day:
        folder = tmp_path / "till"
        folder.mkdir()
        days.append(Day(folder, settings or config, start))
        return days[-1]

    yield begin
    for day in days:
        assert day.faults() == []


@pytest.fixture
def day(new_day: Callable[..., Day]) -> Day:
    """A commissioned till that is on, on a Friday in November."""
    return new_day()


@pytest.fixture
def clock() -> EmulatedClock:
    """A clock that stands still until it is told."""
    return EmulatedClock(utc(MORNING))
