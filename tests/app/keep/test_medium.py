"""firmware.app.keep.medium: a folder on another medium, whose files only grow."""

import errno
import os
from pathlib import Path

import pytest

from firmware.app.keep.medium import FolderMedium, SameMediumError

NAME = "spiegel.jsonl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    made = tmp_path / "medium"
    made.mkdir()
    return made


@pytest.fixture
def medium(folder: Path) -> FolderMedium:
    """It, wherever it lies."""
    return FolderMedium(folder, None)


def test_files_grow(medium: FolderMedium, folder: Path) -> None:
    """What was appended is there, in its order, for its owner alone."""
    medium.append(NAME, 0, b"one ")
    medium.append(NAME, 4, b"two")
    assert b"one two" == medium.read(NAME)
    assert (7, (NAME,)) == (medium.size(NAME), medium.names())
    assert 0o600 == (folder / NAME).stat().st_mode & 0o777


def test_behind_another_writer(medium: FolderMedium, folder: Path) -> None:
    """A file that has another size than was left is not written to."""
    medium.append(NAME, 0, b"one")
    for at in (0, 2, 4):
        with pytest.raises(OSError, match="has 3 bytes"):
            medium.append(NAME, at, b"two")
    assert b"one" == (folder / NAME).read_bytes()


def test_a_torn_end_is_cut_off(medium: FolderMedium) -> None:
    """Down to what is whole."""
    medium.append(NAME, 0, b"whole torn")
    medium.cut(NAME, 5)
    assert b"whole" == medium.read(NAME)


def test_gone(medium: FolderMedium, folder: Path) -> None:
    """A medium that was pulled says so at every call."""
    folder.rmdir()
    for call in (
        medium.names,
        lambda: medium.size(NAME),
        lambda: medium.read(NAME),
        lambda: medium.append(NAME, 0, b"one"),
        lambda: medium.cut(NAME, 0),
    ):
        with pytest.raises(FileNotFoundError):
            call()


def test_nothing_is_mounted(folder: Path, tmp_path: Path) -> None:
    """M14: an empty mount point is a folder on the first medium, and no second one."""
    book = tmp_path / "book.sqlite"
    book.touch()
    medium = FolderMedium(folder, book)
    for call in (medium.names, lambda: medium.append(NAME, 0, b"one")):
        with pytest.raises(SameMediumError, match="nothing is mounted there"):
            call()
    assert [] == list(folder.iterdir())


def test_another_device(tmp_path: Path) -> None:
    """Where book and system lie elsewhere the folder is taken; where one of them does not, not."""
    here = tmp_path.stat().st_dev
    others = (Path(name) for name in ("/dev/shm", "/var/tmp", "/run"))
    other = next((one for one in others if _is_ours(one) and one.stat().st_dev != here), None)
    if other is None:
        pytest.skip("no second file system here")
    with pytest.raises(SameMediumError):
        FolderMedium(tmp_path, other, tmp_path).names()
    medium = FolderMedium(tmp_path, other, other)
    medium.append(NAME, 0, b"one")
    assert (NAME,) == medium.names()


def _is_ours(folder: Path) -> bool:
    return os.access(folder, os.W_OK)


def test_a_link_is_not_followed(medium: FolderMedium, folder: Path, tmp_path: Path) -> None:
    """Whoever wrote on the medium does not lead us elsewhere."""
    target = tmp_path / "target"
    target.write_bytes(b"")
    (folder / NAME).symlink_to(target)
    with pytest.raises(OSError, match=os.strerror(errno.ELOOP)):
        medium.append(NAME, 0, b"one")
    assert b"" == target.read_bytes()


def test_short_writes(medium: FolderMedium, monkeypatch: pytest.MonkeyPatch) -> None:
    """A medium that takes a byte at a time gets all of them."""
    whole = os.pwrite
    monkeypatch.setattr(os, "pwrite", lambda fd, data, at: whole(fd, bytes(data[:1]), at))
    medium.append(NAME, 0, b"one")
    medium.append(NAME, 3, b" two")
    assert b"one two" == medium.read(NAME)
