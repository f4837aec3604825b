"""The till's own tree: as the library of others has it, whatever was kept, whatever was changed."""

import sqlite3
from pathlib import Path

import pytest

from firmware.evidence.merkle import EMPTY_ROOT, Frontier, leaf_hash, root_of
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync.archive.tree import Mark, Tree, bytes_of, mark_of
from tests.store.till import SoftwareCard, Till


@pytest.fixture
def till(tmp_path: Path) -> Till:
    """A till with some rows."""
    till = Till(Book.create(tmp_path / "book.sqlite"), SoftwareCard())
    till.commission()
    for _ in range(20):
        till.issue()
    return till


def expected(book: Reader, size: int) -> bytes:
    """From the rows themselves, all at once."""
    return root_of(leaf_hash(bytes.fromhex(row.hash)) for row in book.journal(1, size))


def test_every_size_in_any_order(till: Till) -> None:
    """Forward, back, and again."""
    tree = Tree()
    for size in (3, 10, 7, 22, 10, 0, 22, 1):
        assert expected(till.book, size) == tree.root(till.book, size)
    assert EMPTY_ROOT == tree.root(till.book, 0)


def test_what_was_kept_spares_reckoning(till: Till) -> None:
    """Another process begins where this one was."""
    tree = Tree()
    tree.root(till.book, 15)
    kept = tree.kept(15)
    other = Tree(kept)
    assert expected(till.book, 21) == other.root(till.book, 21)
    assert b"" == tree.kept(14)
    mark = mark_of(kept)
    assert isinstance(mark, Mark)
    assert kept == bytes_of(mark)


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"{",
        b"{}",
        b'{"size":3,"hashes":["AAAA"],"last_hash":""}',
        '{"size":3,"hashes":["ä"],"last_hash":""}'.encode(),
        b'{"x":' + b"[" * 100_000,
    ],
)
def test_what_cannot_be_used_is_not(till: Till, kept: bytes) -> None:
    """It is only a cache."""
    assert expected(till.book, 12) == Tree(kept).root(till.book, 12)


def test_a_kept_tree_of_another_book(till: Till, tmp_path: Path) -> None:
    """Its last row is not in this book: reckoned anew."""
    other = Till(Book.create(tmp_path / "other.sqlite"), SoftwareCard(serial=7))
    other.commission()
    tree = Tree()
    tree.root(other.book, 3)
    assert expected(till.book, 12) == Tree(tree.kept(3)).root(till.book, 12)
    other.book.close()


def test_a_kept_tree_that_lies(till: Till) -> None:
    """Right at its last row, wrong before: `fresh_root` believes nothing of it."""
    last = next(till.book.row_hashes(8, 8))
    lie = Mark(frontier=Frontier(size=8, hashes=(bytes(32),)), last_hash=last)
    tree = Tree(bytes_of(lie))
    assert expected(till.book, 9) != tree.root(till.book, 9)
    assert expected(till.book, 9) == tree.fresh_root(till.book, 9)


def test_rows_that_are_not_there(till: Till) -> None:
    """A size beyond the book, and a row without a hash, are named."""
    with pytest.raises(StoreError, match="not 99"):
        Tree().root(till.book, 99)
    path = till.book.path
    till.book.close()
    with sqlite3.connect(path) as raw:
        raw.execute("DROP TRIGGER journal_no_update")
        raw.execute("UPDATE journal SET hash = ? WHERE seq = 5", ("x" * 64,))
    raw.close()
    with Reader.open_read_only(path) as book, pytest.raises(StoreError, match="has no hash"):
        Tree().root(book, 9)
