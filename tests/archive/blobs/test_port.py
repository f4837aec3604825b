"""archive.blobs.port: one conduct over a folder and an object store."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobError, BlobExistsError, BlobLostError
from archive.blobs.s3 import ObjectBlobs

Place = FolderBlobs | ObjectBlobs
UNTIL: date = date(2033, 12, 31)
KEY: str = "packages/0192f0c1/2026-11-21_z_0414.zip"


def source(tmp_path: Path, content: bytes = b"a package") -> tuple[Path, str]:
    """A file to be kept, and its SHA-256."""
    digest = sha256(content).hexdigest()
    path = tmp_path / digest
    path.write_bytes(content)
    return path, digest


def test_put_and_read(blobs: Place, tmp_path: Path) -> None:
    """What comes out is what went in, and its day stands."""
    path, digest = source(tmp_path)
    stored = blobs.put_once(KEY, path, digest, UNTIL)
    assert (KEY, digest, 9) == (stored.key, stored.sha256, stored.size)
    assert stored.version
    with blobs.open(stored) as file:
        assert b"a package" == file.read()
    assert UNTIL == blobs.retained_until(stored)
    assert [KEY] == list(blobs.keys("packages/"))
    assert [] == list(blobs.keys("documents/"))


def test_the_same_again(blobs: Place, tmp_path: Path) -> None:
    """A lost answer is asked for again, and is the same; a longer day is taken over."""
    path, digest = source(tmp_path)
    first = blobs.put_once(KEY, path, digest, UNTIL)
    assert first == blobs.put_once(KEY, path, digest, date(2031, 12, 31))
    assert UNTIL == blobs.retained_until(first)
    assert first == blobs.put_once(KEY, path, digest, date(2036, 12, 31))
    assert date(2036, 12, 31) == blobs.retained_until(first)


def test_another_under_the_same_key(blobs: Place, tmp_path: Path) -> None:
    """Nothing is ever overwritten."""
    stored = blobs.put_once(KEY, *source(tmp_path), UNTIL)
    with pytest.raises(BlobExistsError):
        blobs.put_once(KEY, *source(tmp_path, b"another"), UNTIL)
    with blobs.open(stored) as file:
        assert b"a package" == file.read()


def test_at_once(blobs: Place, tmp_path: Path) -> None:
    """Of many that put under one key one wins, and everybody who had the same bytes is told so."""
    both = [source(tmp_path, b"one"), source(tmp_path, b"two")]

    def put(number: int) -> str:
        try:
            return blobs.put_once(KEY, *both[number % 2], UNTIL).sha256
        except BlobExistsError:
            return ""

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(put, range(16)))
    (winner,) = set(answers) - {""}
    number = [digest for _, digest in both].index(winner)
    assert [winner if one % 2 == number else "" for one in range(16)] == answers


def test_another_digest(blobs: Place, tmp_path: Path) -> None:
    """What was damaged before it came here is not kept."""
    path, _ = source(tmp_path)
    with pytest.raises(BlobError, match="SHA-256"):
        blobs.put_once(KEY, path, "0" * 64, UNTIL)
    assert [] == list(blobs.keys(""))


@pytest.mark.parametrize(
    "key", ["", "/etc/passwd", "../up", "a/../b", "a//b", "A", ".a", "a/.b", "x" * 401, "a\0", "a/"]
)
def test_no_key(blobs: Place, tmp_path: Path, key: str) -> None:
    """Nothing leads out of the place."""
    with pytest.raises(BlobError):
        blobs.put_once(key, *source(tmp_path), UNTIL)


def test_only_longer(blobs: Place, tmp_path: Path) -> None:
    """§ 132 BAO: a day once promised is never taken back."""
    stored = blobs.put_once(KEY, *source(tmp_path), UNTIL)
    blobs.extend(stored, UNTIL)
    blobs.extend(stored, date(2036, 12, 31))
    assert date(2036, 12, 31) == blobs.retained_until(stored)
    with pytest.raises(BlobError, match="kept until 2036-12-31"):
        blobs.extend(stored, UNTIL)
    assert date(2036, 12, 31) == blobs.retained_until(stored)


def test_held(blobs: Place, tmp_path: Path) -> None:
    """§ 132 Abs 1 BAO: while a proceeding is pending, whatever the day."""
    stored = blobs.put_once(KEY, *source(tmp_path), UNTIL)
    assert not blobs.is_held(stored) if isinstance(blobs, FolderBlobs) else True
    for is_held in (True, True, False):
        blobs.hold(stored, is_held=is_held)
        assert is_held is blobs.is_held(stored)
    assert UNTIL == blobs.retained_until(stored)


def test_lost(blobs: Place, tmp_path: Path) -> None:
    """Not there, or not what was put there: both are said, and nothing is handed on."""
    stored = blobs.put_once(KEY, *source(tmp_path), UNTIL)
    for wrong in (
        replace(stored, sha256="0" * 64),
        replace(stored, size=8),
        replace(stored, key="packages/other"),
    ):
        with pytest.raises(BlobLostError):
            blobs.open(wrong)


def test_no_source(blobs: Place, tmp_path: Path) -> None:
    """A file that went away is a refusal of ours."""
    with pytest.raises(BlobError):
        blobs.put_once(KEY, tmp_path / "none", "0" * 64, UNTIL)
