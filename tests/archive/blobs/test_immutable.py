"""archive.blobs.immutable: the mark that keeps a file from root as well."""

from pathlib import Path

import pytest

from archive.blobs.immutable import is_immutable, mark


def test_marked(tmp_path: Path) -> None:
    """Nobody deletes or writes it until the mark is off."""
    path = tmp_path / "file"
    path.write_bytes(b"x")
    if not mark(path, is_kept=True):
        pytest.skip("this user or file system knows no immutable files")
    try:
        assert is_immutable(path)
        with pytest.raises(PermissionError):
            path.unlink()
        with pytest.raises(PermissionError):
            path.write_bytes(b"y")
    finally:
        assert mark(path, is_kept=False)
    assert not is_immutable(path)
    path.unlink()


def test_not_there(tmp_path: Path) -> None:
    """Where it cannot be, it is said and not raised."""
    assert not mark(tmp_path / "none", is_kept=True)
    assert not is_immutable(tmp_path / "none")
    assert not mark(Path("/proc/self/status"), is_kept=True)
