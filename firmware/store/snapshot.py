"""A copy of the book, whole or not there: for the stick, for support, before a repair."""

from pathlib import Path
from typing import Final

from firmware.process.medium import flush
from firmware.store.errors import StoreError, StoreFault, edge
from firmware.store.file import BookFile
from firmware.store.reader import Reader

_VACUUM_INTO: Final = "VACUUM INTO ?"
_QUICK_CHECK: Final = "PRAGMA quick_check(1)"


def snapshot(book: Reader, out: Path) -> None:
    """Write the book as it is now to `out`, compact and without a WAL.

    Read on a connection of its own; the till may go on selling meanwhile. The copy is made beside
    `out`, examined, flushed and only then gets its name, so that a cut leaves no half copy under
    it. An older file is never overwritten.

    Raises:
        StoreError: EXISTS, ABSENT (no such folder), FULL, FORBIDDEN, BROKEN.
    """
    if out.exists():
        raise StoreError(StoreFault.EXISTS, str(out), "copies are never overwritten; name another")
    part = out.with_name(f"{out.name}.part")
    with edge(part):
        part.unlink(missing_ok=True)
    try:
        _copy(book, part)
        _require_sound(part)
        with edge(part):
            flush(part)
            part.rename(out)
            flush(out.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _copy(book: Reader, part: Path) -> None:
    source = BookFile.open_read_only(book.path)
    try:
        # Errors name the copy: its place fails far more often than the book.
        with edge(part):
            source.connection().execute(_VACUUM_INTO, (str(part),))
    finally:
        source.close()


def _require_sound(path: Path) -> None:
    copy = BookFile.open_read_only(path)
    try:
        answer: tuple[str] = copy.row(_QUICK_CHECK)
    finally:
        copy.close()
    if answer != ("ok",):
        raise StoreError(StoreFault.BROKEN, str(path), f"the copy is not sound: {answer[0]}")
