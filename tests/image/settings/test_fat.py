"""firmware.image.settings.fat: the old file or the new one."""

import os
from pathlib import Path

import pytest

from firmware.image.settings.fat import put, put_over


def test_put(tmp_path: Path) -> None:
    """In place of the old one, and nothing beside it."""
    (tmp_path / "a.txt").write_bytes(b"old")
    put(tmp_path, "a.txt", b"new")
    assert [b"new"] == [one.read_bytes() for one in tmp_path.iterdir()]


def test_the_old_one_is_overwritten(tmp_path: Path) -> None:
    """What it held cannot be read where it lay."""
    (tmp_path / "a.txt").write_bytes(b"secret")
    os.link(tmp_path / "a.txt", tmp_path / "where it lay")
    put_over(tmp_path, "a.txt", b"new")
    assert b"new" == (tmp_path / "a.txt").read_bytes()
    assert bytes(6) == (tmp_path / "where it lay").read_bytes()


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing has changed."""
    (tmp_path / "a.txt").write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        put_over(tmp_path, "a.txt", b"new")
    assert [b"old"] == [one.read_bytes() for one in tmp_path.iterdir()]
