"""archive.heads.routes: the log of heads as static files, enough to examine all of it."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.heads.log import HeadLog
from archive.heads.routes import FOREVER, end_of, routes, tile_of
from archive.index.database import Database
from archive.index.tables import stamps
from firmware.evidence.merkle import consistency_proof, leaf_hash, root_of, verify_consistency
from firmware.evidence.note import read_checkpoint, read_note
from firmware.evidence.tiles import Tile, subtree_of, tiles_of
from tests.archive.heads.ground import NOW, add_tills, grow, world_of

TILLS = 300


@pytest.fixture
def client(database: Database, tmp_path: Path) -> TestClient:
    """An archive of 300 tills, the first of which went on."""
    world = world_of(database, tmp_path)
    names = [f"till-{number:03}" for number in range(TILLS)]
    add_tills(database, names)
    log = HeadLog(world)
    for name in names:
        grow(database, name, 1)
    log.publish(NOW)
    grow(database, names[0], 2)
    log.publish(NOW)
    return TestClient(Starlette(routes=routes(world)))


def test_a_stranger_examines_all_of_it(client: TestClient) -> None:
    """C2SP tlog-tiles: entries hash to the leaves, the tiles to the checkpoint's root."""
    answer = client.get("/heads/checkpoint")
    assert ("text/plain; charset=utf-8", "public, max-age=5") == (
        answer.headers["content-type"],
        answer.headers["cache-control"],
    )
    said = read_checkpoint(read_note(answer.text))
    assert TILLS + 1 == said.size
    entries = b"".join(fetched(client, one, "entries") for one in level_zero(said.size))
    leaves = [leaf_hash(one) for one in unpacked(entries)]
    assert (said.size, said.root) == (len(leaves), root_of(leaves))
    assert b"".join(leaves) == b"".join(fetched(client, one) for one in level_zero(said.size))
    proof = consistency_proof(
        TILLS, said.size, subtree_of(said.size, lambda one: fetched(client, one))
    )
    assert verify_consistency((TILLS, root_of(leaves[:TILLS])), (said.size, said.root), proof)


def level_zero(size: int) -> list[Tile]:
    """The tiles over the leaves."""
    return [one for one in tiles_of(size) if one.level == 0]


def fetched(client: TestClient, tile: Tile, what: str = "") -> bytes:
    """One file, which any cache may keep."""
    path = tile.path.replace("tile/0/", f"tile/{what}/") if what else tile.path
    answer = client.get(f"/heads/{path}")
    assert (200, FOREVER) == (answer.status_code, answer.headers["cache-control"]), path
    assert "application/octet-stream" == answer.headers["content-type"]
    return answer.content


def unpacked(entries: bytes) -> list[bytes]:
    """Each with its length before it."""
    found, at = [], 0
    while at < len(entries):
        length = int.from_bytes(entries[at : at + 2], "big")
        found.append(entries[at + 2 : at + 2 + length])
        at += 2 + length
    return found


NOWHERE = (
    "tile/0/001.p/46",
    "tile/0/002",
    "tile/0/000.p/256",
    "tile/0/000.p/0",
    "tile/0/0",
    "tile/0/x000/000",
    "tile/1/000",
    "tile/2/000.p/1",
    "tile/64/000.p/1",
    "tile/00/000",
    "tile/0/%2e%2e/%2e%2e/checkpoint",
    "tile/entries/002",
    "stamp/1",
    "stamp/x",
    "stamp/99999999999999999999999",
    "",
)


def test_what_is_not_there(client: TestClient) -> None:
    """404, for what the newest checkpoint does not cover as for what is no path."""
    found = {path: client.get(f"/heads/{path}").status_code for path in NOWHERE}
    assert dict.fromkeys(NOWHERE, 404) == found


def test_a_partial_tile_of_an_older_checkpoint_stays(client: TestClient) -> None:
    """C2SP tlog-tiles: also beside the full one."""
    full = client.get("/heads/tile/0/000").content
    assert full[: 7 * 32] == client.get("/heads/tile/0/000.p/7").content


def test_stamps_and_keys(client: TestClient, database: Database) -> None:
    """What else an examiner needs."""
    with database.write() as connection:
        connection.execute(sa.insert(stamps), [{"size": 300, "token": b"TOKEN", "at": "x"}])
    assert b"TOKEN" == client.get("/heads/stamp/300").content
    assert client.get("/heads/keys").text.startswith("kassa.example.at+")


def test_before_the_first_checkpoint(sqlite: Database, tmp_path: Path) -> None:
    """There is nothing."""
    client = TestClient(Starlette(routes=routes(world_of(sqlite, tmp_path))))
    assert 404 == client.get("/heads/checkpoint").status_code
    assert 404 == client.get("/heads/tile/0/000.p/1").status_code


@given(level=st.integers(0, 63), index=st.integers(0, 10**15), width=st.integers(1, 256))
def test_each_tile_has_one_path(level: int, index: int, width: int) -> None:
    """C2SP tlog-tiles: and the path names it."""
    tile = Tile(level=level, index=index, width=width)
    assert (False, tile) == tile_of(tile.path.removeprefix("tile/"))
    assert (index * 256 + width) * 256**level == end_of(tile)
