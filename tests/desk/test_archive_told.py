"""firmware.desk.archive_told: the archive of a script, as its status file says it."""

from datetime import UTC, datetime

import pytest

from firmware.desk.archive_told import ORIGIN, ROWS, SIGNER, told
from firmware.desk.script import Act, Command
from firmware.evidence.note import verified_checkpoint
from firmware.sync.archive_file import ArchiveFile

NOW = datetime(2026, 11, 20, 9, 42, 7, 5, tzinfo=UTC)


def status(word: str, number: float | None = None) -> ArchiveFile:
    """`@archive <word> <number>`."""
    return told(Command(act=Act.ARCHIVE, word=word, number=number), NOW)


@pytest.mark.parametrize(
    ("word", "state", "alarm", "has_links"),
    [
        ("whole", "ok", "", False),
        ("digital", "ok", "", True),
        ("takes", "ok", "", False),
        ("refuses", "ok", "gap", False),
        ("offline", "offline", "", True),
    ],
)
def test_a_registered_till(word: str, state: str, alarm: str, *, has_links: bool) -> None:
    """Its checkpoint is one that holds, by the key that stands beside it."""
    said = status(word)
    assert (state, alarm, has_links) == (said.state, said.alarm, bool(said.links))
    assert ROWS == verified_checkpoint(said.checkpoint, ORIGIN, SIGNER.verifier).size
    assert NOW.replace(microsecond=0) == said.contact_utc


@pytest.mark.parametrize(
    ("word", "state"),
    [("new", "unregistered"), ("asks", "registering"), ("declines", "refused")],
)
def test_a_till_that_is_not(word: str, state: str) -> None:
    """It has no checkpoint, and nobody was reached."""
    said = status(word)
    assert (state, "", None) == (said.state, said.checkpoint, said.contact_utc)


def test_what_waits() -> None:
    """As many as the script says."""
    assert 12 == status("behind", 12).pending
