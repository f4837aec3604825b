"""The one way into the database: reading beside each other, writing one after the other.

SQLite (a file) or PostgreSQL, by the URL alone. Of SQLite there is one writer at a time and only
writers checkpoint: two connections that do so at once can damage the log of SQLite before 3.51.3.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

#: A reader waits so long for a checkpoint, a writer for another process that migrates.
BUSY_S: Final = 10.0
_READERS: Final = 16
#: An answer follows a commit that is on the medium: a server set up to commit before that is told
#: not to; one that waits for more than its own medium may do so.
_DURABLE: Final = (
    "SELECT set_config('synchronous_commit', 'on', false) "
    "WHERE current_setting('synchronous_commit') = 'off'"
)


class Database:
    """Engines for reading and writing; made once for a process, closed at its end."""

    def __init__(self, url: str, *, pool_size: int = _READERS) -> None:
        """Open nothing yet; `url` is `sqlite:////path` or `postgresql+psycopg://…`."""
        self.url: Final = sa.make_url(url)
        self.is_sqlite: Final = self.url.get_backend_name() == "sqlite"
        #: Counted up when a till was shut out or given another password: what this process
        #: remembers of passwords is asked again.
        self.till_changes = 0
        #: What must not be read in a copy of the database is sealed by this; never in it. Without
        #: one that is given (`archive.program.assembly`) nothing opens again after this process.
        self.sealing_key = os.urandom(32)
        self._turn = Lock()
        if self.is_sqlite:
            self._reading = _sqlite(self.url, pool_size, is_writer=False)
            self._writing = _sqlite(self.url, 1, is_writer=True)
        else:
            self._reading = self._writing = _postgres(self.url, pool_size)

    @property
    def engine(self) -> Engine:
        """The engine that may write."""
        return self._writing

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees what was committed; nothing is written on it."""
        with self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction: committed, and on the medium, when the block is left without an error."""
        if not self.is_sqlite:
            with self._writing.begin() as connection:
                yield connection
            return
        with self._turn, self._writing.begin() as connection:
            yield connection

    def each(self, column: "sa.Column[str]") -> Iterator[str]:
        """Each value of a column that begins a key, in their order, one look at a time."""
        last = ""
        while True:
            with self.read() as connection:
                found = connection.scalar(sa.select(sa.func.min(column)).where(column > last))
            if found is None:
                return
            last = str(found)
            yield last

    def close(self) -> None:
        """Let go of all connections."""
        self._reading.dispose()
        self._writing.dispose()


def folder_url(folder: Path) -> str:
    """The database of an archive that lives in one folder."""
    return f"sqlite:///{(folder / 'archive.sqlite').absolute()}"


def _postgres(url: sa.URL, pool_size: int) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        # What the server's settings say otherwise is for others: appending rests on this level.
        isolation_level="READ COMMITTED",
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(_DURABLE)
        cursor.close()
        connection.commit()

    return engine


def _sqlite(url: sa.URL, pool_size: int, *, is_writer: bool) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        # An error's text goes into the log; rows, hashes of passwords and of links do not.
        hide_parameters=True,
        # We begin transactions ourselves: the library's own begin is not IMMEDIATE.
        connect_args={"timeout": BUSY_S, "check_same_thread": False, "isolation_level": None},
    )

    @sa.event.listens_for(engine, "connect")
    def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA recursive_triggers=ON")
        if not is_writer:
            cursor.execute("PRAGMA wal_autocheckpoint=0")
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")

    return engine
