"""firmware.evidence.heads: leaves of the log of heads, and proofs that one stands in it."""

from base64 import b64encode
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import (
    HeadLeaf,
    heads_origin,
    prove,
    read_leaf,
    till_origin,
    till_subject,
    views_subject,
)
from firmware.evidence.merkle import EMPTY_ROOT, inclusion_proof, leaf_hash, root_of
from firmware.evidence.note import Checkpoint, Signer, read_note, with_signatures

NAME = "kassa.example.at"
SIGNER = Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
WITNESS = Signer("zeuge.example", Ed25519PrivateKey.generate(), is_witness=True)
LEAF = HeadLeaf(subject=till_subject("0192f0c1"), size=9120, root=EMPTY_ROOT, previous=4)
LEAVES = [leaf_hash(b"%d" % number) for number in range(6)] + [LEAF.hash]
ROOT = root_of(LEAVES)


def proof(index: int = 6, size: int = 7) -> list[str]:
    """The path as the archive says it."""

    def subtree(first: int, level: int) -> bytes:
        return root_of(LEAVES[first : first + (1 << level)])

    return [b64encode(one).decode() for one in inclusion_proof(index, size, subtree)]


def note(origin: str = heads_origin(NAME), root: bytes = ROOT) -> str:
    """The checkpoint of the log of heads."""
    return Checkpoint(origin=origin, size=7, root=root).signed(SIGNER)


def test_a_leaf_is_four_lines() -> None:
    """Subject, size, root, the leaf before."""
    root = b64encode(EMPTY_ROOT).decode()
    assert f"till/0192f0c1\n9120\n{root}\n4\n" == LEAF.text
    first = HeadLeaf(subject=views_subject("t"), size=1, root=EMPTY_ROOT)
    assert f"views/t\n1\n{root}\n-\n" == first.text
    assert leaf_hash(first.text.encode()) == first.hash


@given(size=st.integers(0, 10**17), previous=st.none() | st.integers(0, 10**17))
def test_a_leaf_is_read_as_it_was_written(size: int, previous: int | None) -> None:
    """Whatever it says."""
    leaf = replace(LEAF, size=size, previous=previous)
    assert leaf == read_leaf(leaf.text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        LEAF.text[:-1],
        LEAF.text + "\n",
        LEAF.text.replace("9120", "09120"),
        LEAF.text.replace("till/", "shop/"),
        LEAF.text.replace("\n4\n", "\n\n"),
        LEAF.text.replace("U=\n", "V=\n"),
        LEAF.text.replace("=\n", "!\n"),
        "till/" + "x" * 2000,
    ],
)
def test_what_is_no_leaf(text: str) -> None:
    """One form only."""
    with pytest.raises(EvidenceError):
        read_leaf(text)


def test_a_proof_holds() -> None:
    """Leaf, path and checkpoint fit together."""
    found = prove(LEAF.text, 6, proof(), note(), SIGNER.verifier)
    assert (LEAF, 6, 7) == (found.leaf, found.index, found.checkpoint.size)
    assert {} == found.witnessed_by([WITNESS.verifier])


def test_a_witness_is_named_with_its_time() -> None:
    """Only who really cosigned."""
    said = read_note(note())
    line = read_note(f"{said.text}\n{WITNESS.sign(said.text, 1_800_000_000)}").lines[0]
    text = str(with_signatures(said, [line]))
    found = prove(LEAF.text, 6, proof(), text, SIGNER.verifier)
    other = Signer("zeuge.example", Ed25519PrivateKey.generate(), is_witness=True)
    assert {"zeuge.example": 1_800_000_000} == found.witnessed_by([WITNESS.verifier])
    assert {} == found.witnessed_by([other.verifier])


@pytest.mark.parametrize(
    ("leaf", "index", "path", "text", "why"),
    [
        (replace(LEAF, size=9119).text, 6, proof(), note(), "does not stand"),
        (LEAF.text, 5, proof(), note(), "does not stand"),
        (LEAF.text, 6, proof()[:-1], note(), "does not stand"),
        (LEAF.text, 6, proof(), note(root=EMPTY_ROOT), "does not stand"),
        (LEAF.text, 6, ["AAAA"], note(), "32 bytes"),
        (LEAF.text, 6, proof() * 40, note(), "more than 64"),
        (LEAF.text, 6, proof(), note(origin="kassa.example.at/till/1"), "not of"),
        (LEAF.text, 6, proof(), note().replace("\n7\n", "\n8\n"), "not signed"),
    ],
)
def test_a_proof_that_is_none(leaf: str, index: int, path: list[str], text: str, why: str) -> None:
    """Each altered part is named."""
    with pytest.raises(EvidenceError, match=why):
        prove(leaf, index, path, text, SIGNER.verifier)


def test_logs_are_named_after_the_archive() -> None:
    """One origin for each."""
    assert "kassa.example.at/till/1" == till_origin(NAME, "1")
    assert "kassa.example.at/heads" == heads_origin(NAME)
