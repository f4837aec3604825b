"""What a database says when it cannot write, and what a process has to make of it."""

import os
import sqlite3
from enum import Enum
from typing import Final, NoReturn

from sqlalchemy.exc import DBAPIError

#: The process is to be started again: what stands in the database is then read anew (EX_IOERR).
EXIT_FLUSH: Final = 74

# Nothing of the transaction is in, and the file is as it was.
_HARMLESS: Final = frozenset(
    {
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_TOOBIG,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_NOMEM,
    }
)
#: Of extended codes of SQLITE_IOERR: no room for its shared memory is a full disk as well.
_FULL_IOERR: Final = frozenset({sqlite3.SQLITE_IOERR_SHMSIZE})
_DATA_CLASSES: Final = ("22", "23")


class Severity(Enum):
    """What is known after a transaction failed."""

    #: These rows will never go in; others might.
    ROWS = "rows"
    #: Not now; whether it is in says the database when it answers again.
    LATER = "later"
    #: A flush failed: nobody knows what is on the disk, least of all who asks again.
    FLUSH = "flush"


def severity(error: DBAPIError) -> Severity:
    """What an error means that a transaction ended with.

    A PostgreSQL server stops by itself when its flush fails; then only the connection is lost.
    """
    orig = error.orig
    if isinstance(orig, sqlite3.Error):
        code = getattr(orig, "sqlite_errorcode", None)
        if code is None:
            return Severity.ROWS  # Python's own: a value that SQLite cannot hold
        if code & 0xFF == sqlite3.SQLITE_CONSTRAINT:
            return Severity.ROWS
        is_harmless = code & 0xFF in _HARMLESS or code in _FULL_IOERR
        return Severity.LATER if is_harmless else Severity.FLUSH
    state = getattr(orig, "sqlstate", None) or ""
    # Psycopg refuses a text with NUL before the server sees it, without a state.
    is_refused = type(orig).__name__ in {"DataError", "IntegrityError"}
    return Severity.ROWS if is_refused or state[:2] in _DATA_CLASSES else Severity.LATER


def die(error: DBAPIError) -> NoReturn:
    """End this process at once: nothing it remembers can be relied on."""
    os.write(2, f"kassa-archive: the database could not be flushed: {error.orig}\n".encode())
    os._exit(EXIT_FLUSH)
