"""The log of heads as the database holds it: leaves, full tiles, notes. Read only."""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from archive.heads.errors import HeadsError
from archive.heads.tower import Tower
from archive.index.database import Database
from archive.index.tables import cosignatures, head_leaves, head_notes, stamps, tiles
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import HeadLeaf, read_leaf
from firmware.evidence.merkle import inclusion_proof, leaf_hash
from firmware.evidence.note import (
    Checkpoint,
    Note,
    SignatureLine,
    read_checkpoint,
    read_note,
    with_signatures,
)
from firmware.evidence.tiles import WIDTH, Tile, subtree_of, tile_root
from firmware.store.canonical import utc_of

#: Whose tiles these are, beside those of tills: no till has such a number.
HEADS: Final = "heads"
#: Roots of full tiles that are kept at hand: 40 MB at the most.
_KEPT_ROOTS: Final = 200_000
#: Tiles whose inner hashes are kept at hand, 16 KB each.
_KEPT_TILES: Final = 2000
_LEAVES_AT_ONCE: Final = 10_000


class Shelf:
    """Reads the log of heads; full tiles never change, so their roots are kept at hand."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._roots: dict[tuple[int, int], bytes] = {}
        self._nodes: dict[Tile, tuple[bytes, ...]] = {}

    def size(self) -> int:
        """How many leaves were added, whether under a note or not."""
        with self._database.read() as connection:
            last = connection.scalar(sa.select(sa.func.max(head_leaves.c.index)))
        return 0 if last is None else int(last) + 1

    def leaves(self, first: int, end: int) -> Iterator[str]:
        """The texts of leaves [first, end).

        Raises:
            HeadsError: one of them is not there.
        """
        expected = first
        while expected < end:
            upto = min(end, expected + _LEAVES_AT_ONCE)
            for index, leaf in self._leaf_rows(expected, upto):
                if index != expected:
                    raise HeadsError(f"leaf {expected} of the log of heads is not there")
                yield leaf
                expected += 1
            if expected < upto:
                raise HeadsError(f"leaf {expected} of the log of heads is not there")

    def _leaf_rows(self, first: int, end: int) -> list[tuple[int, str]]:
        index = head_leaves.c.index
        asked = (
            sa.select(index, head_leaves.c.leaf).where(index >= first, index < end).order_by(index)
        )
        with self._database.read() as connection:
            return [(int(one), leaf) for one, leaf in connection.execute(asked)]

    def tile(self, tile: Tile) -> bytes:
        """The hashes of a tile, full or partial.

        Raises:
            HeadsError: the log does not reach so far.
        """
        if tile.level == 0 and tile.width < WIDTH:
            first = tile.index * WIDTH
            texts = self.leaves(first, first + tile.width)
            return b"".join(leaf_hash(one.encode()) for one in texts)
        if tile.width == WIDTH:
            return self._full(tile.level, tile.index, 1)[0]
        return b"".join(self._roots_of(tile.level - 1, tile.index * WIDTH, tile.width))

    def _roots_of(self, level: int, first: int, count: int) -> list[bytes]:
        wanted = [(level, index) for index in range(first, first + count)]
        found = [self._roots.get(one) for one in wanted]
        if all(one is not None for one in found):
            return [one for one in found if one is not None]
        roots = [tile_root(one) for one in self._full(level, first, count)]
        if len(self._roots) > _KEPT_ROOTS:
            self._roots.clear()
        self._roots.update(zip(wanted, roots, strict=True))
        return roots

    def _full(self, level: int, first: int, count: int) -> list[bytes]:
        index = tiles.c.index
        asked = (
            sa.select(tiles.c.hashes)
            .where(tiles.c.till_id == HEADS, tiles.c.level == level)
            .where(index >= first, index < first + count)
            .order_by(index)
        )
        with self._database.read() as connection:
            found = [bytes(one) for one in connection.scalars(asked)]
        if len(found) != count:
            raise HeadsError(f"a tile of level {level} from {first} on is not there")
        return found

    def tower(self, size: int) -> Tower:
        """The open edge of the tree of `size` leaves, to add to."""
        levels: list[list[bytes]] = []
        level, count = 0, size
        while count:
            full, rest = divmod(count, WIDTH)
            hashes = self.tile(Tile(level=level, index=full, width=rest)) if rest else b""
            levels.append([hashes[at : at + 32] for at in range(0, len(hashes), 32)])
            level, count = level + 1, full
        return Tower(levels)

    def last_note(self) -> tuple[Checkpoint, Note] | None:
        """The newest checkpoint, with all signatures that came in for it; None before the first."""
        with self._database.read() as connection:
            size = connection.scalar(sa.select(sa.func.max(head_notes.c.size)))
        return None if size is None else self.note(int(size))

    def last_note_at(self) -> datetime | None:
        """When the newest checkpoint was signed."""
        asked = sa.select(head_notes.c.at).order_by(head_notes.c.size.desc()).limit(1)
        with self._database.read() as connection:
            at = connection.scalar(asked)
        return None if at is None else utc_of(at, "a checkpoint")

    def note(self, size: int) -> tuple[Checkpoint, Note]:
        """The checkpoint of this size, with all signatures that came in for it.

        Raises:
            HeadsError: there is none, or it cannot be read.
        """
        with self._database.read() as connection:
            text = connection.scalar(sa.select(head_notes.c.note).where(head_notes.c.size == size))
            lines = connection.scalars(
                sa.select(cosignatures.c.line)
                .where(cosignatures.c.size == size)
                .order_by(cosignatures.c.witness)
            ).all()
        if text is None:
            raise HeadsError(f"there is no checkpoint of {size} heads")
        try:
            note = read_note(text)
            return read_checkpoint(note), with_signatures(note, _lines(note, lines))
        except EvidenceError as error:
            raise HeadsError(f"the checkpoint of {size} heads: {error}") from error

    def stamp(self, size: int) -> bytes:
        """The RFC 3161 token over the checkpoint of this size; empty without one."""
        with self._database.read() as connection:
            token = connection.scalar(sa.select(stamps.c.token).where(stamps.c.size == size))
        return b"" if token is None else bytes(token)

    def leaf_of(self, subject: str, size: int) -> tuple[int, HeadLeaf] | None:
        """The newest leaf that says of `subject` no more than `size`, and its number."""
        asked = (
            sa.select(head_leaves.c.index, head_leaves.c.leaf)
            .where(head_leaves.c.subject == subject, head_leaves.c.size <= size)
            .order_by(head_leaves.c.size.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            row = connection.execute(asked).first()
        if row is None:
            return None
        index, text = row
        return int(index), leaf_at(index, text)

    def proven_size(self, subject: str) -> int:
        """The largest size of a log that a checkpoint covers; 0: none does yet."""
        signed = sa.select(sa.func.max(head_notes.c.size)).scalar_subquery()
        asked = (
            sa.select(head_leaves.c.size)
            .where(head_leaves.c.subject == subject, head_leaves.c.index < signed)
            .order_by(head_leaves.c.size.desc())
            .limit(1)
        )
        with self._database.read() as connection:
            return int(connection.scalar(asked) or 0)

    def path(self, index: int, size: int) -> list[str]:
        """The inclusion proof of a leaf in the tree of `size` leaves, each hash in base64."""
        if len(self._nodes) > _KEPT_TILES:
            self._nodes.clear()
        proof = inclusion_proof(index, size, subtree_of(size, self.tile, self._nodes))
        return [b64encode(one).decode() for one in proof]


def leaf_at(index: int, text: str) -> HeadLeaf:
    """The leaf of its text.

    Raises:
        HeadsError: somebody changed it, naming its number.
    """
    try:
        return read_leaf(text)
    except EvidenceError as error:
        raise HeadsError(f"leaf {index} of the log of heads: {error}") from error


def _lines(note: Note, texts: Sequence[str]) -> list[SignatureLine]:
    return [line for one in texts for line in read_note(f"{note.text}\n{one}").lines]
