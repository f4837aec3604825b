"""Each error of SQLite and of the file system becomes a kind; the message names file and advice."""

import errno
import sqlite3
from pathlib import Path

import pytest

from firmware.store.errors import StoreError, StoreFault, edge, from_sqlite

BOOK = Path("/data/book.sqlite")


def sqlite_error(code: int) -> sqlite3.Error:
    """An error of SQLite with its extended code, as the module raises it."""
    error = sqlite3.OperationalError("as SQLite says")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (sqlite3.SQLITE_FULL, StoreFault.FULL),
        (sqlite3.SQLITE_IOERR_SHMSIZE, StoreFault.FULL),
        (sqlite3.SQLITE_BUSY, StoreFault.LOCKED),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, StoreFault.LOCKED),
        (sqlite3.SQLITE_LOCKED, StoreFault.LOCKED),
        (sqlite3.SQLITE_PROTOCOL, StoreFault.LOCKED),
        (sqlite3.SQLITE_CANTOPEN, StoreFault.ABSENT),
        (sqlite3.SQLITE_READONLY, StoreFault.FORBIDDEN),
        (sqlite3.SQLITE_READONLY_DIRECTORY, StoreFault.ABSENT),
        (sqlite3.SQLITE_READONLY_CANTINIT, StoreFault.ABSENT),
        (sqlite3.SQLITE_READONLY_RECOVERY, StoreFault.ABSENT),
        (sqlite3.SQLITE_READONLY_CANTLOCK, StoreFault.FORBIDDEN),
        (sqlite3.SQLITE_PERM, StoreFault.FORBIDDEN),
        (sqlite3.SQLITE_AUTH, StoreFault.FORBIDDEN),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, StoreFault.REFUSED),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, StoreFault.REFUSED),
        (sqlite3.SQLITE_TOOBIG, StoreFault.REFUSED),
        (sqlite3.SQLITE_ERROR, StoreFault.REFUSED),
        (sqlite3.SQLITE_NOTADB, StoreFault.BROKEN),
        (sqlite3.SQLITE_CORRUPT, StoreFault.BROKEN),
        (sqlite3.SQLITE_IOERR_FSYNC, StoreFault.BROKEN),
        (sqlite3.SQLITE_IOERR_WRITE, StoreFault.BROKEN),
        (sqlite3.SQLITE_NOMEM, StoreFault.BROKEN),
    ],
)
def test_kind_of_each_code(code: int, fault: StoreFault) -> None:
    """A code of SQLite, extended or not, has one kind; what is unknown is BROKEN."""
    refusal = from_sqlite(sqlite_error(code), BOOK)
    assert fault is refusal.fault


def test_message_names_file_kind_cause_and_advice() -> None:
    """The text of an error says where, what, why and what to do."""
    refusal = from_sqlite(sqlite_error(sqlite3.SQLITE_FULL), BOOK)
    expected = (
        "/data/book.sqlite: disk full: as SQLite says; "
        "free space on this file system, then try again"
    )
    assert expected == str(refusal)


def test_undecodable_text_is_damage() -> None:
    """Text that is no UTF-8 has no code of SQLite, and is damage all the same."""
    connection = sqlite3.connect(":memory:")
    with pytest.raises(StoreError) as refused, edge(BOOK):
        connection.execute("SELECT CAST(x'ff' AS TEXT)").fetchone()
    connection.close()
    assert StoreFault.BROKEN is refused.value.fault


def test_wrong_use_is_refused() -> None:
    """A mistake of ours against the module is no damage of the file."""
    connection = sqlite3.connect(":memory:")
    connection.close()
    with pytest.raises(StoreError) as refused, edge(BOOK):
        connection.execute("SELECT 1")
    assert StoreFault.REFUSED is refused.value.fault


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        (errno.ENOSPC, StoreFault.FULL),
        (errno.EDQUOT, StoreFault.FULL),
        (errno.ENOENT, StoreFault.ABSENT),
        (errno.ENOTDIR, StoreFault.ABSENT),
        (errno.EEXIST, StoreFault.EXISTS),
        (errno.EACCES, StoreFault.FORBIDDEN),
        (errno.EPERM, StoreFault.FORBIDDEN),
        (errno.EROFS, StoreFault.FORBIDDEN),
        (errno.EIO, StoreFault.BROKEN),
    ],
)
def test_kind_of_each_errno(number: int, fault: StoreFault) -> None:
    """The file system's errors have kinds, too, and name their own file."""
    with pytest.raises(StoreError) as refused, edge(BOOK):
        raise OSError(number, "as the kernel says", "/data/book.sqlite.lock")
    assert (fault, "/data/book.sqlite.lock") == (refused.value.fault, refused.value.place)


def test_other_exceptions_pass() -> None:
    """What is neither SQLite's nor the file system's is not dressed up."""
    with pytest.raises(KeyError), edge(BOOK):
        raise KeyError("ours")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    """A damaged page whose own words SQLite quotes: broken, and no exception of Python."""
    with pytest.raises(StoreError, match="no text") as caught, edge(tmp_path):
        b"\xa1".decode()
    assert StoreFault.BROKEN is caught.value.fault
