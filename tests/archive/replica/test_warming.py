"""archive.replica.warming: books follow their logs before somebody asks for a page."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Barrier, Thread

import pytest

from archive.index.database import Database
from archive.replica import index_file, warming
from archive.replica.replica import Replicas
from archive.replica.warming import Warming
from firmware.rksv.receipt import ReceiptKind
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from tests.archive.books import Maker
from tests.archive.keeping import TILL_ID, keep, registered, world_of

OTHER = "0192f0c1-0000-7000-8000-000000000002"


def rows_of(replicas: Replicas, till_id: str = TILL_ID) -> tuple[int, int]:
    """How many rows the book and its index hold, as they lie there."""
    path = replicas.path(till_id)
    index = sqlite3.connect(f"file:{index_file.path_of(path)}?mode=ro", uri=True)
    try:
        (indexed,) = index.execute("SELECT seq FROM progress").fetchone()
    finally:
        index.close()
    with Reader.open_read_only(path) as book:
        last = next(iter(book.file.row("SELECT max(seq) FROM journal") or (0,)))
    return int(last), int(indexed)


class Counted(Replicas):
    """Says which tills were opened."""

    opened: list[str]

    @contextmanager
    def open(self, till_id: str) -> Iterator[Reader]:
        """Noted, then opened."""
        self.opened.append(till_id)
        with super().open(till_id) as reader:
            yield reader


def test_a_cold_till_and_one_that_grew(database: Database, tmp_path: Path) -> None:
    """Book and index are at the end of the log; what did not grow is left alone."""
    registered(database)
    registered(database, OTHER, "LINZ-01")
    world, maker = world_of(database, tmp_path), Maker()
    replicas = Counted(world)
    replicas.opened = []
    books = Warming(world, replicas)
    assert 0 == books.go_round()
    first = maker.begin()
    keep(database, first, TILL_ID)

    assert 0 == books.go_round()
    assert (len(first), len(first)) == rows_of(replicas)
    assert 0 == books.go_round()
    assert [TILL_ID] == replicas.opened
    keep(database, [maker.receipt(ReceiptKind.STARTBELEG)], TILL_ID)
    assert 0 == books.go_round()
    assert (len(first) + 1, len(first) + 1) == rows_of(replicas)
    assert [TILL_ID] * 2 == replicas.opened
    assert not replicas.path(OTHER).exists()


def test_no_longer_than_its_share(sqlite: Database, tmp_path: Path) -> None:
    """One at a time; the rest waits for the next round, what was looked at comes first."""
    registered(sqlite)
    registered(sqlite, OTHER, "LINZ-01")
    for till_id in (TILL_ID, OTHER):
        keep(sqlite, Maker().begin(), till_id)
    world = world_of(sqlite, tmp_path)
    replicas = Replicas(world)
    with replicas.open(OTHER):
        pass
    books = Warming(world, replicas, within_s=0)

    assert 1 == books.go_round()
    assert not replicas.path(TILL_ID).exists()
    assert 0 == books.go_round()
    assert rows_of(replicas, TILL_ID) == rows_of(replicas, OTHER)


@pytest.mark.parametrize(
    "error",
    [StoreError(StoreFault.FULL, "disk", "x"), sqlite3.OperationalError("x"), OSError("x")],
)
def test_one_that_fails_holds_up_no_other(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    """Nor is it tried over and over."""
    registered(sqlite)
    registered(sqlite, OTHER, "LINZ-01")
    for till_id in (TILL_ID, OTHER):
        keep(sqlite, Maker().begin(), till_id)
    world = world_of(sqlite, tmp_path)
    replicas = Replicas(world)
    right = index_file.opened

    def fails(book: Reader) -> object:
        if TILL_ID in str(book.path):
            raise error
        return right(book)

    monkeypatch.setattr(warming.index_file, "opened", fails)
    books = Warming(world, replicas)

    assert 0 == books.go_round()
    assert rows_of(replicas, OTHER)
    assert [] == books._grown()


def test_several_processes_do_it_once(sqlite: Database, tmp_path: Path) -> None:
    """Both at once on one folder: both find it done, and the book is whole."""
    registered(sqlite)
    rows = Maker().begin()
    keep(sqlite, rows, TILL_ID)
    world = world_of(sqlite, tmp_path)
    start, left = Barrier(4), list[int]()

    def work() -> None:
        books = Warming(world, Replicas(world))
        start.wait(10)
        left.append(books.go_round())

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert [0] * 4 == left
    assert (len(rows), len(rows)) == rows_of(Replicas(world))
