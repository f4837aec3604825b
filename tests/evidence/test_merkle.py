"""firmware.evidence.merkle: trees of RFC 6962, against a second implementation."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

LEAVES = [leaf_hash(b"%d" % number) for number in range(140)]


def subtree(first: int, level: int) -> bytes:
    """Straight from the leaves."""
    return root_of(LEAVES[first : first + (1 << level)])


def test_nothing_has_the_hash_of_nothing() -> None:
    """RFC 6962 § 2.1: MTH({}) = SHA-256()."""
    assert sha256(b"").digest() == EMPTY_ROOT == Frontier().root()


def test_roots_are_those_of_another_implementation() -> None:
    """RFC 6962 § 2.1: for every size."""
    other = InmemoryTree(algorithm="sha256")
    for size in range(1, 140):
        other.append_entry(b"%d" % (size - 1))
        assert other.get_root() == root_of(LEAVES[:size])


@given(cut=st.integers(0, 139))
def test_growing_in_two_steps_is_growing_in_one(cut: int) -> None:
    """The frontier is all that growing needs."""
    assert Frontier().grown(LEAVES) == Frontier().grown(LEAVES[:cut]).grown(LEAVES[cut:])


def test_a_frontier_of_another_size_is_none() -> None:
    """One hash for each bit."""
    with pytest.raises(EvidenceError, match="has 1 hashes"):
        Frontier(size=3, hashes=(EMPTY_ROOT,))


@given(size=st.integers(1, 140), data=st.data())
def test_each_leaf_is_proven_and_no_other(size: int, data: st.DataObject) -> None:
    """RFC 6962 § 2.1.1: at its place, of this size, with this root."""
    index = data.draw(st.integers(0, size - 1))
    proof, root = inclusion_proof(index, size, subtree), root_of(LEAVES[:size])
    assert verify_inclusion(LEAVES[index], index, size, proof, root)
    wrong = data.draw(st.integers(0, size + 1))
    if wrong != index:
        assert not verify_inclusion(LEAVES[index], wrong, size, proof, root)
    assert not verify_inclusion(EMPTY_ROOT, index, size, proof, root)
    assert not verify_inclusion(LEAVES[index], index, size, (*proof, EMPTY_ROOT), root)


@given(size=st.integers(1, 140), data=st.data())
def test_an_older_tree_is_the_begin_of_a_newer(size: int, data: st.DataObject) -> None:
    """RFC 6962 § 2.1.2: and a changed one is not."""
    old = data.draw(st.integers(1, size))
    proof = consistency_proof(old, size, subtree)
    before, after = (old, root_of(LEAVES[:old])), (size, root_of(LEAVES[:size]))
    assert verify_consistency(before, after, proof)
    assert not verify_consistency((old, EMPTY_ROOT), after, proof)
    assert not verify_consistency(before, (size, EMPTY_ROOT), proof)
    if proof:
        assert not verify_consistency(before, after, proof[:-1])


def test_there_is_no_proof_of_what_is_not() -> None:
    """Outside of the tree."""
    with pytest.raises(EvidenceError, match="no leaf 3"):
        inclusion_proof(3, 3, subtree)
    with pytest.raises(EvidenceError, match="no tree of 0"):
        consistency_proof(0, 3, subtree)
