"""Small files between two processes."""

import os
from pathlib import Path

import pytest

from firmware.sync.whole_file import PART_SUFFIX, read_bounded, write_whole


def test_a_file_is_there_whole_with_its_mode(tmp_path: Path) -> None:
    """The other process reads by its group, whatever the umask says."""
    path = tmp_path / "one.json"
    before = os.umask(0o077)
    try:
        write_whole(path, b"{}", 0o640)
    finally:
        os.umask(before)
    assert (b"{}", 0o640) == (path.read_bytes(), path.stat().st_mode & 0o777)


def test_what_a_cut_left_beside_is_replaced(tmp_path: Path) -> None:
    """A half written file never becomes the file."""
    path = tmp_path / "one.json"
    (tmp_path / f"one.json{PART_SUFFIX}").write_bytes(b"half")
    write_whole(path, b"whole", 0o640)
    assert (["one.json"], b"whole") == ([one.name for one in tmp_path.iterdir()], path.read_bytes())


def test_a_file_that_cannot_be_written_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the new answer, never the old one."""
    path = tmp_path / "one.json"
    write_whole(path, b"old", 0o640)

    def full(_descriptor: int) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, b"new", 0o640)
    assert (["one.json"], b"old") == ([one.name for one in tmp_path.iterdir()], path.read_bytes())


def test_more_than_allowed_is_not_read(tmp_path: Path) -> None:
    """A file of another process may be anything."""
    path = tmp_path / "one.json"
    path.write_bytes(b"12345")
    assert b"12345" == read_bounded(path, 5)
    with pytest.raises(OSError, match="longer than 4 bytes"):
        read_bounded(path, 4)


def test_only_a_file_is_read(tmp_path: Path) -> None:
    """No folder, and no link to somewhere else."""
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "one.json")
    (tmp_path / "one.json").write_bytes(b"{}")
    for path in (link, tmp_path):
        with pytest.raises(OSError, match=r"symbolic|directory"):
            read_bounded(path, 5)


def test_a_pipe_holds_nobody_up(tmp_path: Path) -> None:
    """Whether somebody holds its other end and says nothing, or nobody does: it is no file."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    with pytest.raises(OSError, match="not a regular file"):
        read_bounded(path, 5)
    held = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    try:
        with pytest.raises(OSError, match="not a regular file"):
            read_bounded(path, 5)
    finally:
        os.close(held)
