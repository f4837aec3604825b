"""Which system image this machine runs from."""

from pathlib import Path

from firmware.app.image_state import ImageState, write_word
from firmware.app.running_image import image_of


def test_what_root_wrote(tmp_path: Path) -> None:
    """The whole word."""
    path = tmp_path / "state.json"
    state = ImageState(slot="b", version="1.3", root_hash="0" * 64)
    write_word(path, state)
    assert state == image_of(path)


def test_a_word_that_cannot_be_read(tmp_path: Path) -> None:
    """No file and one that is none are no image."""
    path = tmp_path / "state.json"
    assert image_of(path) is None
    path.write_bytes(b"\xff\xfe")
    assert image_of(path) is None
