"""A tree that grows in tiles: what of it is still open on each level."""

from collections.abc import Sequence
from typing import Final

from firmware.evidence.merkle import Frontier
from firmware.evidence.tiles import WIDTH, Tile, tile_root


class Tower:
    """Takes leaf after leaf and hands out each tile as it becomes full."""

    def __init__(self, levels: Sequence[Sequence[bytes]] = ()) -> None:
        """`levels` are the hashes of the partial tiles, from the leaves up, none of them full."""
        self._levels: Final = [list(one) for one in levels]
        self.size: int = sum(len(one) * WIDTH**level for level, one in enumerate(self._levels))

    def add(self, leaf: bytes) -> list[tuple[Tile, bytes]]:
        """One more leaf, by its hash; the tiles that are full now, lower ones first."""
        full: list[tuple[Tile, bytes]] = []
        node, level, above = leaf, 0, self.size
        self.size += 1
        while True:
            if level == len(self._levels):
                self._levels.append([])
            hashes = self._levels[level]
            hashes.append(node)
            if len(hashes) < WIDTH:
                return full
            above //= WIDTH
            content = b"".join(hashes)
            full.append((Tile(level=level, index=above), content))
            hashes.clear()
            node, level = tile_root(content), level + 1

    def root(self) -> bytes:
        """The root over all leaves."""
        hashes: list[bytes] = []
        for one in reversed(self._levels):
            hashes += Frontier().grown(one).hashes
        return Frontier(size=self.size, hashes=tuple(hashes)).root()
