"""firmware.app.pin_note: what is kept of a refused PIN, and what is not."""

import stat
from pathlib import Path

import pytest

from firmware.app.pin_note import PIN_NOTE, PinNote, pin_mark

KEY = bytes(range(32))
CARDS = [("a1", "20f2"), ("b2", "4fa9")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the note is."""
    return tmp_path / PIN_NOTE


def note(path: Path, pin: bytes = b"123456", key: bytes = KEY) -> PinNote:
    """The note about a PIN."""
    return PinNote(path, pin_mark(pin, key))


def test_kept(path: Path) -> None:
    """The next process knows the same cards; only its owner reads the file."""
    note(path).write(CARDS)
    assert CARDS == list(note(path).read())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_pin_is_not_in_it(path: Path) -> None:
    """Neither the PIN nor enough to find it: two bytes of a keyed digest."""
    note(path).write(CARDS)
    assert "123456" not in path.read_text()
    assert len(pin_mark(b"123456", KEY)) == 4
    assert pin_mark(b"123456", KEY) != pin_mark(b"123456", bytes(32))


def test_another_pin_starts_anew(path: Path) -> None:
    """Who has put the right PIN into the credentials is not told of the wrong one."""
    note(path).write(CARDS)
    assert [] == list(note(path, pin=b"654321").read())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"mark": 1}', '{"mark": "", "cards": [[1]]}'])
def test_damaged(path: Path, content: str) -> None:
    """A note that cannot be read says nothing; the card's own counter is still looked at."""
    assert [] == list(note(path).read())
    path.write_text(content)
    assert [] == list(note(path).read())


def test_disk_that_takes_nothing(tmp_path: Path) -> None:
    """A signature is not stopped by a full disk."""
    note(tmp_path / "no folder" / PIN_NOTE).write(CARDS)
    assert not (tmp_path / "no folder").exists()
