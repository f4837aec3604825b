"""archive.replica.replica: the book made again, and kept so."""

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from archive.index.database import Database
from archive.replica.replica import Replicas, Standing
from firmware.store import integrity
from firmware.store.errors import StoreError, StoreFault
from firmware.store.raw import Unit, units
from firmware.store.reader import Reader
from tests.archive.keeping import TILL_ID, follow, keep, world_of
from tests.store.till import Till

OTHER: str = TILL_ID[:-1] + "2"


@pytest.fixture
def replicas(sqlite: Database, tmp_path: Path) -> Replicas:
    """Of an archive whose database makes no difference."""
    return Replicas(world_of(sqlite, tmp_path / "data"))


def dump(book: Reader) -> list[list[object]]:
    """Every cell of every table that is for ever."""
    tables = ("journal", "identity", "certificates", "receipts")
    return [book.file.rows(f"SELECT * FROM {table} ORDER BY 1") for table in tables]


def spoiled(rows: list[Unit]) -> tuple[list[Unit], int]:
    """With the last receipt out of its number, and the seq of its row."""
    at = max(place for place, unit in enumerate(rows) if unit.receipt is not None)
    receipt = rows[at].receipt
    assert receipt is not None
    return [*rows[:at], replace(rows[at], receipt=(99, *receipt[1:])), *rows[at + 1 :]], at + 1


def test_the_same_book(database: Database, tmp_path: Path, till: Till) -> None:
    """Row by row what the till has, and it grows with it."""
    replicas = Replicas(world_of(database, tmp_path / "data"))
    for _ in range(3):
        till.issue(entries=[till.entry(text="Käse")])
        follow(database, till.book)
        with replicas.open(TILL_ID) as book:
            assert dump(till.book) == dump(book)
            assert () == integrity.check(book, integrity.FULL)


def test_nothing_sent_yet(replicas: Replicas) -> None:
    """An empty book is no fault."""
    with replicas.open(TILL_ID) as book:
        assert None is book.identity()
    assert Standing(rows=0, size=0, stop=None) == replicas.standing(TILL_ID)


def test_only_what_is_new(sqlite: Database, replicas: Replicas, till: Till) -> None:
    """The file stays the same one."""
    follow(sqlite, till.book)
    with replicas.open(TILL_ID):
        before = replicas.path(TILL_ID).stat().st_ino
    till.issue()
    follow(sqlite, till.book)
    with replicas.open(TILL_ID) as book:
        assert dump(till.book) == dump(book)
    assert before == replicas.path(TILL_ID).stat().st_ino


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + bytes(4096)])
def test_a_damaged_one_is_made_again(
    sqlite: Database, replicas: Replicas, till: Till, content: bytes
) -> None:
    """It is a cache."""
    follow(sqlite, till.book)
    with replicas.open(TILL_ID):
        pass
    replicas.path(TILL_ID).write_bytes(content)
    with replicas.open(TILL_ID) as book:
        assert dump(till.book) == dump(book)


def test_a_foreign_one_is_made_again(
    sqlite: Database, replicas: Replicas, till: Till, tmp_path: Path
) -> None:
    """A book of as many rows of another life is not taken for this one's."""
    rows = list(units(till.book))
    keep(sqlite, rows, OTHER)
    till.issue()
    follow(sqlite, till.book)
    with replicas.open(OTHER):
        shutil.copy(replicas.path(OTHER), tmp_path / "kept")
    altered = [replace(one, journal=(*one.journal[:6], "f" * 64)) for one in rows]
    third = TILL_ID[:-1] + "3"
    keep(sqlite, altered, third)
    shutil.copy(tmp_path / "kept", replicas.path(third))
    with replicas.open(third) as book:
        assert ["f" * 64] * len(rows) == [row.hash for row in book.journal()]


def test_ahead_of_its_log(sqlite: Database, replicas: Replicas, till: Till) -> None:
    """A database set back: rows that only the replica has are put aside, not deleted."""
    rows = list(units(till.book))
    keep(sqlite, rows, OTHER)
    keep(sqlite, rows[:4], TILL_ID)
    with replicas.open(OTHER):
        shutil.copy(replicas.path(OTHER), replicas.path(TILL_ID))
    for name in ("_ahead", "_ahead_2"):
        with replicas.open(TILL_ID) as book:
            assert 4 == len(list(book.journal()))
        aside = replicas.path(TILL_ID).with_stem(TILL_ID + name)
        with Reader.open_read_only(aside) as book:
            assert len(rows) == len(list(book.journal()))
        shutil.copy(replicas.path(OTHER), replicas.path(TILL_ID))


