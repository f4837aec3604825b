"""archive.portal.receipt_proof: what proves a receipt without the archive."""

import json
import re
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest

from archive.accounts import views
from archive.heads.log import HeadLog
from archive.portal.receipt_proof import FORM
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import heads_origin, read_leaf
from firmware.evidence.merkle import leaf_hash, verify_inclusion
from firmware.evidence.note import Verifier, verified_checkpoint
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.ground import Ground

PAGE = Path(__file__).parents[3] / "docs" / "verify.md"


def proof(ground: Ground, number: int) -> dict[str, object]:
    """The file of a receipt, read."""
    answer = ground.client.get(f"{ground.path}/receipts/{number}/proof.json")
    assert 200 == answer.status_code, answer.text[:400]
    name = f"nachweis__{ground.own.register_id}__{number:06d}.json"
    assert f'attachment; filename="{name}"' == answer.headers["content-disposition"]
    return dict(answer.json())


def as_documented() -> Callable[[Path, str], bool]:
    """The function that docs/verify.md tells to use."""
    page = PAGE.read_text(encoding="utf-8").partition("## A receipt's proof")[2]
    code = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert code is not None
    names: dict[str, object] = {}
    exec(code[1], names)
    return cast("Callable[[Path, str], bool]", names["is_proven"])


def test_proven_by_the_evidence_alone(ground: Ground) -> None:
    """Every receipt: checkpoint, leaf and path need neither book nor archive."""
    key = Verifier.parse(str(ground.world.signer.verifier))
    for number in range(1, 25):
        said = json.loads(json.dumps(proof(ground, number)))
        checkpoint = verified_checkpoint(said["checkpoint"], said["origin"], key)
        path = [b64decode(one) for one in said["path"]]
        leaf = leaf_hash(bytes.fromhex(said["hash"]))
        assert (FORM, number, 199) == (said["form"], said["receipt"], checkpoint.size)
        assert verify_inclusion(leaf, said["seq"] - 1, checkpoint.size, path, checkpoint.root)
        assert not verify_inclusion(leaf, said["seq"], checkpoint.size, path, checkpoint.root)


def test_as_the_page_says(ground: Ground, tmp_path: Path) -> None:
    """The documented steps hold for the file, and for no other receipt, row or key."""
    is_proven = as_documented()
    key = str(ground.world.signer.verifier)
    good, other = proof(ground, 5), proof(ground, 6)
    path = tmp_path / "nachweis.json"

    path.write_text(json.dumps(good))
    assert is_proven(path, key)
    assert isinstance(good["row"], list)
    altered = [*good["row"][:4], "9", *good["row"][5:]]
    for change in (
        {"jws": other["jws"]},
        {"row": altered},
        {"hash": other["hash"]},
        {"path": other["path"]},
        {"seq": other["seq"]},
    ):
        path.write_text(json.dumps({**good, **change}))
        assert not is_proven(path, key), change
    path.write_text(json.dumps({**good, "checkpoint": str(good["checkpoint"]).replace("199", "9")}))
    with pytest.raises(EvidenceError):
        is_proven(path, key)


def test_with_the_log_of_heads(ground: Ground) -> None:
    """As soon as that was published; before it there is nothing to say."""
    assert proof(ground, 5)["head"] is None
    HeadLog(ground.world).publish(NOW_UTC)

    head = json.loads(json.dumps(proof(ground, 5)["head"]))

    origin = heads_origin(ground.world.settings.archive.name)
    checkpoint = verified_checkpoint(head["checkpoint"], origin, ground.world.signer.verifier)
    leaf, path = read_leaf(head["leaf"]), [b64decode(one) for one in head["path"]]
    assert 199 == leaf.size
    assert verify_inclusion(leaf.hash, head["index"], checkpoint.size, path, checkpoint.root)


def test_the_page_of_the_receipt_links_it(ground: Ground) -> None:
    """And who took it along is noted."""
    assert f"{ground.path}/receipts/5/proof.json" in ground.page(f"{ground.path}/receipts/5")
    proof(ground, 5)
    with ground.world.database.read() as connection:
        (seen, *_) = views.read(connection, ground.own.tenant_id, None, 1)
    assert {"page": "proof", "till": ground.own.id, "number": 5} == seen.what


def test_what_is_not_proven_is_not_handed_out(ground: Ground) -> None:
    """No such receipt, another's till, nobody who signed in."""
    for number in (0, 999, 10**30):
        ground.page(f"{ground.path}/receipts/{number}/proof.json", 404)
    foreign = f"{ground.tenant_path}/k/{ground.other.id}"
    ground.page(f"{foreign}/receipts/5/proof.json", 404)
    ground.door.visitor = None
    path = f"{ground.path}/receipts/5/proof.json"
    assert 303 == ground.client.get(path).status_code
