"""archive.heads.shelf: what is not there is named, never made up."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.heads.errors import HeadsError
from archive.heads.log import HeadLog
from archive.heads.shelf import Shelf, leaf_at
from archive.index.database import Database
from archive.index.tables import head_leaves, head_notes
from firmware.evidence.tiles import Tile
from tests.archive.heads.ground import NOW, add_tills, grow, world_of
from tests.archive.heads.kept import tampered


@pytest.fixture
def shelf(sqlite: Database, tmp_path: Path) -> Shelf:
    """Three leaves under one checkpoint."""
    add_tills(sqlite, ["a", "b", "c"])
    for name in "abc":
        grow(sqlite, name, 2)
    HeadLog(world_of(sqlite, tmp_path)).publish(NOW)
    return Shelf(sqlite)


def test_leaves_are_read_in_order(shelf: Shelf) -> None:
    """As many as were asked for."""
    assert 3 == shelf.size()
    assert ["till/a", "till/b", "till/c"] == [one.split("\n")[0] for one in shelf.leaves(0, 3)]
    assert [] == list(shelf.leaves(1, 1))


def test_a_leaf_that_is_gone_is_named(shelf: Shelf, sqlite: Database) -> None:
    """At the end, and within."""
    with pytest.raises(HeadsError, match="leaf 3 of the log of heads is not there"):
        list(shelf.leaves(0, 4))
    tampered(
        sqlite, lambda one: one.execute(sa.delete(head_leaves).where(head_leaves.c.index == 1))
    )
    with pytest.raises(HeadsError, match="leaf 1 of the log of heads is not there"):
        list(shelf.leaves(0, 3))


def test_tiles_the_log_does_not_reach(shelf: Shelf) -> None:
    """Neither full nor partial ones."""
    for tile in (Tile(level=0, index=0), Tile(level=0, index=0, width=4), Tile(level=1, index=0)):
        with pytest.raises(HeadsError, match="is not there"):
            shelf.tile(tile)


def test_a_checkpoint_that_cannot_be_read_is_named(shelf: Shelf, sqlite: Database) -> None:
    """Nothing stands in its place."""
    assert NOW == shelf.last_note_at()
    with pytest.raises(HeadsError, match="there is no checkpoint of 2 heads"):
        shelf.note(2)
    tampered(sqlite, lambda one: one.execute(sa.update(head_notes).values(note="x")))
    with pytest.raises(HeadsError, match="the checkpoint of 3 heads"):
        shelf.last_note()


def test_a_leaf_that_is_none() -> None:
    """With its number."""
    with pytest.raises(HeadsError, match="leaf 7 of the log of heads"):
        leaf_at(7, "x")
