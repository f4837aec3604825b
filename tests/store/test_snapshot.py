"""A copy of the book is whole or not there."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.rksv.vat import Buckets
from firmware.store import integrity, snapshot
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from tests.store.till import Till


def test_copy_is_the_book(till: Till, tmp_path: Path) -> None:
    """The copy is one file, whole, and says what the book said at that moment."""
    till.issue(buckets=Buckets(normal=100))
    out = tmp_path / "copy" / "book-2026-Q4.sqlite"
    out.parent.mkdir()
    snapshot.snapshot(till.book, out)
    tail = till.book.tail()
    till.issue(buckets=Buckets(normal=100))
    assert [out] == [*out.parent.iterdir()]
    with Reader.open_read_only(out) as copy:
        assert tail == copy.tail()
        assert integrity.check(copy, integrity.FULL) == ()
    assert integrity.check(till.book, integrity.FULL) == ()


def test_copy_can_be_the_book_again(
    till: Till, tmp_path: Path, new_till: Callable[[Book], Till]
) -> None:
    """A restored copy goes on where it was made."""
    out = tmp_path / "restored.sqlite"
    snapshot.snapshot(till.book, out)
    with Book.open(out) as restored:
        assert new_till(restored).issue().number == 2
        assert integrity.check(restored, integrity.FULL) == ()


def test_reader_can_make_one(till: Till, path: Path, tmp_path: Path) -> None:
    """A copy needs no writing connection."""
    with Reader.open_read_only(path) as reader:
        snapshot.snapshot(reader, tmp_path / "copy.sqlite")
    assert (tmp_path / "copy.sqlite").stat().st_size > 0


def test_older_copy_is_never_overwritten(till: Till, tmp_path: Path) -> None:
    """§ 7 Abs 3 RKSV: what was backed up stays as it is."""
    out = tmp_path / "copy.sqlite"
    out.write_text("an older copy")
    with pytest.raises(StoreError) as refused:
        snapshot.snapshot(till.book, out)
    assert StoreFault.EXISTS is refused.value.fault
    assert out.read_text() == "an older copy"


def test_missing_folder_is_named(till: Till, tmp_path: Path) -> None:
    """A stick that is not there is ABSENT, naming the place of the copy."""
    with pytest.raises(StoreError) as refused:
        snapshot.snapshot(till.book, tmp_path / "stick" / "copy.sqlite")
    assert StoreFault.ABSENT is refused.value.fault
    assert "stick/copy.sqlite.part" in refused.value.place


def test_cut_copy_leaves_only_a_part(
    till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until it is flushed a copy has no name; what a cut left is cleared by the next try."""
    folder = tmp_path / "stick"
    folder.mkdir()
    (folder / "copy.sqlite.part").write_bytes(b"left by a cut")

    def fail(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(StoreError) as refused:
        snapshot.snapshot(till.book, folder / "copy.sqlite")
    assert StoreFault.BROKEN is refused.value.fault
    assert [*folder.iterdir()] == []
    monkeypatch.undo()
    snapshot.snapshot(till.book, folder / "copy.sqlite")
    assert [each.name for each in folder.iterdir()] == ["copy.sqlite"]


def test_unsound_copy_is_refused(
    till: Till, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A copy is examined before it gets its name."""
    monkeypatch.setattr(snapshot, "_QUICK_CHECK", "SELECT 'row 1 missing from index'")
    with pytest.raises(StoreError, match="the copy is not sound: row 1 missing"):
        snapshot.snapshot(till.book, tmp_path / "copy.sqlite")
    assert not (tmp_path / "copy.sqlite").exists()
    assert not (tmp_path / "copy.sqlite.part").exists()
