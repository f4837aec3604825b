"""firmware.evidence.tiles: a tree in files of 256 hashes."""

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import inclusion_proof, leaf_hash, root_of, verify_inclusion
from firmware.evidence.tiles import (
    WIDTH,
    Tile,
    levels_of,
    new_tiles,
    split,
    subtree_of,
    tile_root,
    tiles_of,
)

LEAVES = [leaf_hash(b"%d" % number) for number in range(70_000)]


@cache
def level(number: int) -> list[bytes]:
    """The roots of all complete subtrees of 256^number leaves."""
    if number == 0:
        return LEAVES
    below = level(number - 1)
    return [root_of(below[at : at + WIDTH]) for at in range(0, len(below) - WIDTH + 1, WIDTH)]


def read(tile: Tile) -> bytes:
    """The tile, straight from the leaves."""
    first = tile.index * WIDTH
    return b"".join(level(tile.level)[first : first + tile.width])


def test_names_are_those_of_the_specification() -> None:
    """C2SP tlog-tiles: groups of three digits, partial ones beside."""
    assert Tile(level=0, index=1234067).path == "tile/0/x001/x234/067"
    assert Tile(level=1, index=0, width=17).path == "tile/1/000.p/17"


def test_the_tiles_of_a_tree() -> None:
    """C2SP tlog-tiles' own example of 70,000 leaves: 273 full and one of 112, and so on up."""
    found = list(tiles_of(70_000))
    by_level = [[one.width for one in found if one.level == level] for level in range(3)]
    assert by_level == [[256] * 273 + [112], [256, 17], [1]]


@given(old=st.integers(0, 70_000), more=st.integers(0, 70_000))
def test_new_tiles_are_the_difference(old: int, more: int) -> None:
    """Full ones only."""
    full = {one for one in tiles_of(old + more) if one.width == WIDTH}
    before = {one for one in tiles_of(old) if one.width == WIDTH}
    assert full - before == set(new_tiles(old, old + more))


@given(size=st.sampled_from((1, 255, 256, 257, 65_536, 65_537, 70_000)), data=st.data())
def test_proofs_come_out_of_tiles(size: int, data: st.DataObject) -> None:
    """Nothing but tiles is read."""
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, size, subtree_of(size, read))
    assert verify_inclusion(LEAVES[index], index, size, proof, root_of(LEAVES[:size]))


def test_a_tile_of_another_length_is_refused() -> None:
    """A torn file is no tile."""
    with pytest.raises(EvidenceError, match="has 31 bytes"):
        subtree_of(1, lambda _: b"x" * 31)(0, 0)
    with pytest.raises(EvidenceError, match="8192 bytes"):
        tile_root(b"x")


def test_a_full_tile_is_one_hash_of_the_next_level() -> None:
    """Level by level."""
    assert tile_root(read(Tile(level=0, index=3))) == split(read(Tile(level=1, index=0)))[3]


@given(width=st.integers(1, WIDTH))
def test_levels_hold_every_complete_subtree(width: int) -> None:
    """Also of a partial tile: none that is not complete."""
    hashes = b"".join(LEAVES[:width])
    for level, found in enumerate(levels_of(hashes)):
        count = width >> level
        roots = [root_of(LEAVES[at << level : (at + 1) << level]) for at in range(count)]
        assert roots == split(found)
    assert 1 == width >> level


def test_what_is_kept_is_not_read_again() -> None:
    """Many proofs out of one tree read each tile once."""
    seen: list[Tile] = []

    def counted(tile: Tile) -> bytes:
        seen.append(tile)
        return read(tile)

    subtree = subtree_of(1000, counted)
    for index in range(0, 1000, 50):
        proof = inclusion_proof(index, 1000, subtree)
        assert verify_inclusion(LEAVES[index], index, 1000, proof, root_of(LEAVES[:1000]))
    assert len(set(seen)) == len(seen)
