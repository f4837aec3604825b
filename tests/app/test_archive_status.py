"""firmware.app.archive_status: how far the archive is, from a file that somebody else writes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.archive_status import MAX_BYTES, UNREADABLE, ArchiveFeeder
from firmware.app.inbox import ArchiveTold, Message

Seen = Callable[[bytes | None], list[Message]]


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """What is told when the file's content becomes this (None: the file goes)."""
    path, told = tmp_path / "archive.json", list[Message]()
    feeder = ArchiveFeeder(path, told.append)

    def see(content: bytes | None) -> list[Message]:
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        told.clear()
        feeder.round()
        return list(told)

    return see


def test_a_stall_without_archive(seen: Seen) -> None:
    """No file is no archive, and nothing is told."""
    assert [] == seen(None)


def test_changes_are_told_once(seen: Seen) -> None:
    """The same status is told once, another again, and the end of it too."""
    assert [ArchiveTold(pending=12, alarm="")] == seen(b'{"pending": 12, "alarm": ""}')
    assert [] == seen(b'{"pending": 12}')
    assert [ArchiveTold(pending=12, alarm="gap")] == seen(b'{"pending": 12, "alarm": "gap"}')
    assert [ArchiveTold(pending=0, alarm="")] == seen(None)


def test_a_newer_writer_may_say_more(seen: Seen) -> None:
    """Words that nobody here knows are left alone."""
    assert [ArchiveTold(pending=1, alarm="")] == seen(b'{"pending": 1, "checkpoint": "x"}')


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
        b"[" * MAX_BYTES,
        b'{"pending": 1, "alarm": "' + b"x" * MAX_BYTES + b'"}',
    ],
)
def test_what_cannot_be_read_is_an_alarm(seen: Seen, content: bytes) -> None:
    """A strange file is never taken for silence; the last count stays."""
    seen(b'{"pending": 3}')
    assert [ArchiveTold(pending=3, alarm=UNREADABLE)] == seen(content)
    assert [] == seen(content)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """What is no file cannot be read either."""
    told: list[Message] = []
    feeder = ArchiveFeeder(tmp_path, told.append)
    feeder.round()
    assert [ArchiveTold(pending=0, alarm=UNREADABLE)] == told


def test_a_pipe_in_its_place_holds_nothing_up(tmp_path: Path) -> None:
    """The folder is the other process's, too: whatever it lays there, the till goes on."""
    told: list[Message] = []
    os.mkfifo(tmp_path / "archive.json")
    ArchiveFeeder(tmp_path / "archive.json", told.append).round()
    assert [ArchiveTold(pending=0, alarm=UNREADABLE)] == told
