"""firmware.image.boot_partition: writable for a moment, for one program at a time."""

import fcntl
import os
from pathlib import Path

import pytest

from firmware.image.boot_partition import remount, writable


class Mount:
    """Remembers what was asked of mount."""

    def __init__(self, *, fails: str = "") -> None:
        self.asked: list[str] = []
        self._fails = fails

    def __call__(self, folder: Path, options: str) -> None:
        self.asked.append(options)
        if options == self._fails:
            raise OSError(f"{folder}: no")


def test_for_a_moment(tmp_path: Path) -> None:
    """Writable inside, read-only again afterwards, also when the writing failed."""
    mount = Mount()
    moment = writable(tmp_path, tmp_path / "l/k", mount)
    moment.__enter__()
    assert ["rw"] == mount.asked
    assert not moment.__exit__(ValueError, ValueError("failed"), None)
    assert ["rw", "ro"] == mount.asked


def test_cannot_be_written(tmp_path: Path) -> None:
    """Whoever wanted to write hears it, and nothing inside is done."""
    with pytest.raises(OSError, match="no"), writable(tmp_path, tmp_path / "k", Mount(fails="rw")):
        pytest.fail("not writable")


def test_stays_writable(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """That is no reason not to sell: it is said, and no more."""
    with writable(tmp_path, tmp_path / "k", Mount(fails="ro")):
        pass
    assert "no" in capfd.readouterr().err


def test_one_at_a_time(tmp_path: Path) -> None:
    """The lock is held inside and free afterwards."""
    lock = tmp_path / "k"
    with writable(tmp_path, lock, Mount()):
        other = os.open(lock, os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_what_mount_says(tmp_path: Path) -> None:
    """A folder that is no mount is refused in mount's own words."""
    with pytest.raises(OSError, match="remount rw"):
        remount(tmp_path, "rw")
