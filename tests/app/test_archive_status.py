"""firmware.app.archive_status: how far the archive is, from a file that somebody else writes."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.archive.view import UNREADABLE
from firmware.app.archive_status import ArchiveFeeder
from firmware.app.inbox import ArchiveTold, Message
from firmware.sync.archive_file import MAX_BYTES, ArchiveFile

Seen = Callable[[bytes | None], list[Message]]


def told(pending: int, alarm: str = "") -> ArchiveTold:
    """What the loop hears of a file that says no more than that."""
    return ArchiveTold(status=ArchiveFile(pending=pending, alarm=alarm))


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """What is told when the file's content becomes this (None: the file goes)."""
    path, messages = tmp_path / "archive.json", list[Message]()
    feeder = ArchiveFeeder(path, messages.append)

    def see(content: bytes | None) -> list[Message]:
        path.unlink(missing_ok=True)
        if content is not None:
            path.write_bytes(content)
        messages.clear()
        feeder.round()
        return list(messages)

    return see


def test_a_stall_without_archive(seen: Seen) -> None:
    """No file is no archive, and nothing is told."""
    assert [] == seen(None)


def test_changes_are_told_once(seen: Seen) -> None:
    """The same status is told once, another again, and the end of it too."""
    assert [told(12)] == seen(b'{"pending": 12, "alarm": ""}')
    assert [] == seen(b'{"pending": 12}')
    assert [told(12, "gap")] == seen(b'{"pending": 12, "alarm": "gap"}')
    assert [ArchiveTold(status=None)] == seen(None)


@pytest.mark.parametrize(
    "content", [b"", b"[]", b'{"pending": -1}', b'{"alarm": ""}', b"[" * MAX_BYTES]
)
def test_what_cannot_be_read_is_an_alarm(seen: Seen, content: bytes) -> None:
    """A strange file is never taken for silence; what it said before stands."""
    seen(b'{"pending": 3}')
    assert [told(3, UNREADABLE)] == seen(content)
    assert [] == seen(content)


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    """What is no file cannot be read either."""
    messages: list[Message] = []
    ArchiveFeeder(tmp_path, messages.append).round()
    assert [told(0, UNREADABLE)] == messages


def test_a_pipe_in_its_place_holds_nothing_up(tmp_path: Path) -> None:
    """The folder is the other process's, too: whatever it lays there, the till goes on."""
    messages: list[Message] = []
    os.mkfifo(tmp_path / "archive.json")
    ArchiveFeeder(tmp_path / "archive.json", messages.append).round()
    assert [told(0, UNREADABLE)] == messages
