"""The jobs of an archive."""

from pathlib import Path

import pytest

from archive.alarms.ledger import AlarmKind, open_alarms
from archive.heads.log import Published
from archive.heads.turn import Turn
from archive.index.database import Database
from archive.program.jobs import run_once
from archive.program.upkeep import HeadTurns, jobs_of, keep_warm
from archive.replica.replica import Replicas
from archive.replica.warming import Warming
from firmware.rksv.receipt import ReceiptKind
from firmware.store.reader import Reader
from tests.archive.books import Maker
from tests.archive.fleet import NOW, TILL, add_tenant, add_till
from tests.archive.keeping import keep, world_of


def test_every_job_runs_on_an_empty_archive(database: Database, tmp_path: Path) -> None:
    """None of them needs a till."""
    jobs = jobs_of(world_of(database, tmp_path), "https://kassa.example.at/")
    assert {"watch", "packages", "files", "deliver", "heads", "warm"} == {one.name for one in jobs}
    for job in jobs:
        assert run_once(world_of(database, tmp_path), job)


def test_a_log_of_heads_that_was_changed_is_an_alarm(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the archive itself, until a turn finds it well again."""
    turns = HeadTurns(world_of(sqlite, tmp_path))
    nothing = Published(size=1)
    outcome = Turn(is_due=True, published=nothing, faults=("till/1: shorter than it was",))
    monkeypatch.setattr(turns, "_turns", type("T", (), {"take": lambda *_: outcome})())
    turns.take(NOW)
    with sqlite.read() as connection:
        (alarm,) = open_alarms(connection)
    assert ("", AlarmKind.HEADS) == (alarm.till_id, alarm.kind)
    outcome = Turn(is_due=False, published=nothing)
    turns.take(NOW)
    with sqlite.read() as connection:
        assert 1 == len(open_alarms(connection))
    outcome = Turn(is_due=True, published=nothing, absent=("witness",))
    turns.take(NOW)
    with sqlite.read() as connection:
        assert [] == open_alarms(connection)


def test_books_are_kept_warm(sqlite: Database, tmp_path: Path) -> None:
    """Before anybody looked at one, and when its log grew."""
    add_tenant(sqlite)
    add_till(sqlite)
    world = world_of(sqlite, tmp_path)
    replicas, maker = Replicas(world), Maker()
    books = Warming(world, replicas)
    keep(sqlite, maker.begin(), TILL)
    keep_warm(books)
    assert replicas.path(TILL).exists()
    keep(sqlite, [maker.receipt(ReceiptKind.STARTBELEG)], TILL)
    keep_warm(books)
    with Reader.open_read_only(replicas.path(TILL)) as book:
        assert book.last_receipt() is not None
