"""firmware.sync.archive_file: what kassad is told of the archive, bounded, and never trusted."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.sync import archive_file
from firmware.sync.archive_file import MAX_BYTES, ArchiveFile, ArchiveFileError

WHOLE = ArchiveFile(
    pending=12,
    alarm="gap",
    confirmed=4711,
    state="ok",
    till_id="0192f0c1-7000-7000-8000-000000000001",
    words="fehlt ab Zeile 4712",
    last_contact_utc="2026-11-20T09:41:00+00:00",
    checkpoint="archiv.example/till/1\n4711\nAAAA\n\n— archiv.example BBBB\n",
    origin="archiv.example/till/1",
    archive_key="archiv.example+00000000+AAAA",
    links="https://bon.example/",
    receipts=414,
    proof="{}",
    root_short="ABCD-EFGH-2345",
)


def test_it_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """All members, and whoever is no member of the group may read it, too."""
    path = tmp_path / "archive.json"
    archive_file.write(path, WHOLE)
    assert WHOLE == archive_file.read(path)
    assert 0o644 == path.stat().st_mode & 0o777


def test_an_older_writer_says_less(tmp_path: Path) -> None:
    """What is not said is empty; what nobody here knows is left alone."""
    path = tmp_path / "archive.json"
    path.write_bytes(b'{"pending": 1, "mood": "good"}')
    assert ArchiveFile(pending=1) == archive_file.read(path)


def test_no_file_is_no_archive(tmp_path: Path) -> None:
    """A stall may have none."""
    assert archive_file.read(tmp_path / "archive.json") is None


def test_the_moment_of_the_last_contact() -> None:
    """In UTC, whatever offset it was written with; none is none."""
    assert ArchiveFile(pending=0).contact_utc is None
    told = ArchiveFile(pending=0, last_contact_utc="2026-11-20T10:41:00+01:00")
    assert datetime(2026, 11, 20, 9, 41, tzinfo=UTC) == told.contact_utc


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b'{"pending": -1}',
        b'{"pending": "12"}',
        b'{"pending": 1.5}',
        b'{"pending": 99999999999}',
        b'{"alarm": ""}',
        b'{"pending": 1, "alarm": 7}',
        b'{"pending": 1, "alarm": "\xff"}',
        b'{"pending": 1, "state": "fine"}',
        b'{"pending": 1, "words": "\\u001b[2J"}',
        b'{"pending": 1, "last_contact_utc": "today"}',
        b'{"pending": 1, "last_contact_utc": "2026-11-20T10:41:00"}',
        b'{"pending": 1, "last_contact_utc": "0001-01-01T00:00:00+14:00"}',
        b'{"pending": 1, "till_id": "' + b"x" * 41 + b'"}',
        b'{"pending": 1, "checkpoint": "' + b"x" * 5000 + b'"}',
        b"[" * MAX_BYTES,
    ],
)
def test_what_is_no_status(tmp_path: Path, content: bytes) -> None:
    """Another form, another kind, longer than it may be: refused by name."""
    path = tmp_path / "archive.json"
    path.write_bytes(content)
    with pytest.raises(ArchiveFileError, match=r"archive\.json"):
        archive_file.read(path)


def test_what_is_no_such_file(tmp_path: Path) -> None:
    """A longer one, a folder, a pipe in its place: none of them holds anybody up."""
    path = tmp_path / "archive.json"
    path.write_bytes(b" " * (MAX_BYTES + 1))
    with pytest.raises(OSError, match="longer"):
        archive_file.read(path)
    with pytest.raises(OSError, match="directory"):
        archive_file.read(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="regular"):
        archive_file.read(tmp_path / "pipe")
