"""The index of a replica as a file beside it: opened, brought up to date, made anew.

Pages look things up in it (days, receipts by amount or word, rows by clerk) that the book has no
key for. It is a cache of a cache: damaged, of another version or of another book it is made again.
Whoever opens it brings it to the end of the book first; one at a time, by SQLite's own lock.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice, takewhile
from pathlib import Path
from typing import Final

from archive.replica import index_acts, index_receipts
from archive.replica.index_acts import Names
from archive.replica.index_tables import TABLES, VERSION
from firmware.store.journal import BEFORE_FIRST
from firmware.store.reader import Reader

#: Of the journal, in one transaction.
BATCH_ROWS: Final = 4000
_BUSY_S: Final = 30.0
_SUFFIX: Final = ".index.sqlite"
_PROGRESS: Final = "SELECT seq, hash, number, period FROM progress"
_SET_PROGRESS: Final = "INSERT OR REPLACE INTO progress VALUES (1, ?, ?, ?, ?)"
_LAST: Final = "SELECT seq FROM journal ORDER BY seq DESC LIMIT 1"
_HASH: Final = "SELECT hash FROM journal WHERE seq = ?"

Cell = int | str | None
Row = tuple[Cell, ...]


class Index:
    """An open index: only asked. Used by one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self, sql: str, cells: Sequence[Cell] = ()) -> list[Row]:
        """The rows of a query."""
        found: list[Row] = self._connection.execute(sql, cells).fetchall()
        return found


def path_of(book: Path) -> Path:
    """Where the index of the book at `book` is."""
    return book.with_suffix(_SUFFIX)


@contextmanager
def opened(book: Reader) -> Iterator[Index]:
    """The index of `book`, up to its last row.

    Raises:
        StoreError: the book cannot be read.
        OSError, sqlite3.Error: this machine has no room or no right.
    """
    path = path_of(book.path)
    try:
        connection = _current(path, book)
    except sqlite3.DatabaseError as error:
        if _is_of_this_machine(error):
            raise
        path.unlink(missing_ok=True)
        connection = _current(path, book)
    with closing(connection):
        connection.execute("PRAGMA query_only = ON")
        yield Index(connection)


def _current(path: Path, book: Reader) -> sqlite3.Connection:
    connection = _connected(path)
    try:
        if not _follows(connection, book):
            connection.close()
            path.unlink(missing_ok=True)
            connection = _connected(path)
        _bring(connection, book)
    except BaseException:
        connection.close()
        raise
    return connection


def _connected(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA cache_size = -65536")
    return connection


def _follows(connection: sqlite3.Connection, book: Reader) -> bool:
    """Whether what is there is of this version and of the beginning of this book."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0:
        return not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchone()
    if version != VERSION:
        return False
    seq, known, *_ = _progress(connection)
    row: tuple[str] | None = book.file.row(_HASH, (seq,))
    return seq == 0 or row == (known,)


def _bring(connection: sqlite3.Connection, book: Reader) -> None:
    """To the end of the book, a batch in a transaction."""
    while True:
        seq, _, _, _ = _progress(connection) if _is_made(connection) else (0, "", 0, 1)
        end: tuple[int] | None = book.file.row(_LAST)
        if end is not None and end[0] <= seq:
            return
        connection.execute("BEGIN IMMEDIATE")
        try:
            _step(connection, book)
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        if end is None:
            return


def _is_made(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(version == VERSION)


def _step(connection: sqlite3.Connection, book: Reader) -> None:
    """The next batch; somebody else may have put it in since this one looked."""
    if not _is_made(connection):
        for statement in TABLES:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    seq, _, number, period = _progress(connection)
    names = Names.stored(connection)
    rows = list(islice(book.journal_cells(seq + 1), BATCH_ROWS))
    if not rows:
        return
    last_seq, last_hash = rows[-1][0], rows[-1][-1]
    index_acts.add_changes(connection, rows, names)
    receipts = takewhile(lambda cells: cells[6] <= last_seq, book.filed_cells(number + 1))
    number = index_receipts.add(connection, receipts, number, names.name)
    period = index_acts.add(connection, rows, seq, period)
    connection.execute(_SET_PROGRESS, (last_seq, last_hash, number, period))


def _progress(connection: sqlite3.Connection) -> tuple[int, str, int, int]:
    row: tuple[int, str, int, int] | None = connection.execute(_PROGRESS).fetchone()
    return row or (0, BEFORE_FIRST, 0, 1)


def _is_of_this_machine(error: sqlite3.DatabaseError) -> bool:
    """Full, locked, forbidden: making it again would not help."""
    return isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode not in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,
    )
