"""Tiles of a till's log: written when they are full, read for proofs.

What is not yet a full tile is in the chunks: of a log of a million rows a proof reads some twenty
tiles and a chunk, not a million hashes.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from archive.index.database import Database
from archive.index.tables import chunks, tiles
from firmware.accord.batch import MAX_LINES
from firmware.evidence.merkle import leaf_hash
from firmware.evidence.tiles import WIDTH, Tile, new_tiles, split, tile_root

_HASHES: Final = (
    sa.select(chunks.c.first_seq, chunks.c.hashes)
    .where(
        chunks.c.till_id == sa.bindparam("till_id"),
        chunks.c.first_seq > sa.bindparam("after"),
        chunks.c.first_seq <= sa.bindparam("end"),
        chunks.c.last_seq >= sa.bindparam("first"),
    )
    .order_by(chunks.c.first_seq)
)
_TILES: Final = (
    sa.select(tiles.c.hashes)
    .where(
        tiles.c.till_id == sa.bindparam("till_id"),
        tiles.c.level == sa.bindparam("level"),
        tiles.c.index >= sa.bindparam("first"),
        tiles.c.index < sa.bindparam("end"),
    )
    .order_by(tiles.c.index)
)


def full_tiles(
    connection: Connection, till_id: str, old: int, leaves: Sequence[bytes]
) -> Iterator[tuple[Tile, bytes]]:
    """The tiles that became full when `leaves` followed a log of `old` rows, with their hashes."""
    made: dict[tuple[int, int], bytes] = {}
    for tile in new_tiles(old, old + len(leaves)):
        first = tile.index * WIDTH
        if tile.level == 0:
            before = _leaves(connection, till_id, first, min(old, first + WIDTH))
            upto = first + WIDTH - old
            hashes = b"".join([*before, *leaves[max(0, first - old) : upto]])
        else:
            below = [(tile.level - 1, index) for index in range(first, first + WIDTH)]
            known = sum(one not in made for one in below)
            stored = _stored(connection, till_id, tile.level - 1, first, known)
            hashes = b"".join([*stored, *(tile_root(made[one]) for one in below if one in made)])
        made[tile.level, tile.index] = hashes
        yield tile, hashes


def read_tile(database: Database, till_id: str, tile: Tile) -> bytes:
    """The hashes of a tile, full or partial; fewer than it should have where the log is shorter."""
    first = tile.index * WIDTH
    with database.read() as connection:
        if tile.width == WIDTH:
            asked = {"till_id": till_id, "level": tile.level}
            found = connection.execute(
                _TILES, {**asked, "first": tile.index, "end": tile.index + 1}
            )
            return b"".join(bytes(one) for (one,) in found)
        if tile.level == 0:
            return b"".join(_leaves(connection, till_id, first, first + tile.width))
        return b"".join(_stored(connection, till_id, tile.level - 1, first, tile.width))


def _stored(
    connection: Connection, till_id: str, level: int, first: int, count: int
) -> list[bytes]:
    """The roots of full tiles: hashes of the level above."""
    asked = {"till_id": till_id, "level": level, "first": first, "end": first + count}
    return [tile_root(bytes(one)) for (one,) in connection.execute(_TILES, asked)]


def _leaves(connection: Connection, till_id: str, first: int, end: int) -> list[bytes]:
    """The leaf hashes [first, end) out of the chunks; leaf 0 is row 1."""
    if first >= end:
        return []
    # No chunk has more than MAX_LINES rows: so the key finds the first one.
    asked = {"till_id": till_id, "after": first + 1 - MAX_LINES, "first": first + 1, "end": end}
    found = connection.execute(_HASHES, asked).all()
    if not found:
        return []
    skipped = first + 1 - found[0].first_seq
    hashes = split(b"".join(bytes(one.hashes) for one in found))
    return [leaf_hash(one) for one in hashes[skipped : skipped + end - first]]
