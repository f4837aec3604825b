"""The book's files as the disk gives them, block by block: what cannot be read becomes zeros.

A book whose pages are damaged gives no export; its bytes may still be of use to whoever knows how
to mend it, or for `kassa restore`. Nothing is ever written beside the book.
"""

import errno
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from firmware.process.logs import get_logger

log = get_logger()

BLOCK_BYTES: Final = 64 * 1024
#: The smallest piece a card reads.
SECTOR_BYTES: Final = 4096
#: What SQLite keeps beside a book that was not closed; its shared memory is made anew.
COMPANIONS: Final = ("", "-wal")


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """So many bytes, of which so many could not be read; SHA-256 (hex) of each file by its name."""

    size: int
    lost: int
    digests: Mapping[str, str]


def size_of(book: Path) -> int:
    """Bytes of the book with what belongs to it.

    Raises:
        OSError: there is none, or it cannot be asked.
    """
    return book.stat().st_size + sum(
        one.stat().st_size for one in _files(book) if one.name != book.name
    )


def copy_book(book: Path, folder: Path, moved: Callable[[], None]) -> Copied:
    """Copy the book to `folder`, flushed; `moved` is called at each block, and may raise.

    Raises:
        OSError: there is no book, or `folder` does not take it.
    """
    size = lost = 0
    digests: dict[str, str] = {}
    for source in _files(book):
        digest = sha256()
        with source.open("rb", buffering=0) as file, (folder / source.name).open("wb") as out:
            for piece, holes in _pieces(file.fileno()):
                out.write(piece)
                digest.update(piece)
                size, lost = size + len(piece), lost + holes
                moved()
            out.flush()
            os.fsync(out.fileno())
        digests[source.name] = digest.hexdigest()
    if lost:
        log.error("book read with holes", lost=lost, size=size)
    return Copied(size=size, lost=lost, digests=digests)


def _files(book: Path) -> tuple[Path, ...]:
    named = [book.with_name(f"{book.name}{end}") for end in COMPANIONS]
    return tuple(one for one in named if one == book or one.exists())


def _pieces(source: int) -> Iterator[tuple[bytes, int]]:
    """Block after block, with how much of each is zeros in place of what nobody can read."""
    end, at = os.fstat(source).st_size, 0
    while at < end:
        piece, holes = _read(source, at, min(BLOCK_BYTES, end - at))
        if not piece:
            return
        yield piece, holes
        at += len(piece)


def _read(source: int, at: int, size: int) -> tuple[bytes, int]:
    try:
        return os.pread(source, size, at), 0
    except OSError as error:
        if error.errno != errno.EIO:
            raise
    pieces, lost = [], 0
    for begin in range(at, at + size, SECTOR_BYTES):
        length = min(SECTOR_BYTES, at + size - begin)
        try:
            pieces.append(os.pread(source, length, begin))
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            pieces.append(bytes(length))
            lost += length
    return b"".join(pieces), lost
