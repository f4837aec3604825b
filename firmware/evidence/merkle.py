"""Merkle trees of RFC 6962 § 2.1: heads, growth by one leaf at a time, proofs both ways.

Hashes are 32 bytes of SHA-256. A tree of size 0 has the hash of nothing as its root.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, TypeAlias

from firmware.evidence.errors import EvidenceError

HASH_BYTES: Final = 32
EMPTY_ROOT: Final = sha256(b"").digest()
#: Deeper than any tree whose size is a 64-bit number.
MAX_PROOF: Final = 64

#: The root of the complete subtree over leaves [first, first + 2^level), first a multiple of it.
Subtree: TypeAlias = Callable[[int, int], bytes]


def leaf_hash(entry: bytes) -> bytes:
    """The hash of a leaf over its entry."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """A tree as far as growing needs it: the roots of its complete subtrees, largest first.

    One hash for each bit set in `size`: at most 64 for any log, 20 for a million leaves.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise EvidenceError(f"a frontier of {self.size} leaves has {len(self.hashes)} hashes")

    def grown(self, leaves: Iterable[bytes]) -> "Frontier":
        """With more leaves behind, each given by its leaf hash."""
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            node, rest = leaf, size
            while rest & 1:
                node = node_hash(hashes.pop(), node)
                rest >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size=size, hashes=tuple(hashes))

    def root(self) -> bytes:
        """The root over all leaves."""
        if not self.hashes:
            return EMPTY_ROOT
        *left, node = self.hashes
        for one in reversed(left):
            node = node_hash(one, node)
        return node


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes."""
    return Frontier().grown(leaves).root()


def inclusion_proof(index: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """The audit path of leaf `index` in the tree of `size` leaves, from the leaf up.

    Raises:
        EvidenceError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise EvidenceError(f"no leaf {index} in a tree of {size}")
    return tuple(_path(index, 0, size, subtree))


def consistency_proof(old: int, size: int, subtree: Subtree) -> tuple[bytes, ...]:
    """That the tree of `old` leaves is the begin of that of `size` (RFC 6962 § 2.1.2).

    Raises:
        EvidenceError: `old` is none of 1 to `size`.
    """
    if not 0 < old <= size:
        raise EvidenceError(f"no tree of {old} before one of {size}")
    return tuple(_subproof(old, (0, size), subtree, is_whole=True))


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Whether `leaf` is number `index` of the tree with this root (RFC 9162 § 2.1.3.2)."""
    if not 0 <= index < size or not _is_proof(proof):
        return False
    node, at, last = leaf, index, size - 1
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = node_hash(one, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, one)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def verify_consistency(
    old: tuple[int, bytes], new: tuple[int, bytes], proof: Sequence[bytes]
) -> bool:
    """Whether the tree `old` (size, root) is the begin of `new` (RFC 9162 § 2.1.4.2)."""
    (old_size, old_root), (size, root) = old, new
    if not 0 < old_size <= size or not _is_proof(proof):
        return False
    if old_size == size:
        return not proof and old_root == root
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    at, last = old_size - 1, size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_node = node = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            old_node, node = node_hash(one, old_node), node_hash(one, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = node_hash(node, one)
        at, last = at >> 1, last >> 1
    return last == 0 and old_node == old_root and node == root


def _is_proof(proof: Sequence[bytes]) -> bool:
    return len(proof) <= MAX_PROOF and all(len(one) == HASH_BYTES for one in proof)


def _root(first: int, end: int, subtree: Subtree) -> bytes:
    """The root over leaves [first, end) out of complete subtrees."""
    nodes, at = [], first
    while at < end:
        level = (end - at).bit_length() - 1
        nodes.append(subtree(at, level))
        at += 1 << level
    node = nodes.pop()
    while nodes:
        node = node_hash(nodes.pop(), node)
    return node


def _split(size: int) -> int:
    """The largest power of two below `size`, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def _path(index: int, first: int, end: int, subtree: Subtree) -> list[bytes]:
    if end - first == 1:
        return []
    middle = first + _split(end - first)
    if index < middle:
        return [*_path(index, first, middle, subtree), _root(middle, end, subtree)]
    return [*_path(index, middle, end, subtree), _root(first, middle, subtree)]


def _subproof(old: int, span: tuple[int, int], subtree: Subtree, *, is_whole: bool) -> list[bytes]:
    first, end = span
    if old == end - first:
        return [] if is_whole else [_root(first, end, subtree)]
    middle = first + _split(end - first)
    if old <= middle - first:
        proof = _subproof(old, (first, middle), subtree, is_whole=is_whole)
        return [*proof, _root(middle, end, subtree)]
    rest = old - (middle - first)
    proof = _subproof(rest, (middle, end), subtree, is_whole=False)
    return [*proof, _root(first, middle, subtree)]
