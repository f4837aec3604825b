"""archive.heads.tower: a tree that grows in tiles."""

from hypothesis import given
from hypothesis import strategies as st

from archive.heads.tower import Tower
from firmware.evidence.merkle import EMPTY_ROOT, leaf_hash, root_of
from firmware.evidence.tiles import new_tiles

LEAVES = [leaf_hash(b"%d" % number) for number in range(66_000)]


@given(size=st.integers(0, 1200))
def test_the_root_is_that_of_its_leaves(size: int) -> None:
    """RFC 6962 § 2.1: whatever tile they lie in."""
    tower = Tower()
    for leaf in LEAVES[:size]:
        tower.add(leaf)
    assert (size, root_of(LEAVES[:size])) == (tower.size, tower.root())


def test_full_tiles_are_handed_out_in_order() -> None:
    """C2SP tlog-tiles: each once, of every level, with its own hashes."""
    tower = Tower()
    handed = [one for leaf in LEAVES for one in tower.add(leaf)]
    assert sorted(new_tiles(0, 66_000)) == sorted(tile for tile, _ in handed)
    first = {tile.path: hashes for tile, hashes in handed}
    assert b"".join(LEAVES[:256]) == first["tile/0/000"]
    assert root_of(LEAVES[:256]) == first["tile/1/000"][:32]
    assert root_of(LEAVES) == tower.root()


def test_nothing_has_the_hash_of_nothing() -> None:
    """Before the first leaf."""
    assert EMPTY_ROOT == Tower().root()
