"""firmware.sync.archive.image: root's words, as the room above writes them."""

from pathlib import Path

import pytest

from firmware.app import image_state
from firmware.app.image_state import FallBack, ImageFacts, ImageState, write_word
from firmware.sync.archive import image as images
from firmware.sync.archive.image import ImageFiles, read_image

FACTS = ImageFacts(version="1.2", commit="c", built_utc="", compatible="kind")


@pytest.fixture
def files(tmp_path: Path) -> ImageFiles:
    """Not there yet."""
    return ImageFiles(state=tmp_path / "state.json", facts=tmp_path / "image.json")


def test_the_files_are_those_of_the_treaty() -> None:
    """The same places, the same word for an update that the power interrupted."""
    assert image_state.RUN / image_state.STATE_NAME == images.STATE
    assert image_state.FACTS == images.FACTS
    assert FallBack.INTERRUPTED.value == images.INTERRUPTED


def test_what_root_says(files: ImageFiles) -> None:
    """Each member it has, whatever else there is."""
    write_word(files.facts, FACTS)
    said = ImageState(
        slot="a",
        version="1.2",
        root_hash="0" * 64,
        is_trial=True,
        fell_back_from="1.3",
        fell_back_because="card",
    )
    write_word(files.state, said)
    found = read_image(files)
    assert found is not None
    for name in ("slot", "version", "root_hash", "is_trial", "fell_back_from", "fell_back_because"):
        assert getattr(said, name) == getattr(found, name), name
    assert "kind" == found.compatible


def test_no_image(files: ImageFiles) -> None:
    """A till somebody installed by hand, and files that are none."""
    assert read_image(files) is None
    write_word(files.facts, FACTS)
    assert read_image(files) is None
    files.state.write_text("{")
    assert read_image(files) is None


def test_given_up(files: ImageFiles) -> None:
    """Tried in vain; not what the power interrupted before it was tried."""
    write_word(files.facts, FACTS)
    for why, is_given_up in (("card", True), ("interrupted", False)):
        state = ImageState(
            slot="a", version="1.2", root_hash="", fell_back_from="1.3", fell_back_because=why
        )
        write_word(files.state, state)
        found = read_image(files)
        assert found is not None
        assert (is_given_up, False) == (found.has_given_up("1.3"), found.has_given_up("1.4"))
