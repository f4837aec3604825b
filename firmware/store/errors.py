"""What the book may refuse, as kinds; each error of SQLite and of the file system is one.

A `StoreError` names the file and what to do about it. Callers react to the kind only.
"""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path


class StoreFault(Enum):
    """What is wrong, as far as a caller can act on it."""

    ABSENT = "no book"
    EXISTS = "a book is there already"
    FULL = "disk full"
    BROKEN = "broken"
    LOCKED = "in use"
    TOO_NEW = "made by a newer firmware"
    TOO_OLD = "waits for its migration"
    FORBIDDEN = "not permitted"
    REFUSED = "refused"
    CLOSED = "closed"


class StoreError(Exception):
    """The book did not do what it was asked; nothing of the call was stored unless BROKEN says so.

    After BROKEN during a commit nobody knows what reached the disk: the book answers nothing more
    until it is opened anew, and what is then on disk is the truth.
    """

    def __init__(self, fault: StoreFault, place: str, detail: str) -> None:
        super().__init__(f"{place}: {fault.value}: {detail}")
        self.fault = fault
        self.place = place
        self.detail = detail


# Primary result codes (the low byte of an extended one) and what they mean to a till.
_BY_CODE = {
    sqlite3.SQLITE_FULL: (
        StoreFault.FULL,
        "free space on this file system, then try again",
    ),
    sqlite3.SQLITE_BUSY: (
        StoreFault.LOCKED,
        "another program writes to this file; stop it",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreFault.LOCKED,
        "another program writes to this file; stop it",
    ),
    sqlite3.SQLITE_PROTOCOL: (
        StoreFault.LOCKED,
        "another program holds the locks of this file; stop it",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreFault.ABSENT,
        "it cannot be opened; is its disk mounted, does the till run, may this user read it?",
    ),
    sqlite3.SQLITE_READONLY: (
        StoreFault.FORBIDDEN,
        "it may only be read; check the mount and the rights of the folder",
    ),
    sqlite3.SQLITE_PERM: (
        StoreFault.FORBIDDEN,
        "check the rights of the file and its folder",
    ),
    sqlite3.SQLITE_AUTH: (
        StoreFault.FORBIDDEN,
        "check the rights of the file and its folder",
    ),
    sqlite3.SQLITE_CONSTRAINT: (
        StoreFault.REFUSED,
        "a rule of the book forbids it",
    ),
    sqlite3.SQLITE_ERROR: (
        StoreFault.REFUSED,
        "the statement does not fit the tables of this book; `kassa` can check the book",
    ),
    sqlite3.SQLITE_TOOBIG: (
        StoreFault.REFUSED,
        "a value is too long for a row",
    ),
    sqlite3.SQLITE_NOTADB: (
        StoreFault.BROKEN,
        "this is no book of a till; restore it from the backup",
    ),
    sqlite3.SQLITE_CORRUPT: (
        StoreFault.BROKEN,
        "keep a copy of the file and its -wal, then restore it from the backup",
    ),
}
_BROKEN = (
    StoreFault.BROKEN,
    "the disk or its file failed; keep a copy of it and its -wal, open it anew on a sound disk",
)
_NO_WRITER_NOW = (
    StoreFault.ABSENT,
    "no till has it open now, and this user may not write to its folder; start the till",
)
# Extended codes that mean something else than their primary one.
_BY_EXTENDED_CODE = {
    # ENOSPC while SQLite lengthens its shared memory file.
    sqlite3.SQLITE_IOERR_SHMSIZE: _BY_CODE[sqlite3.SQLITE_FULL],
    # A reader of another user, without a writer that keeps the WAL's index for it.
    sqlite3.SQLITE_READONLY_DIRECTORY: _NO_WRITER_NOW,
    sqlite3.SQLITE_READONLY_CANTINIT: _NO_WRITER_NOW,
    sqlite3.SQLITE_READONLY_RECOVERY: _NO_WRITER_NOW,
}

_BY_ERRNO = {
    errno.ENOSPC: StoreFault.FULL,
    errno.EDQUOT: StoreFault.FULL,
    errno.ENOENT: StoreFault.ABSENT,
    errno.ENOTDIR: StoreFault.ABSENT,
    errno.EEXIST: StoreFault.EXISTS,
    errno.EACCES: StoreFault.FORBIDDEN,
    errno.EPERM: StoreFault.FORBIDDEN,
    errno.EROFS: StoreFault.FORBIDDEN,
}


def from_sqlite(error: sqlite3.Error, path: Path) -> StoreError:
    """The refusal that stands for an error of SQLite; the original text is kept in it."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # Raised by Python's module itself: text that is no UTF-8, or a call that is our mistake.
        damaged = isinstance(error, sqlite3.OperationalError)
        fault, advice = _BROKEN if damaged else (StoreFault.REFUSED, "wrong use of the book")
    else:
        fault, advice = _BY_EXTENDED_CODE.get(code) or _BY_CODE.get(code & 0xFF, _BROKEN)
    return StoreError(fault, str(path), f"{error}; {advice}")


def from_os(error: OSError, path: Path) -> StoreError:
    """The refusal that stands for an error of the file system."""
    fault = _BY_ERRNO.get(error.errno or 0, StoreFault.BROKEN)
    return StoreError(fault, error.filename or str(path), error.strerror or str(error))


def garbled(path: Path) -> StoreError:
    """SQLite quoted bytes that are no text: a damaged page, which it cannot even name."""
    return StoreError(StoreFault.BROKEN, str(path), "holds bytes that are no text")


@contextmanager
def edge(path: Path) -> Iterator[None]:
    """The border of the room: no exception of sqlite3 or os leaves it.

    Raises:
        StoreError: in place of `sqlite3.Error` and `OSError`.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise from_sqlite(error, path) from error
    except UnicodeDecodeError as error:
        raise garbled(path) from error
    except OSError as error:
        raise from_os(error, path) from error
