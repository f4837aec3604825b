"""firmware.app.image_state: words between root and the till."""

from pathlib import Path
from stat import S_IMODE

import msgspec
import pytest

from firmware.app.image_state import ImageState, UpdatePhase, UpdateState, read_word, write_word

STATE = ImageState(slot="a", version="1.2.0", root_hash="ab" * 32)


def test_written_and_read(tmp_path: Path) -> None:
    """What root says, the till reads, whoever it runs as; nothing is left beside it."""
    path = tmp_path / "state.json"
    write_word(path, STATE)
    assert read_word(path, ImageState) == STATE
    assert 0o644 == S_IMODE(path.stat().st_mode)
    assert [path] == list(tmp_path.iterdir())


def test_nobody_said_anything(tmp_path: Path) -> None:
    """A till that runs from no image."""
    assert None is read_word(tmp_path / "state.json", ImageState)


def test_another_word(tmp_path: Path) -> None:
    """What cannot be understood is no silence."""
    path = tmp_path / "state.json"
    write_word(path, UpdateState(phase=UpdatePhase.INSTALLED, asked_utc="x"))
    with pytest.raises(msgspec.DecodeError, match="slot"):
        read_word(path, ImageState)


@pytest.mark.parametrize("raw", [b'{"slot":"\xff"}', b'{"x":' + b"[" * 60_000])
def test_no_word_at_all(tmp_path: Path, raw: bytes) -> None:
    """No UTF-8, or nested without end: as any other word, and no end of the program."""
    path = tmp_path / "state.json"
    path.write_bytes(raw)
    with pytest.raises(msgspec.DecodeError):
        read_word(path, ImageState)


def test_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be put in its place leaves what was there."""
    path = tmp_path / "state.json"
    write_word(path, STATE)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(OSError, match="No space"):
        write_word(path, ImageState(slot="b", version="2", root_hash=""))
    assert read_word(path, ImageState) == STATE
    assert [path] == list(tmp_path.iterdir())
