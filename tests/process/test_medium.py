"""What is flushed is what was asked for, and a medium that refuses is heard."""

import os
from pathlib import Path

import pytest

from firmware.process.medium import flush

OPEN = Path("/proc/self/fd")


def test_a_file_and_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by itself, and nothing stays open."""
    flushed: list[Path] = []
    monkeypatch.setattr(os, "fsync", lambda file: flushed.append((OPEN / str(file)).readlink()))
    file = tmp_path / "file"
    file.write_bytes(b"x")
    before = len(list(OPEN.iterdir()))
    flush(file)
    flush(tmp_path)
    assert [file, tmp_path] == flushed
    assert before == len(list(OPEN.iterdir()))


def test_a_medium_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is the caller's, and nothing stays open."""

    def full(_file: int) -> None:
        raise OSError(5, "refused")

    monkeypatch.setattr(os, "fsync", full)
    before = len(list(OPEN.iterdir()))
    with pytest.raises(OSError, match="refused"):
        flush(tmp_path)
    assert before == len(list(OPEN.iterdir()))
    with pytest.raises(FileNotFoundError):
        flush(tmp_path / "nothing")
