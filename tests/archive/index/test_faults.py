"""archive.index.faults: which errors are of rows, which of the moment, and which end a process."""

import sqlite3
import subprocess
import sys

import psycopg
import pytest
from sqlalchemy.exc import DBAPIError

from archive.index.faults import EXIT_FLUSH, Severity, severity


def of_sqlite(code: int | None) -> DBAPIError:
    """An error of SQLite; without a code one of Python's own."""
    orig = sqlite3.OperationalError("test")
    if code is not None:
        orig.sqlite_errorcode = code
    return DBAPIError(None, None, orig)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (of_sqlite(None), Severity.ROWS),
        (of_sqlite(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY), Severity.ROWS),
        (of_sqlite(sqlite3.SQLITE_FULL), Severity.LATER),
        (of_sqlite(sqlite3.SQLITE_IOERR_SHMSIZE), Severity.LATER),
        (of_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), Severity.LATER),
        (of_sqlite(sqlite3.SQLITE_IOERR_FSYNC), Severity.FLUSH),
        (of_sqlite(sqlite3.SQLITE_IOERR_WRITE), Severity.FLUSH),
        (of_sqlite(sqlite3.SQLITE_CORRUPT), Severity.FLUSH),
        (DBAPIError(None, None, psycopg.DataError("NUL")), Severity.ROWS),
        (DBAPIError(None, None, psycopg.errors.UniqueViolation("x")), Severity.ROWS),
        (DBAPIError(None, None, psycopg.errors.NotNullViolation("x")), Severity.ROWS),
        (DBAPIError(None, None, psycopg.errors.DeadlockDetected("x")), Severity.LATER),
        (DBAPIError(None, None, psycopg.errors.DiskFull("x")), Severity.LATER),
        (DBAPIError(None, None, psycopg.OperationalError("gone")), Severity.LATER),
    ],
)
def test_what_an_error_means(error: DBAPIError, expected: Severity) -> None:
    """Only SQLite's own flush ends the process: PostgreSQL ends by itself."""
    assert expected is severity(error)


def test_the_end() -> None:
    """At once, with a word, and nothing of Python's own tidying."""
    program = (
        "import atexit, sqlite3; from sqlalchemy.exc import DBAPIError\n"
        "from archive.index.faults import die\n"
        "atexit.register(print, 'tidied')\n"
        "die(DBAPIError(None, None, sqlite3.OperationalError('disk I/O error')))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert EXIT_FLUSH == ran.returncode
    assert "could not be flushed: disk I/O error" in ran.stderr
    assert "" == ran.stdout
