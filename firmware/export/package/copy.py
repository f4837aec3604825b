"""The whole book in an export: for `kassa restore`, and for whoever wants every byte."""

from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final

from firmware.export.package.names import COPY
from firmware.export.package.part import Part, Sight
from firmware.store.errors import edge
from firmware.store.snapshot import snapshot

#: Beside the book: SQLite writes it here and there, which a stick is slow at.
BESIDE: Final = "export-copy.sqlite"
_PIECE_BYTES: Final = 1024 * 1024


def parts(sight: Sight) -> tuple[Part, ...]:  # noqa: ARG001 - one name for every sight
    """The copy."""
    return (Part(name=COPY, write=write),)


def write(sight: Sight, out: BinaryIO) -> None:
    """Write the book as it is now, compact; it goes further than the sight.

    Raises:
        StoreError: the book cannot be copied; FULL: there is no room for that beside it.
        OSError: of `out`.
    """
    beside = sight.book.path.with_name(BESIDE)
    with edge(beside):
        beside.unlink(missing_ok=True)
    try:
        snapshot(sight.book, beside)
        sight.moved(0)
        _hand_on(beside, sight, out)
    finally:
        with suppress(OSError):
            beside.unlink()


def forget(book: Path) -> None:
    """Remove what a cut left beside the book; it is made anew when it is wanted."""
    for left in book.parent.glob(f"{BESIDE}*"):
        with suppress(OSError):
            left.unlink()


def _hand_on(beside: Path, sight: Sight, out: BinaryIO) -> None:
    with edge(beside):
        file = beside.open("rb")
    with file:
        while True:
            with edge(beside):
                piece = file.read(_PIECE_BYTES)
            if not piece:
                return
            out.write(piece)
            sight.moved(0)
