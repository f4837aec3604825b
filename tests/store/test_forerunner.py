"""firmware.store.forerunner: whoever carries a book on keeps it as it was."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlite_utils import Database

from firmware.store import forerunner, integrity, migration, schema
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from tests.power.cutting import Mains, connect_through
from tests.store.till import Till

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture
def old(path: Path, monkeypatch: pytest.MonkeyPatch, new_till: Callable[[Book], Till]) -> Path:
    """A book of version 1 with a row, and a program of version 2."""
    with monkeypatch.context() as then:
        then.setattr(migration, "STEPS", migration.STEPS[:1])
        then.setattr(schema, "VERSION", 1)
        then.setattr(schema, "OBJECTS", schema.OBJECTS_1)
        with Book.create(path) as book:
            book.append([Entry(kind="START", clerk=None, content={"a": 1}, at_utc=AT)])
    return path


def copies(path: Path) -> list[str]:
    """The names of all copies beside the book."""
    return sorted(one.name for one in path.parent.glob(f"{path.name}.schema-*"))


def version_of(path: Path) -> int:
    """The version in the head of a file."""
    connection = sqlite3.connect(path)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        return int(version)
    finally:
        connection.close()


def test_kept_by_version_and_day(old: Path) -> None:
    """The copy is the old book, named by its version and the day of its last row."""
    with Book.open(old) as book:
        assert () == integrity.check(book, integrity.FULL)
    assert ["book.sqlite.schema-1.2026-11-20"] == copies(old)
    copy = old.with_name("book.sqlite.schema-1.2026-11-20")
    assert (1, 2) == (version_of(copy), version_of(old))
    rows = sqlite3.connect(copy).execute("SELECT kind FROM journal").fetchall()
    assert [("START",)] == rows


def test_a_book_of_today_is_not_copied(path: Path) -> None:
    """Nothing to carry on, nothing to keep."""
    Book.create(path).close()
    Book.open(path).close()
    assert [] == copies(path)


def test_who_opens_it_knows_before_that_it_will_take_its_time(old: Path, tmp_path: Path) -> None:
    """By the head of the file, which nobody has to open; a book that is not there takes none."""
    assert forerunner.is_due(old)
    Book.open(old).close()
    assert not forerunner.is_due(old)
    assert not forerunner.is_due(tmp_path / "none")
    (tmp_path / "short").write_bytes(b"SQLite")
    assert not forerunner.is_due(tmp_path / "short")


def test_one_is_kept(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next migration lets go of the copy of the one before."""
    Book.open(old).close()

    def version_3(db: Database) -> None:
        db.execute("CREATE TABLE added (x) STRICT".replace("(x)", "(x TEXT)"))

    monkeypatch.setattr(migration, "STEPS", (*migration.STEPS, version_3))
    monkeypatch.setattr(schema, "VERSION", 3)
    Book.open(old).close()
    assert ["book.sqlite.schema-2.2026-11-20"] == copies(old)


def test_cut_before_every_statement(old: Path) -> None:
    """Whenever the power goes it is the old book, or the new one with a copy of the old."""
    original = old.read_bytes()
    for edge in range(1, 400, 4):
        for one in old.parent.iterdir():
            one.unlink()
        old.write_bytes(original)
        if not _is_cut(old, edge):
            assert 10 < edge
            return
        if version_of(old) == schema.VERSION:
            assert ["book.sqlite.schema-1.2026-11-20"] == copies(old)
        with Book.open(old) as book:
            assert () == integrity.check(book, integrity.FULL)
        assert ["book.sqlite.schema-1.2026-11-20"] == copies(old)
    pytest.fail("more statements than expected")


def _is_cut(path: Path, edge: int) -> bool:
    mains = Mains()
    mains.fail(edge, sqlite3.OperationalError("cut"))
    try:
        Book.open(path, connect=connect_through(mains)).close()
    except StoreError:
        return True
    return False


def test_no_room_for_the_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is not changed."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("firmware.store.forerunner.flush", full)
    with pytest.raises(StoreError) as refused:
        Book.open(old)
    assert StoreFault.FULL is refused.value.fault
    assert 1 == version_of(old)


def test_damaged_copy(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy that does not read back is none: nothing is migrated."""
    monkeypatch.setattr("firmware.store.forerunner._CHECK", "SELECT 'a page is torn'")
    with pytest.raises(StoreError, match="not sound: a page is torn"):
        Book.open(old)
    assert 1 == version_of(old)
    assert ["book.sqlite.schema-1.2026-11-20.part"] == copies(old)