def test_as_far_as_a_book_goes(sqlite: Database, replicas: Replicas, till: Till) -> None:
    """A receipt out of its number ends the replica there, and says so, also when more comes."""
    till.issue()
    rows, stop_seq = spoiled(list(units(till.book)))
    keep(sqlite, rows)
    for _ in range(2):
        standing = replicas.standing(TILL_ID)
        assert (stop_seq - 1, len(rows)) == (standing.rows, standing.size)
        assert standing.stop is not None
        assert stop_seq == standing.stop.seq
        assert "the next number" in standing.stop.detail
    before = replicas.path(TILL_ID).stat().st_mtime_ns
    till.issue()
    follow(sqlite, till.book)
    assert standing.rows == replicas.standing(TILL_ID).rows
    assert before == replicas.path(TILL_ID).stat().st_mtime_ns


def test_a_row_that_hashes_wrongly_is_in_it(
    sqlite: Database, replicas: Replicas, till: Till
) -> None:
    """Bad evidence that fits the tables is shown like good evidence; its finding stands beside."""
    rows = list(units(till.book))
    at_utc = rows[2].journal[1]
    rows[2] = replace(rows[2], journal=(3, at_utc, "x", None, "SERVICE", "no JSON", "a" * 64))
    keep(sqlite, rows)
    assert Standing(rows=len(rows), size=len(rows), stop=None) == replicas.standing(TILL_ID)


def test_nonsense_in_a_row_costs_no_second_making(
    sqlite: Database, replicas: Replicas, till: Till
) -> None:
    """The reader says BROKEN of it; the file is sound and stays."""
    rows = list(units(till.book))
    rows[2] = replace(rows[2], journal=(3, "yesterday", "x", None, "SERVICE", "{}", "a" * 64))
    keep(sqlite, rows)
    with replicas.open(TILL_ID):
        before = replicas.path(TILL_ID).stat().st_ino
    with pytest.raises(StoreError) as caught, replicas.open(TILL_ID) as book:
        list(book.journal())
    assert StoreFault.BROKEN is caught.value.fault
    assert before == replicas.path(TILL_ID).stat().st_ino


def test_a_page_that_breaks_while_it_is_read(
    sqlite: Database, replicas: Replicas, till: Till
) -> None:
    """The next who asks gets a whole one."""
    for _ in range(40):
        till.issue(entries=[till.entry(text="x" * 500)])
    follow(sqlite, till.book)
    with replicas.open(TILL_ID):
        pass
    path = replicas.path(TILL_ID)
    content = bytearray(path.read_bytes())
    with sqlite3.connect(path) as connection:
        (root,) = connection.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'receipts'"
        ).fetchone()
    connection.close()
    content[(root - 1) * 4096 : root * 4096] = bytes(4096)
    path.write_bytes(content)
    with pytest.raises(StoreError), replicas.open(TILL_ID) as book:
        list(book.receipts())
    with replicas.open(TILL_ID) as book:
        assert dump(till.book) == dump(book)


def test_dropped(sqlite: Database, replicas: Replicas, till: Till) -> None:
    """With what lies beside it; the next who opens makes it again."""
    follow(sqlite, till.book)
    with replicas.open(TILL_ID):
        beside = replicas.path(TILL_ID).with_suffix(".index")
        beside.write_bytes(b"of somebody")
    replicas.drop(TILL_ID)
    assert not beside.exists()
    assert not replicas.path(TILL_ID).exists()
    with replicas.open(TILL_ID) as book:
        assert dump(till.book) == dump(book)


def test_many_at_once(database: Database, tmp_path: Path, till: Till) -> None:
    """Threads that open, while the till sells: each sees whole rows up to some end, none less."""
    replicas = [Replicas(world_of(database, tmp_path / "data")) for _ in range(2)]
    done = threading.Event()

    def look(one: Replicas) -> Iterator[int]:
        while True:
            is_last = done.is_set()
            with one.open(TILL_ID) as book:
                rows = [row.seq for row in book.journal()]
            assert list(range(1, len(rows) + 1)) == rows
            yield len(rows)
            if is_last:
                return

    with ThreadPoolExecutor() as pool:
        seen = [pool.submit(lambda one=one: list(look(one))) for one in replicas * 2]
        for _ in range(30):
            till.issue()
            follow(database, till.book)
        done.set()
        counts = [one.result() for one in seen]
    size = sum(1 for _ in units(till.book))
    assert [size] * 4 == [count[-1] for count in counts]
    assert counts == [sorted(count) for count in counts]


def test_no_room(sqlite: Database, tmp_path: Path) -> None:
    """What is wrong with this machine is said, not taken for a damaged cache."""
    data = tmp_path / "data"
    (data / "replica" / f"{TILL_ID}.sqlite").mkdir(parents=True)
    with pytest.raises(StoreError), Replicas(world_of(sqlite, data)).open(TILL_ID):
        pass
