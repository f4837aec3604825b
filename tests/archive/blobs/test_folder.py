"""archive.blobs.folder: what only a folder has."""

import fcntl
import os
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path
from stat import S_IMODE

import pytest

from archive.blobs import folder as folders
from archive.blobs.folder import FILES, KEPT, PARTS, FolderBlobs
from archive.blobs.port import BlobError, BlobLostError
from tests.archive.blobs.test_port import KEY, UNTIL, source


def test_read_only_and_immutable(folder: FolderBlobs, tmp_path: Path) -> None:
    """Nobody writes into it or deletes it by accident; nothing is left beside it."""
    stored = folder.put_once(KEY, *source(tmp_path), UNTIL)
    path = tmp_path / "blobs" / FILES / KEY
    assert 0o444 == S_IMODE(path.stat().st_mode)
    assert [] == list((tmp_path / "blobs" / PARTS).iterdir())
    if os.geteuid() == 0:
        with pytest.raises(PermissionError):
            path.unlink()
    assert stored.version == stored.sha256


def test_put_by_two_at_once(
    folder: FolderBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is through before the first took its part away: both are told it is kept."""
    path = tmp_path / "blobs" / FILES / KEY
    really, answers = folders._sync, []

    def sync(place: Path) -> None:
        really(place)
        if place == path.parent and path.exists() and not answers:
            answers.append("begun")
            answers.append(folder.put_once(KEY, *source(tmp_path), UNTIL).sha256)

    monkeypatch.setattr(folders, "_sync", sync)
    stored = folder.put_once(KEY, *source(tmp_path), UNTIL)
    assert ["begun", stored.sha256] == answers
    assert [] == list((tmp_path / "blobs" / PARTS).iterdir())
    assert 1 == path.stat().st_nlink
    if os.geteuid() == 0:
        with pytest.raises(PermissionError):
            path.unlink()


def test_not_immutable_where_not_wanted(tmp_path: Path) -> None:
    """A demo's folder can be thrown away."""
    FolderBlobs(tmp_path / "blobs", is_immutable=False).put_once(KEY, *source(tmp_path), UNTIL)
    shutil.rmtree(tmp_path / "blobs")
    assert not (tmp_path / "blobs").exists()


def test_changed_on_the_disk(tmp_path: Path) -> None:
    """Each time it is read it is compared."""
    blobs = FolderBlobs(tmp_path / "blobs", is_immutable=False)
    stored = blobs.put_once(KEY, *source(tmp_path), UNTIL)
    path = tmp_path / "blobs" / FILES / KEY
    path.chmod(0o644)
    path.write_bytes(b"a packagf")
    with pytest.raises(BlobLostError, match="not what was put there"):
        blobs.open(stored)


def test_a_torn_line(folder: FolderBlobs, tmp_path: Path) -> None:
    """What a cut left of a promise is passed over, and the next one stands on its own."""
    stored = folder.put_once(KEY, *source(tmp_path), UNTIL)
    with (tmp_path / "blobs" / KEPT / KEY).open("ab") as file:
        file.write(b'\n{"until":"20')
    folder.extend(stored, date(2036, 12, 31))
    assert date(2036, 12, 31) == folder.retained_until(stored)


def test_swept(folder: FolderBlobs, tmp_path: Path) -> None:
    """A part that nobody writes goes; one that somebody writes stays."""
    folder.sweep()
    parts = tmp_path / "blobs" / PARTS
    parts.mkdir(parents=True)
    (parts / "left").write_bytes(b"x")
    with (parts / "now").open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        folder.sweep()
    assert ["now"] == [one.name for one in parts.iterdir()]


def test_no_room(tmp_path: Path) -> None:
    """What the file system refuses is said as ours."""
    (tmp_path / "blobs").write_bytes(b"a file")
    blobs = FolderBlobs(tmp_path / "blobs")
    with pytest.raises(BlobError):
        blobs.put_once(KEY, *source(tmp_path), UNTIL)
    assert [] == list(blobs.keys(""))


def test_a_full_disk_leaves_nothing(
    folder: FolderBlobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A sync that fails: the package is not acknowledged, and may come again."""
    path, digest = source(tmp_path)

    def refuse(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(BlobError, match="No space"):
            folder.put_once(KEY, path, digest, UNTIL)
    assert sha256(b"a package").hexdigest() == folder.put_once(KEY, path, digest, UNTIL).version
