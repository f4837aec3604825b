"""Work beside the requests."""

from datetime import datetime
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
import sqlalchemy as sa

from archive.index.database import Database
from archive.program import jobs
from archive.program.jobs import Job, run_once, running
from tests.archive.keeping import NOW_UTC, world_of
from tests.archive.postgres import Postgres
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


def test_a_job_may_take_longer_than_a_transaction(postgres: Postgres, tmp_path: Path) -> None:
    """While it is at it nothing of it sits in a transaction, which the server would end."""
    name = postgres.fresh()
    url = postgres.url(name).replace(
        "?", "?options=-c%20idle_in_transaction_session_timeout%3D100&"
    )
    database, other = Database(url), Database(postgres.url(name))
    world = world_of(database, tmp_path)
    states = sa.text(
        "SELECT state FROM pg_stat_activity WHERE datname = :name AND pid <> pg_backend_pid()"
    )
    seen: list[str] = []

    def looks(_now: datetime) -> None:
        with other.read() as connection:
            seen.extend(connection.scalars(states, {"name": name}))
        # As long as the server allows a transaction, and then some.
        with other.read() as connection:
            connection.execute(sa.text("SELECT pg_sleep(0.3)"))
        again = Job(name="shared", every_s=1, run=lambda _: None)
        seen.append(f"taken twice: {run_once(world_of(other, tmp_path), again)}")

    try:
        assert run_once(world, Job(name="shared", every_s=1, run=looks))
        assert ["idle", "taken twice: False"] == seen
    finally:
        database.close()
        other.close()
        postgres.drop(name)


def test_a_job_that_failed_lets_go(database: Database, tmp_path: Path) -> None:
    """Its lock is free for the next process, though the connection lives on."""
    world = world_of(database, tmp_path)

    def fails(_now: datetime) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_once(world, Job(name="shared", every_s=1, run=fails))
    other = Database(database.url.render_as_string(hide_password=False))
    try:
        job = Job(name="shared", every_s=1, run=lambda _: None)
        assert run_once(world_of(other, tmp_path), job)
    finally:
        other.close()


def test_a_lock_that_was_lost(postgres: Postgres, tmp_path: Path) -> None:
    """The server ended the connection: what the job did is done, and it is told as a failure."""
    name = postgres.fresh()
    database = Database(postgres.url(name))
    world = world_of(database, tmp_path)
    end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "

    def loses(_now: datetime) -> None:
        postgres.sql("postgres", f"{end}'{name}'")

    try:
        with pytest.raises(sa.exc.OperationalError):
            run_once(world, Job(name="shared", every_s=1, run=loses))
        assert run_once(world, Job(name="shared", every_s=1, run=lambda _: None))
    finally:
        database.close()
        postgres.drop(name)
