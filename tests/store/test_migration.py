"""The tables are made, and carried on, in one transaction together with the record of it."""

import itertools
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.store import integrity, journal, migration, row, schema
from firmware.store.book import Book
from firmware.store.entry import CERTIFICATE_KIND, Entry
from firmware.store.errors import StoreError, StoreFault
from tests.power.cutting import Mains, connect_through
from tests.store.till import Till


def test_every_version_has_its_step() -> None:
    """The n-th step leads to version n, and the last one to ours."""
    assert len(migration.STEPS) == schema.VERSION


def test_each_step_is_recorded(book: Book) -> None:
    """The applied migrations stand in a table of their own, the version in the file's head."""
    rows = book.file.rows("SELECT migration_set, name FROM _sqlite_migrations ORDER BY id")
    assert [("book", step.__name__) for step in migration.STEPS] == rows
    assert book.file.row("PRAGMA user_version") == (schema.VERSION,)
    assert book.file.row("PRAGMA application_id") == (schema.APPLICATION_ID,)


def test_old_book_is_carried_on(book: Book, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A book of the version before is migrated when it is opened for writing."""
    book.close()
    add_step(monkeypatch)
    with Book.open(path) as newer:
        assert newer.file.rows("SELECT name FROM pragma_table_info('added')") == [("x",)]
        assert newer.file.row("PRAGMA user_version") == (schema.VERSION,)


def test_failed_migration_leaves_the_old_book(
    book: Book, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error anywhere in a migration changes nothing at all."""
    book.close()
    before = dump(path)
    add_step(monkeypatch)
    mains = Mains()
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    for edge in itertools.count(1):
        mains.fail(edge, full)
        with pytest.raises(StoreError) as refused:
            Book.open(path, connect=connect_through(mains))
        assert StoreFault.FULL is refused.value.fault
        assert before == dump(path)
        if "COMMIT" in mains.statements:
            break
    assert any("CREATE TABLE added" in statement for statement in mains.statements)


def test_version_1_is_carried_on(
    path: Path, monkeypatch: pytest.MonkeyPatch, new_till: Callable[[Book], Till]
) -> None:
    """Its certificate is of the register's own RKA, as it was; nothing that was written changes."""
    with monkeypatch.context() as then:
        then.setattr(migration, "STEPS", migration.STEPS[:1])
        then.setattr(schema, "VERSION", 1)
        Book.create(path).close()
    with Book.open(path) as book:
        till = new_till(book)
        book.commission("MARKT-01", "R1-AT7", 8, "kF8o", [till.entry()])
        # As the firmware of then entered it: the digest is over a row without RKA.
        cells = (till.card.serial, till.card.der, "[]", None)
        own = Entry(
            kind=CERTIFICATE_KIND,
            clerk=None,
            content=row.certificate_content(cells),
            at_utc=till.now_utc,
        )
        with book.file.transaction():
            seq = journal.append(book.file, [own])
            book.file.row(
                "INSERT INTO certificates VALUES (?, ?, ?, ?, ?)", (*cells[:3], seq, None)
            )
        (certificate,) = book.certificates()
        assert certificate == book.certificate(certificate.serial)
        assert "R1-AT7" == certificate.rka
        assert list(integrity.check(book, integrity.FULL)) == []
        assert schema.VERSION == 2


def add_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend a firmware that knows one version more."""

    def version_next(db: object) -> None:
        db.execute("CREATE TABLE added (x INTEGER) STRICT")  # type: ignore[attr-defined]

    monkeypatch.setattr(migration, "STEPS", (*migration.STEPS, version_next))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)


def dump(path: Path) -> tuple[str, int]:
    """All SQL of a file, and its version."""
    with sqlite3.connect(path) as connection:
        text = "\n".join(connection.iterdump())
        (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return text, version
