"""The till's own Merkle tree over the hashes of its rows, at the sizes the archive speaks of.

A tree at some size is kept as its frontier with the hash of its last row. That hash covers every
row before it, so a kept frontier is good for a book that still has that hash there; else, and
wherever the archive says another root, the tree is reckoned anew from row 1.
"""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Final

import msgspec

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import Frontier, leaf_hash
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader

log = get_logger()

#: The confirmed one, the proven one, and those before.
MARKS_MAX: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A tree, and the hash of the row it ends with."""

    frontier: Frontier
    last_hash: str


class _Kept(msgspec.Struct, frozen=True):
    size: Annotated[int, msgspec.Meta(ge=1, lt=1 << 53)]
    hashes: tuple[str, ...]
    last_hash: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class Tree:
    """Roots of one book; `kept` is what an earlier process left."""

    def __init__(self, kept: bytes = b"") -> None:
        found = mark_of(kept)
        self._marks = {} if found is None else {found.frontier.size: found}

    def root(self, book: Reader, size: int) -> bytes:
        """The root over the first `size` rows.

        Raises:
            StoreError: the book cannot be read; BROKEN: it has not so many, or a row without hash.
        """
        return self._at(book, size).frontier.root()

    def fresh_root(self, book: Reader, size: int) -> bytes:
        """The same, and nothing of what was kept is believed.

        Raises:
            StoreError: as `root`.
        """
        self._marks.clear()
        return self.root(book, size)

    def kept(self, size: int) -> bytes:
        """What the next process needs to begin at `size`, which was asked for before."""
        mark = self._marks.get(size)
        return b"" if mark is None else bytes_of(mark)

    def _at(self, book: Reader, size: int) -> Mark:
        if size == 0:
            return Mark(frontier=Frontier(), last_hash="")
        base = next((one for one in self._before(size) if _is_in(book, one)), None)
        begun = Mark(frontier=Frontier(), last_hash="") if base is None else base
        mark = _grown(book, begun, size)
        self._marks.pop(size, None)
        self._marks[size] = mark
        for old in list(self._marks)[:-MARKS_MAX]:
            del self._marks[old]
        return mark

    def _before(self, size: int) -> Iterator[Mark]:
        """Marks up to `size`, the nearest first."""
        for one in sorted(self._marks, reverse=True):
            if one <= size:
                yield self._marks[one]


def bytes_of(mark: Mark) -> bytes:
    """A mark as a file."""
    hashes = tuple(b64encode(one).decode() for one in mark.frontier.hashes)
    kept = _Kept(size=mark.frontier.size, hashes=hashes, last_hash=mark.last_hash)
    return msgspec.json.encode(kept)


def mark_of(content: bytes) -> Mark | None:
    """The mark of a file; None: there is none that could be used."""
    if not content:
        return None
    try:
        said = msgspec.json.decode(content, type=_Kept)
        hashes = tuple(b64decode(one, validate=True) for one in said.hashes)
        frontier = Frontier(size=said.size, hashes=hashes)
    except (msgspec.MsgspecError, ValueError, RecursionError, EvidenceError) as error:
        log.warning("tree reckoned anew", detail=str(error))
        return None
    return Mark(frontier=frontier, last_hash=said.last_hash)


def _is_in(book: Reader, mark: Mark) -> bool:
    size = mark.frontier.size
    return next(book.row_hashes(size, size), None) == mark.last_hash


def _grown(book: Reader, mark: Mark, size: int) -> Mark:
    frontier, last_hash = mark.frontier, mark.last_hash
    hashes = book.row_hashes(frontier.size + 1, size)
    while page := list(islice(hashes, 500)):
        try:
            frontier = frontier.grown(leaf_hash(bytes.fromhex(one)) for one in page)
        except ValueError as error:
            place = f"journal row {frontier.size + 1} or one of the next"
            raise StoreError(StoreFault.BROKEN, place, "has no hash") from error
        last_hash = page[-1]
    if frontier.size != size:
        raise StoreError(StoreFault.BROKEN, str(book.path), f"{frontier.size} rows, not {size}")
    return Mark(frontier=frontier, last_hash=last_hash)
