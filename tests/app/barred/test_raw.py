"""firmware.app.barred.raw: block by block, and zeros where the disk gives nothing."""

import errno
import os
from hashlib import sha256
from pathlib import Path

import pytest

from firmware.app.barred import raw
from firmware.app.barred.raw import BLOCK_BYTES, SECTOR_BYTES, copy_book, size_of


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Three blocks and a bit, with rows that only the -wal holds."""
    path = tmp_path / "book.sqlite"
    path.write_bytes(bytes(range(256)) * (3 * BLOCK_BYTES // 256) + b"end")
    path.with_name("book.sqlite-wal").write_bytes(b"wal")
    path.with_name("book.sqlite-shm").write_bytes(b"shm")
    (tmp_path / "out").mkdir()
    return path


def test_all_of_it(book: Path) -> None:
    """With its -wal and without its shared memory; the digests are those of the files."""
    calls: list[None] = []
    copied = copy_book(book, book.parent / "out", lambda: calls.append(None))
    assert ["book.sqlite", "book.sqlite-wal"] == sorted(
        one.name for one in (book.parent / "out").iterdir()
    )
    assert (size_of(book), 0, 5) == (copied.size, copied.lost, len(calls))
    for name, digest in copied.digests.items():
        assert book.with_name(name).read_bytes() == (book.parent / "out" / name).read_bytes()
        assert digest == sha256(book.with_name(name).read_bytes()).hexdigest()


def test_what_cannot_be_read_becomes_zeros(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One bad sector costs one sector, in its place."""
    bad, real = BLOCK_BYTES + 2 * SECTOR_BYTES, os.pread

    def read(source: int, size: int, at: int) -> bytes:
        if at <= bad < at + size:
            raise OSError(errno.EIO, "bad sector")
        return real(source, size, at)

    monkeypatch.setattr(raw.os, "pread", read)
    copied = copy_book(book, book.parent / "out", lambda: None)
    whole = book.read_bytes()
    expected = whole[:bad] + bytes(SECTOR_BYTES) + whole[bad + SECTOR_BYTES :]
    assert SECTOR_BYTES == copied.lost
    assert expected == (book.parent / "out/book.sqlite").read_bytes()


def test_other_faults_are_told(book: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only a bad sector is stepped over; a disk that is gone is gone."""

    def read(*_: object) -> bytes:
        raise OSError(errno.ENODEV, "gone")

    monkeypatch.setattr(raw.os, "pread", read)
    with pytest.raises(OSError, match="gone"):
        copy_book(book, book.parent / "out", lambda: None)


def test_no_book(tmp_path: Path) -> None:
    """Nothing is made up."""
    with pytest.raises(FileNotFoundError):
        size_of(tmp_path / "book.sqlite")
