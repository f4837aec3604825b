"""The file under the book: one writer, durable commits, every error of SQLite mapped.

Durability: WAL with synchronous=FULL, one fsync per commit; what COMMIT has returned from survives
a power cut unless the medium lies about flushing. A log that is found is written once more before
anything is built upon it: it may be the rest of a commit whose sync failed.

Checkpoints: they move the WAL into the file and cost several fsyncs, so they belong between
customers. The app calls `Book.checkpoint` when the till is idle; only if it never does, SQLite
does it by itself inside a commit once AUTOCHECKPOINT_PAGES are full. Closing does it, too.
Readers never checkpoint: their connections are read-only.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, TypeAlias

from firmware.process.medium import flush
from firmware.store import forerunner, schema
from firmware.store.errors import StoreError, StoreFault, edge, from_sqlite, garbled

Connect: TypeAlias = Callable[..., sqlite3.Connection]
Cell: TypeAlias = int | str | bytes | None

AUTOCHECKPOINT_PAGES: Final = 4_000
WAL_BYTES_KEPT: Final = 16_777_216
_PIECE_BYTES: Final = 1_048_576
# Nobody else writes; a foreign program that does is waited for this long, then refused.
BUSY_TIMEOUT_S: Final = 0.5

_SETTINGS: Final = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
# KiB of pages a reader keeps. SQLite would keep 2 MiB of each; a stretch of rows is read once, and
# what is read again lies in the kernel's memory.
_READER_SETTINGS: Final = ("PRAGMA cache_size = -256",)
_WRITER_SETTINGS: Final = (
    "PRAGMA synchronous = FULL",
    f"PRAGMA wal_autocheckpoint = {AUTOCHECKPOINT_PAGES}",
    f"PRAGMA journal_size_limit = {WAL_BYTES_KEPT}",
)
_ANY_OBJECT: Final = "SELECT 1 FROM sqlite_schema LIMIT 1"


class BookFile:
    """An open connection and, for the writer, the lock. Used by one thread, the one that opened it.

    Once an error said BROKEN it repeats that refusal to every call until it is opened anew: after
    a failed fsync nobody knows what the disk holds, and asking again would lie.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: int | None) -> None:
        self.path = path
        self.is_writable = lock is not None
        self._connection: sqlite3.Connection | None = connection
        self._lock = lock
        self._broken: StoreError | None = None

    @classmethod
    def open(cls, path: Path, connect: Connect) -> "BookFile":
        """Open for writing, as the only one; an older book is copied whole, then carried on.

        Raises:
            StoreError: ABSENT, LOCKED, BROKEN, TOO_NEW, FORBIDDEN.
        """
        with edge(path):
            if not path.is_file():
                raise StoreError(
                    StoreFault.ABSENT,
                    str(path),
                    "mount its disk, restore it from the backup, or commission the till",
                )
            lock = _take_lock(path)
        try:
            with edge(path):
                _write_anew(path.with_name(f"{path.name}-wal"))
        except BaseException:
            os.close(lock)
            raise
        file = cls._connected(path, lock, lambda: connect(path, **_CONNECTION))
        try:
            version = file.version()
            file.set_up_writer()
            if version < schema.VERSION:
                kept = forerunner.keep(file, version)
                file.migrate()
                forerunner.let_go_of_others(path, kept)
        except BaseException:
            file.close()
            raise
        return file

    @classmethod
    def create(cls, path: Path, connect: Connect) -> "BookFile":
        """Make a new book; one whose making was cut short is finished.

        Raises:
            StoreError: EXISTS, ABSENT (no such folder), LOCKED, FULL, BROKEN, FORBIDDEN.
        """
        with edge(path):
            lock = _take_lock(path)
        file = cls._connected(path, lock, lambda: connect(path, **_CONNECTION))
        try:
            file.require_empty()
            file.set_up_writer()
            file.migrate()
            with edge(path):
                flush(path.parent)
        except BaseException:
            file.close()
            raise
        return file

    @classmethod
    def open_read_only(cls, path: Path, connect: Connect = sqlite3.connect) -> "BookFile":
        """Open for reading beside the writer; nothing is written, no checkpoint is made.

        Raises:
            StoreError: ABSENT is a normal answer: no file, or (for another user) no till running.
        """
        uri = f"{path.absolute().as_uri()}?mode=ro"
        file = cls._connected(path, None, lambda: connect(uri, uri=True, **_CONNECTION))
        try:
            for setting in (*_SETTINGS, *_READER_SETTINGS):
                file.row(setting)
            file.require_current()
        except BaseException:
            file.close()
            raise
        return file

    @classmethod
    def _connected(
        cls, path: Path, lock: int | None, connect: Callable[[], sqlite3.Connection]
    ) -> "BookFile":
        try:
            with edge(path):
                return cls(path, connect(), lock)
        except BaseException:
            if lock is not None:
                os.close(lock)
            raise

    def set_up_writer(self) -> None:
        """Put the connection into the only mode the book is written in."""
        mode = self.row("PRAGMA journal_mode = WAL")
        if mode != ("wal",):
            raise StoreError(
                StoreFault.FORBIDDEN, str(self.path), f"this file system allows no WAL, only {mode}"
            )
        for setting in _SETTINGS + _WRITER_SETTINGS:
            self.row(setting)

    def version(self) -> int:
        """The version of the book's schema, at most ours.

        Raises:
            StoreError: ABSENT (empty), BROKEN (not ours), TOO_NEW.
        """
        (version,) = self.row("PRAGMA user_version")
        (application,) = self.row("PRAGMA application_id")
        place = str(self.path)
        if version == 0 and not self.row(_ANY_OBJECT):
            raise StoreError(StoreFault.ABSENT, place, "empty: its making was cut short; make it")
        if application != schema.APPLICATION_ID:
            raise StoreError(StoreFault.BROKEN, place, "this SQLite file is no book of a till")
        if version > schema.VERSION:
            raise StoreError(
                StoreFault.TOO_NEW,
                place,
                f"version {version}, this firmware knows {schema.VERSION}: install the newer one",
            )
        return int(version)

    def require_current(self) -> None:
        """Refuse a book of another version than ours.

        Raises:
            StoreError: as `version`, and TOO_OLD.
        """
        version = self.version()
        if version < schema.VERSION:
            raise StoreError(
                StoreFault.TOO_OLD,
                str(self.path),
                f"version {version}: start the till once, it carries the book on",
            )

    def require_empty(self) -> None:
        """Refuse a file with anything in it.

        Raises:
            StoreError: EXISTS.
        """
        if self.row(_ANY_OBJECT):
            raise StoreError(StoreFault.EXISTS, str(self.path), "open it, or choose another place")

    def migrate(self) -> None:
        """Apply what is missing (see migration.py)."""
        from firmware.store import migration  # noqa: PLC0415 - 50 ms a hot start need not pay

        with self._edge():
            migration.migrate(self.connection())

    def row(self, sql: str, cells: Sequence[Cell] = ()) -> Any:
        """First row of a query as a tuple, or None; STRICT tables vouch for the types."""
        # Thirty for a receipt: what a context manager costs would be a tenth of them.
        try:
            return self.connection().execute(sql, cells).fetchone()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._mapped(error) from error

    def rows(self, sql: str, cells: Sequence[Cell] = ()) -> list[Any]:
        """All rows of a query; the query bounds their number."""
        with self._edge():
            return self.connection().execute(sql, cells).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All statements inside are stored by one commit, or none is.

        Raises:
            StoreError: FORBIDDEN on a read-only book; else as SQLite says. Rolled back.
        """
        if not self.is_writable:
            raise StoreError(StoreFault.FORBIDDEN, str(self.path), "opened for reading only")
        self.row("BEGIN IMMEDIATE")
        try:
            yield
            self.row("COMMIT")
        except BaseException:
            self._roll_back()
            raise

    def close(self) -> None:
        """Let go of the file, then of the lock; a second close does nothing.

        Raises:
            StoreError: SQLite could not close.
        """
        connection, self._connection = self._connection, None
        lock, self._lock = self._lock, None
        try:
            if connection is not None:
                with edge(self.path):
                    connection.close()
        finally:
            if lock is not None:
                os.close(lock)

    def connection(self) -> sqlite3.Connection:
        """The connection itself, for the libraries this room uses.

        Raises:
            StoreError: CLOSED, or the BROKEN that ended it.
        """
        if self._broken is not None:
            raise StoreError(self._broken.fault, self._broken.place, self._broken.detail)
        if self._connection is None:
            raise StoreError(StoreFault.CLOSED, str(self.path), "open it anew")
        return self._connection

    @contextmanager
    def _edge(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise self._mapped(error) from error

    def _mapped(self, error: sqlite3.Error | UnicodeDecodeError) -> StoreError:
        """What SQLite's word means; one that says BROKEN is repeated from now on."""
        if isinstance(error, UnicodeDecodeError):
            self._broken = garbled(self.path)
            return self._broken
        refusal = from_sqlite(error, self.path)
        if refusal.fault is StoreFault.BROKEN:
            self._broken = refusal
        return refusal

    def _roll_back(self) -> None:
        """Leave no transaction open; a connection that cannot even do that is broken."""
        connection = self._connection
        if connection is None or not connection.in_transaction:
            return
        try:
            connection.execute("ROLLBACK")
        except sqlite3.Error as error:
            self._broken = from_sqlite(error, self.path)


