"""Whether a checkpoint is as it should be."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.evidence.note import Checkpoint, Signer
from firmware.store.book import Book
from firmware.sync.archive.doubt import Doubt, DoubtError, Known, require_good
from firmware.sync.archive.tree import Tree
from tests.store.till import SoftwareCard, Till

SIGNER = Signer("archive.test", Ed25519PrivateKey.generate())
ORIGIN = "archive.test/till/1"


@pytest.fixture
def till(tmp_path: Path) -> Till:
    """A till with some rows."""
    till = Till(Book.create(tmp_path / "book.sqlite"), SoftwareCard())
    till.commission()
    return till


def checkpoint(till: Till, size: int, root: bytes | None = None) -> Checkpoint:
    """The true one, or with another root."""
    true = Tree().root(till.book, size)
    return Checkpoint(origin=ORIGIN, size=size, root=true if root is None else root)


def doubt_of(till: Till, text: str, held: Checkpoint | None = None) -> Doubt | None:
    """What is wrong with a note; None: nothing."""
    known = Known(origin=ORIGIN, key=SIGNER.verifier, held=held)
    try:
        require_good(text, known, Tree(), till.book)
    except DoubtError as error:
        return error.doubt
    return None


def test_good_ones(till: Till) -> None:
    """Any size of this book, from the empty log on, never less than before."""
    for size in range(5):
        assert doubt_of(till, checkpoint(till, size).signed(SIGNER)) is None
    held = checkpoint(till, 2)
    assert doubt_of(till, checkpoint(till, 2).signed(SIGNER), held) is None
    assert doubt_of(till, checkpoint(till, 4).signed(SIGNER), held) is None


def test_bad_ones(till: Till) -> None:
    """Each by its word."""
    good = checkpoint(till, 3).signed(SIGNER)
    other = Signer("archive.test", Ed25519PrivateKey.generate())
    origin = Checkpoint(origin="archive.test/till/2", size=0, root=Tree().root(till.book, 0))
    false = checkpoint(till, 3, bytes(32))
    assert Doubt.SIGNATURE is doubt_of(till, "")
    assert Doubt.SIGNATURE is doubt_of(till, good.replace("\n3\n", "\n2\n"))
    assert Doubt.SIGNATURE is doubt_of(till, checkpoint(till, 3).signed(other))
    assert Doubt.ORIGIN is doubt_of(till, origin.signed(SIGNER))
    assert Doubt.ROLLBACK is doubt_of(till, good, checkpoint(till, 4))
    assert Doubt.ROOT is doubt_of(till, false.signed(SIGNER))
    ahead = Checkpoint(origin=ORIGIN, size=9999, root=bytes(32))
    assert Doubt.AHEAD is doubt_of(till, ahead.signed(SIGNER))
    assert Doubt.BOOK is doubt_of(till, checkpoint(till, 4).signed(SIGNER), false)


@pytest.mark.parametrize("at", range(0, 150, 7))
def test_one_bit_of_a_note(till: Till, at: int) -> None:
    """Whatever is changed, something is wrong with it."""
    text = bytearray(checkpoint(till, 3).signed(SIGNER).encode())
    text[at] ^= 1
    assert doubt_of(till, text.decode(errors="replace")) is not None
