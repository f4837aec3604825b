"""archive.api.proofs: what a till fetches to prove to somebody else."""

from base64 import b64decode
from pathlib import Path

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.api import batches, proofs
from archive.heads.log import HeadLog
from archive.index.database import Database
from archive.world import World
from firmware.accord.messages import Ack, GrowthProof, HeadProof, RowProof
from firmware.evidence.heads import prove, till_origin
from firmware.evidence.merkle import leaf_hash, root_of, verify_consistency, verify_inclusion
from firmware.evidence.note import verified_checkpoint
from tests.archive.accounts.ground import Ground
from tests.archive.heads.ground import NAME, NOW, grow, row_hash, world_of

ROWS = 700


@pytest.fixture
def world(database: Database, tmp_path: Path) -> World:
    """An archive."""
    return world_of(database, tmp_path)


@pytest.fixture
def ground(world: World) -> Ground:
    """Two tenants with a till each, whose logs are as long."""
    ground = Ground(world.database)
    for register in ("GRAZ-01", "GRAZ-02"):
        till = ground.till(ground.tenant(), register)
        for count in (300, 300, 100):
            grow(world.database, till, count)
    return ground


class Asker:
    """A till that asks."""

    def __init__(self, world: World, ground: Ground) -> None:
        self.till, self.other = ground.passwords
        self._passwords = ground.passwords
        routes = [*proofs.routes(world), *batches.routes(world)]
        self._client = TestClient(Starlette(routes=routes))

    def head(self) -> Ack:
        """How far the archive is."""
        return msgspec.json.decode(self.get("head")[1], type=Ack)

    def get(self, path: str, *, till: str = "", by: str = "") -> tuple[int, bytes]:
        """Status and body."""
        headers = {"authorization": f"Bearer {self._passwords[by or self.till]}"}
        answer = self._client.get(f"/v1/tills/{till or self.till}/{path}", headers=headers)
        return answer.status_code, answer.content


@pytest.fixture
def asker(world: World, ground: Ground) -> Asker:
    """One of the tills."""
    return Asker(world, ground)


def leaves(till: str) -> list[bytes]:
    """What the till itself has."""
    return [leaf_hash(row_hash(till, seq)) for seq in range(1, ROWS + 1)]


def hashes(path: tuple[str, ...]) -> list[bytes]:
    """Of a proof."""
    return [b64decode(one) for one in path]


def test_the_proof_of_the_log_of_heads(world: World, asker: Asker) -> None:
    """404 before the first checkpoint; then the newest leaf that says no more than asked."""
    assert 404 == asker.get("proof")[0]
    HeadLog(world).publish(NOW)
    grow(world.database, asker.till, 5)
    HeadLog(world).publish(NOW)
    for query, size in (("", ROWS + 5), (f"?size={ROWS + 4}", ROWS), (f"?size={ROWS}", ROWS)):
        said = msgspec.json.decode(asker.get(f"proof{query}")[1], type=HeadProof)
        found = prove(said.leaf, said.index, said.path, said.checkpoint, world.signer.verifier)
        assert (f"till/{asker.till}", size) == (found.leaf.subject, found.leaf.size)
    assert 404 == asker.get(f"proof?size={ROWS - 1}")[0]


def test_a_till_is_told_what_it_may_fetch(world: World, asker: Asker) -> None:
    """When it asks how far the archive is: the size that a checkpoint covers."""
    assert 0 == asker.head().proven_size
    HeadLog(world).publish(NOW)
    grow(world.database, asker.till, 5)
    assert ROWS == asker.head().proven_size
    HeadLog(world).publish(NOW)
    assert ROWS + 5 == asker.head().proven_size


def test_a_row_in_the_log(world: World, asker: Asker) -> None:
    """RFC 6962 § 2.1.1: of the present size with its checkpoint, and of an older one."""
    tree = leaves(asker.till)
    for seq in (1, 256, 257, 512, 513, ROWS):
        said = msgspec.json.decode(asker.get(f"inclusion?seq={seq}")[1], type=RowProof)
        origin = till_origin(NAME, asker.till)
        checkpoint = verified_checkpoint(said.checkpoint, origin, world.signer.verifier)
        assert (ROWS, root_of(tree)) == (checkpoint.size, checkpoint.root)
        path = hashes(said.path)
        assert verify_inclusion(tree[seq - 1], seq - 1, ROWS, path, checkpoint.root)
    said = msgspec.json.decode(asker.get("inclusion?seq=7&size=300")[1], type=RowProof)
    assert verify_inclusion(tree[6], 6, 300, hashes(said.path), root_of(tree[:300]))
    assert "" == said.checkpoint


def test_the_log_only_grew(asker: Asker) -> None:
    """RFC 6962 § 2.1.2: between any two sizes."""
    tree = leaves(asker.till)
    for old, new in ((1, ROWS), (255, 256), (300, 600), (ROWS, ROWS), (512, ROWS)):
        raw = asker.get(f"consistency?from={old}&to={new}")[1]
        said = msgspec.json.decode(raw, type=GrowthProof)
        assert (old, new) == (said.from_size, said.to_size)
        before, after = (old, root_of(tree[:old])), (new, root_of(tree[:new]))
        assert verify_consistency(before, after, hashes(said.path))
    latest = msgspec.json.decode(asker.get("consistency?from=5")[1], type=GrowthProof)
    assert ROWS == latest.to_size
    assert latest.checkpoint


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("inclusion", 400),
        ("inclusion?seq=0", 400),
        ("inclusion?seq=x", 400),
        ("inclusion?seq=1e3", 400),
        ("inclusion?seq=99999999999999999999", 400),
        ("inclusion?seq=701", 404),
        ("inclusion?seq=5&size=4", 404),
        ("inclusion?seq=5&size=701", 404),
        ("consistency", 400),
        ("consistency?from=0", 400),
        ("consistency?from=9&to=8", 404),
        ("consistency?from=701", 404),
        ("proof?size=-1", 400),
    ],
)
def test_what_cannot_be_proven(asker: Asker, path: str, status: int) -> None:
    """400 what is no number, 404 what is not there."""
    assert status == asker.get(path)[0]


def test_a_foreign_till_is_not_there(world: World, asker: Asker) -> None:
    """Every route: 404 with the password of another till, whichever tenant's."""
    HeadLog(world).publish(NOW)
    for path in ("proof", "inclusion?seq=1", "consistency?from=1"):
        assert 200 == asker.get(path)[0]
        assert 404 == asker.get(path, till=asker.other)[0]
        assert 404 == asker.get(path, till="00000000-0000-0000-0000-000000000000")[0]