def _write_anew(log: Path) -> None:
    """Put on the medium what can be read of a log, for SQLite builds upon all of that.

    A sync that failed leaves pages which Linux reads as if they were stored, and which no later
    sync writes. A commit found in such pages would be gone after the next cut, with every receipt
    behind it. Pages that are written again, even as they are, are written.

    Raises:
        OSError: the medium does not take it.
    """
    try:
        descriptor = os.open(log, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return
    try:
        at = 0
        while content := os.pread(descriptor, _PIECE_BYTES, at):
            at += os.pwrite(descriptor, content, at)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# Autocommit: BEGIN and COMMIT stand in this file and nowhere else.
_CONNECTION: Final = {"isolation_level": None, "timeout": BUSY_TIMEOUT_S}


def _take_lock(path: Path) -> int:
    """An exclusive lock beside the book, held as long as the descriptor is open.

    Not on the book itself: closing any descriptor of it would drop SQLite's own locks. The file
    stays for ever; a power cut or kill ends the lock with its holder.
    """
    lock_path = path.with_name(f"{path.name}.lock")
    lock = os.open(lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(lock)
        if not isinstance(error, BlockingIOError):
            raise
        raise StoreError(
            StoreFault.LOCKED,
            str(path),
            f"another till program has it open; stop that one (fuser {lock_path} names it)",
        ) from error
    return lock
