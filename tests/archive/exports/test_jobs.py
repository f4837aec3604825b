"""archive.exports.jobs: exports made beside the page."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import BinaryIO

import pytest

from archive.exports import jobs as rules
from archive.exports.jobs import KEPT_S, SILENT_S, BusyError, Jobs, JobState, Status

ASKED = Status(owner="user/1", what="zip", name="a.zip", media_type="application/zip")
DEADLINE_S = 30


class Clock:
    """Wall time that goes when told."""

    def __init__(self) -> None:
        self.ahead_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


@pytest.fixture
def clock() -> Clock:
    """Now."""
    return Clock()


@pytest.fixture
def jobs(tmp_path: Path, clock: Clock) -> Iterator[Jobs]:
    """None yet."""
    made = Jobs(tmp_path, clock)
    yield made
    made.wait()


class Gate:
    """Work that waits until it may go on, and says when it is there."""

    def __init__(self, content: bytes = b"content") -> None:
        self.is_there = Event()
        self.may_go = Event()
        self.content = content

    def __call__(self, out: BinaryIO, tell: Callable[[int], None]) -> None:
        tell(10)
        self.is_there.set()
        assert self.may_go.wait(DEADLINE_S)
        out.write(self.content)


def test_made_and_fetched(jobs: Jobs, tmp_path: Path) -> None:
    """Under way, then done; any process of the machine can tell."""
    gate, other = Gate(), Jobs(tmp_path)
    number = jobs.start(ASKED, gate)
    assert gate.is_there.wait(DEADLINE_S)
    under_way = other.status(number)
    assert under_way is not None
    assert (JobState.RUNNING, "user/1") == (under_way.state, under_way.owner)
    gate.may_go.set()
    jobs.wait()
    done = other.status(number)
    assert done is not None
    assert (JobState.DONE, 1000, "a.zip") == (done.state, done.per_mille, done.name)
    assert b"content" == other.file(number).read_bytes()


def test_one_that_fails(jobs: Jobs) -> None:
    """It says so; half a file is no file."""

    def fail(out: BinaryIO, _tell: Callable[[int], None]) -> None:
        out.write(b"half")
        raise ZeroDivisionError

    number = jobs.start(ASKED, fail)
    jobs.wait()
    found = jobs.status(number)
    assert found is not None
    assert JobState.FAILED is found.state
    assert not jobs.file(number).exists()


def test_a_process_that_died(jobs: Jobs, clock: Clock, tmp_path: Path) -> None:
    """Silence says so."""
    gate, other = Gate(), Jobs(tmp_path, clock)
    number = jobs.start(ASKED, gate)
    clock.ahead_s = SILENT_S + 5
    found = other.status(number)
    gate.may_go.set()
    assert found is not None
    assert JobState.FAILED is found.state


def test_never_backwards(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was told stays told."""
    monkeypatch.setattr(rules, "_SIGN_EVERY_S", 0.0)
    seen: list[int] = []

    def work(_out: BinaryIO, tell: Callable[[int], None]) -> None:
        for per_mille in (100, 50, 200):
            tell(per_mille)
            found = jobs.status(number_of[0])
            assert found is not None
            seen.append(found.per_mille)

    number_of: list[str] = []
    gate = Event()

    def later(out: BinaryIO, tell: Callable[[int], None]) -> None:
        assert gate.wait(DEADLINE_S)
        work(out, tell)

    number_of.append(jobs.start(ASKED, later))
    gate.set()
    jobs.wait()
    assert [100, 100, 200] == seen


def test_enough_of_one(jobs: Jobs) -> None:
    """One visitor does not take all turns; another still gets one."""
    gates = [Gate() for _ in range(rules.OF_ONE)]
    for gate in gates:
        jobs.start(ASKED, gate)
    with pytest.raises(BusyError):
        jobs.start(ASKED, Gate())
    other = Gate()
    other.may_go.set()
    jobs.start(Status(owner="user/2", what="zip"), other)
    for gate in gates:
        gate.may_go.set()


@pytest.mark.parametrize("number", ["", "..", "../" * 10 + "ab", "0" * 31, "0" * 32, "x/" * 16])
def test_no_job(jobs: Jobs, number: str) -> None:
    """Nobody guesses one, and nothing leads out of the folder."""
    assert None is jobs.status(number)


def test_swept(jobs: Jobs, clock: Clock) -> None:
    """What nobody fetched goes after a day."""
    done = Gate()
    done.may_go.set()
    number = jobs.start(ASKED, done)
    jobs.wait()
    jobs.sweep()
    assert jobs.status(number) is not None
    clock.ahead_s = KEPT_S + 60
    jobs.sweep()
    assert None is jobs.status(number)


def test_one_that_waits_is_not_dead(jobs: Jobs, clock: Clock) -> None:
    """Nor may its owner begin one more every two minutes, while all threads are taken."""
    gates = [Gate() for _ in range(rules.RUNNING)]
    for gate in gates:
        jobs.start(Status(owner="user/2", what="zip"), gate)
        assert gate.is_there.wait(DEADLINE_S)
    last = Gate()
    last.may_go.set()
    numbers = [jobs.start(ASKED, last) for _ in range(rules.OF_ONE)]
    clock.ahead_s = SILENT_S + 5
    found = jobs.status(numbers[0])
    with pytest.raises(BusyError):
        jobs.start(ASKED, last)
    for gate in gates:
        gate.may_go.set()
    assert found is not None
    assert JobState.RUNNING is found.state


def test_enough_of_all(jobs: Jobs) -> None:
    """A thousand visitors do not make a queue without end."""
    gates = [Gate() for _ in range(rules.UNDER_WAY)]
    for number, gate in enumerate(gates):
        jobs.start(Status(owner=f"user/{number}", what="zip"), gate)
    with pytest.raises(BusyError):
        jobs.start(ASKED, Gate())
    for gate in gates:
        gate.may_go.set()


def test_files_do_not_pile_up(jobs: Jobs, tmp_path: Path) -> None:
    """The oldest of one visitor goes for the newest; a disk full of exports takes no receipt."""
    numbers = []
    for at in range(rules.KEPT_OF_ONE + 3):
        done = Gate()
        done.may_go.set()
        numbers.append(jobs.start(ASKED, done))
        until_s = time.monotonic() + DEADLINE_S
        while jobs.status(numbers[-1]).state is JobState.RUNNING or jobs._under_way:
            assert time.monotonic() < until_s
        os.utime(tmp_path / rules.FOLDER / numbers[-1], (at, time.time() - 1000 + at))
    there = [number for number in numbers if jobs.status(number) is not None]
    assert numbers[-rules.KEPT_OF_ONE :] == there
