"""A file that is laid down to be noticed."""

import os
from pathlib import Path

from firmware.sync.archive.bell import Bell


def test_it_rings_once_for_each_file(tmp_path: Path) -> None:
    """Taken away, and heard again when another one lies there."""
    path = tmp_path / "now"
    bell = Bell(path, is_taken=True)
    assert not bell.rings()
    for _ in range(2):
        path.write_text("z")
        assert (True, False, False) == (bell.rings(), path.exists(), bell.rings())


def test_one_that_is_left_there(tmp_path: Path) -> None:
    """Heard once, and again when it is another one or was written anew."""
    path = tmp_path / "key"
    bell = Bell(path, is_taken=False)
    path.write_text("1")
    assert (True, False) == (bell.rings(), bell.rings())
    os.utime(path, ns=(5, 5))
    assert (True, False, True) == (bell.rings(), bell.rings(), path.exists())


def test_what_is_no_file(tmp_path: Path) -> None:
    """A folder or a link in its place rings nothing."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "folder")
    assert not Bell(tmp_path / "folder", is_taken=True).rings()
    assert not Bell(tmp_path / "link", is_taken=True).rings()
