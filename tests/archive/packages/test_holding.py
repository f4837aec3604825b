"""archive.packages.holding: files follow what their business says of itself."""

from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.accounts.tills import Till
from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobError, Stored
from archive.index.database import Database
from archive.index.tables import retentions, tenants
from archive.packages.holding import Holding
from archive.packages.papers import Papers, Sheet
from archive.packages.parts import KEPT, Parts
from archive.packages.shelf import Parcel, Shelf
from archive.replica.replica import Replicas
from archive.world import World
from tests.archive.keeping import NOW_UTC, releasing, world_of


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    """With files in a folder."""
    with releasing(tmp_path / "blobs"):
        yield world_of(database, tmp_path / "data", FolderBlobs(tmp_path / "blobs"))


@pytest.fixture
def both(world: World, till: Till, tmp_path: Path) -> tuple[Stored, Stored]:
    """A package and a document of the till's business."""
    path = tmp_path / "file"
    path.write_bytes(b"content")
    digest = sha256(b"content").hexdigest()
    parcel = Parcel(external_id="z1", path=path, sha256=digest, size=7)
    package, _ = Shelf(world, Replicas(world)).take(till, parcel)
    paper = Papers(world).put(
        Sheet(tenant_id=till.tenant_id, name="a", path=path, sha256=digest, size=7, who="anna")
    )
    return package.stored, paper.stored


def change(world: World, **values: object) -> None:
    """Another word of the business."""
    with world.database.write() as connection:
        connection.execute(tenants.update().values(**values))


def rows(world: World) -> int:
    """How often something was said of files."""
    with world.database.read() as connection:
        asked = sa.select(sa.func.count()).select_from(retentions)
        return int(connection.execute(asked).scalar_one())


def test_held_and_let_go(world: World, both: tuple[Stored, Stored]) -> None:
    """§ 132 Abs 1 BAO: while a proceeding is pending; each round does it once."""
    holding, blobs = Holding(world), world.blobs
    assert isinstance(blobs, FolderBlobs)
    holding.go_round(NOW_UTC)
    assert 2 == rows(world)
    for is_held, count in ((True, 4), (True, 4), (False, 6)):
        change(world, is_held=is_held)
        holding.go_round(NOW_UTC)
        assert [is_held] * 2 == [blobs.is_held(one) for one in both]
        assert count == rows(world)
    assert [date(2033, 12, 31)] * 2 == [blobs.retained_until(one) for one in both]


def test_only_longer(world: World, both: tuple[Stored, Stored]) -> None:
    """Ten years instead of seven are brought to what is kept; the way back is none."""
    holding = Holding(world)
    for years in (10, 7):
        change(world, retention_years=years)
        holding.go_round(NOW_UTC)
        assert [date(2036, 12, 31)] * 2 == [world.blobs.retained_until(one) for one in both]
    assert 4 == rows(world)


def test_a_place_that_is_down(
    world: World, both: tuple[Stored, Stored], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next round has it."""

    def refuse(*_: object, **__: object) -> None:
        raise BlobError("down")

    change(world, is_held=True)
    with monkeypatch.context() as patch:
        patch.setattr(world.blobs, "hold", refuse)
        Holding(world).go_round(NOW_UTC)
    assert 2 == rows(world)
    Holding(world).go_round(NOW_UTC)
    assert 4 == rows(world)
    assert both


def test_parts_nobody_finished(world: World) -> None:
    """Are thrown away on the way."""
    parts = Parts(world.database)
    parts.put("till/1", "z", 1, b"x", NOW_UTC - KEPT * 2)
    Holding(world).go_round(NOW_UTC)
    assert () == parts.there("till/1", "z")
