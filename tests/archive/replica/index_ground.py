"""A copy of a played book that a test may damage, and all of an index as text."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from archive.replica import index_file
from firmware.store.reader import Reader


def copied(book_path: Path, folder: Path) -> Path:
    """The same book in another folder, without what was beside it."""
    folder.mkdir(exist_ok=True)
    path = folder / "0192f0c1-0000-7000-8000-000000000001.sqlite"
    with closing(sqlite3.connect(book_path)) as source, closing(sqlite3.connect(path)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = WAL")
    return path


def altered(path: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """A book somebody had in hands: `change` is done where no trigger stands."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        change(connection)
        for _, sql in triggers:
            connection.execute(sql)
        connection.commit()


def dumped(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every table of the index of the book at `path`, brought up to date."""
    with Reader.open_read_only(path) as book, index_file.opened(book):
        pass
    with closing(sqlite3.connect(index_file.path_of(path))) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words_%'"
        ).fetchall()
        return {
            name: sorted(connection.execute(f"SELECT rowid, * FROM {name}").fetchall())
            if name == "words"
            else sorted(map(repr, connection.execute(f"SELECT * FROM {name}")))
            for (name,) in names
        }
