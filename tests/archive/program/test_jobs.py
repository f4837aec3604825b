"""Work beside the requests."""

from datetime import datetime
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest

from archive.index.database import Database
from archive.program import jobs
from archive.program.jobs import Job, run_once, running
from tests.archive.keeping import NOW_UTC, world_of
from tests.logged import capture_logs


def test_a_job_runs_again_and_again_until_the_end(sqlite: Database, tmp_path: Path) -> None:
    """With the world's time; after the block it does not run any more."""
    seen: list[datetime] = []
    thrice = Event()

    def run(now: datetime) -> None:
        seen.append(now)
        if len(seen) == 3:
            thrice.set()

    with running(world_of(sqlite, tmp_path), [Job(name="test", every_s=0.01, run=run)]):
        assert thrice.wait(10)
    count = len(seen)
    assert [NOW_UTC] * count == seen
    assert count == len(seen)


def test_a_job_that_fails_is_begun_again(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is in the log; other jobs do not notice."""
    monkeypatch.setattr(jobs, "_FIRST_PAUSE_S", 0.01)
    again, other = Event(), Event()
    tries: list[int] = []

    def fails(_now: datetime) -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ZeroDivisionError
        again.set()

    todo = [
        Job(name="bad", every_s=0.01, run=fails),
        Job(name="good", every_s=0.01, run=lambda _: other.set()),
    ]
    with capture_logs() as lines, running(world_of(sqlite, tmp_path), todo):
        assert again.wait(10)
        assert other.wait(10)
    failed = [line for line in lines if line["event"] == "job failed"]
    assert [("bad", 1), ("bad", 2)] == [(one["job"], one["failures"]) for one in failed]


def test_of_several_processes_one_runs_it(database: Database, tmp_path: Path) -> None:
    """PostgreSQL: while one is at it the others pass; a job of its own runs in each."""
    if database.is_sqlite:
        assert run_once(world_of(database, tmp_path), Job(name="a", every_s=1, run=lambda _: None))
        return
    entered, leave = Barrier(2), Event()

    def holds(_now: datetime) -> None:
        entered.wait(10)
        assert leave.wait(10)

    world = world_of(database, tmp_path)
    holder = Job(name="shared", every_s=1, run=holds)
    thread = Thread(target=run_once, args=(world, holder))
    thread.start()
    entered.wait(10)
    ran: list[str] = []
    try:
        for name, is_shared in (("shared", True), ("other", True), ("shared", False)):
            job = Job(
                name=name, every_s=1, run=lambda _, name=name: ran.append(name), is_shared=is_shared
            )
            run_once(world, job)
    finally:
        leave.set()
        thread.join(10)
    assert ["other", "shared"] == ran
    assert run_once(world, Job(name="shared", every_s=1, run=lambda _: None))
