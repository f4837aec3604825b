"""What the image says about itself, in the file that it was built with."""

from datetime import datetime
from pathlib import Path

import msgspec

from firmware.app import image_state
from firmware.app.image_state import ImageFacts, read_word
from firmware.process.logs import get_logger

log = get_logger()


def facts_of(root: Path) -> ImageFacts | None:
    """The image's own facts; None where this runs from none, or they cannot be read."""
    path = root / str(image_state.FACTS).lstrip("/")
    try:
        return read_word(path, ImageFacts)
    except (OSError, msgspec.DecodeError) as error:
        log.warning("not told", file=str(path), detail=str(error))
        return None


def built_utc(root: Path) -> datetime | None:
    """When the image was made, if this runs from one."""
    facts = facts_of(root)
    try:
        built = None if facts is None else datetime.fromisoformat(facts.built_utc)
    except ValueError:
        return None
    return built if built is not None and built.tzinfo is not None else None
