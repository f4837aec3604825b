"""Tiles of C2SP tlog-tiles: a tree cut into static files of 256 hashes, and read back from them.

The tile of level L, number N holds the roots of 256 neighbouring subtrees of 256^L leaves each;
the last of a level may hold fewer (partial, 1 to 255). A full tile never changes.
"""

from collections.abc import Callable, Iterator, MutableMapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import HASH_BYTES, Frontier, Subtree, node_hash

WIDTH: Final = 256
HEIGHT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Tile:
    """Which tile; `width` is 256, or fewer hashes of a partial one."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """`tile/0/x001/234`, with `.p/17` where partial."""
        groups = f"{self.index % 1000:03}"
        rest = self.index // 1000
        while rest:
            groups = f"x{rest % 1000:03}/{groups}"
            rest //= 1000
        end = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{self.level}/{groups}{end}"


def tiles_of(size: int) -> Iterator[Tile]:
    """All tiles of a tree of `size` leaves, level by level, partial ones last on their level."""
    level, count = 0, size
    while count:
        full, rest = divmod(count, WIDTH)
        for index in range(full):
            yield Tile(level=level, index=index)
        if rest:
            yield Tile(level=level, index=full, width=rest)
        level, count = level + 1, full


def new_tiles(old: int, size: int) -> Iterator[Tile]:
    """The full tiles that a tree of `size` leaves has and one of `old` had not."""
    level, before, count = 0, old // WIDTH, size // WIDTH
    while count:
        for index in range(before, count):
            yield Tile(level=level, index=index)
        level, before, count = level + 1, before // WIDTH, count // WIDTH


def tile_root(hashes: bytes) -> bytes:
    """The root over the hashes of a full tile: one hash of the tile above."""
    if len(hashes) != WIDTH * HASH_BYTES:
        raise EvidenceError(f"a full tile has {WIDTH * HASH_BYTES} bytes, not {len(hashes)}")
    return Frontier().grown(split(hashes)).root()


def split(hashes: bytes) -> list[bytes]:
    """The hashes of a tile, each alone."""
    return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]


#: The levels of tiles that were reckoned already: whoever makes many proofs keeps them.
Kept: TypeAlias = MutableMapping[Tile, tuple[bytes, ...]]


def levels_of(hashes: bytes) -> tuple[bytes, ...]:
    """All complete subtrees within a tile: its hashes, then their parents, up to where one is."""
    levels = [hashes]
    while len(levels[-1]) >= 2 * HASH_BYTES:
        below = split(levels[-1])
        pairs = zip(below[::2], below[1::2], strict=False)
        levels.append(b"".join(node_hash(left, right) for left, right in pairs))
    return tuple(levels)


def subtree_of(size: int, read: Callable[[Tile], bytes], kept: Kept | None = None) -> Subtree:
    """Complete subtrees of a tree of `size` leaves, out of its tiles as `read` gives them.

    A tile that was met is neither read nor reckoned again, as long as what is returned lives; with
    `kept` longer, and the caller bounds it.

    Raises:
        EvidenceError: (when asked) a tile is not as long as it should be.
    """
    known: Kept = {} if kept is None else kept

    def subtree(first: int, level: int) -> bytes:
        tile_level, inner = divmod(level, HEIGHT)
        at = first >> tile_level * HEIGHT
        index, offset = divmod(at, WIDTH)
        width = min(WIDTH, (size >> tile_level * HEIGHT) - index * WIDTH)
        tile = Tile(level=tile_level, index=index, width=width)
        levels = known.get(tile)
        if levels is None:
            hashes = read(tile)
            if len(hashes) != width * HASH_BYTES:
                raise EvidenceError(f"{tile.path} has {len(hashes)} bytes")
            levels = known[tile] = levels_of(hashes)
        begin = (offset >> inner) * HASH_BYTES
        return levels[inner][begin : begin + HASH_BYTES]

    return subtree
