"""Which system image this machine runs from."""

from pathlib import Path
from typing import Final

import msgspec

from firmware.app.image_state import RUN, STATE_NAME, ImageState, read_word
from firmware.process.logs import get_logger

log = get_logger()

#: Where root says which system image runs; a till on another system has none.
IMAGE_FILE: Final = RUN / STATE_NAME


def image_of(path: Path = IMAGE_FILE) -> ImageState | None:
    """The system image this machine runs from; None: none of ours, or nobody can say which."""
    try:
        return read_word(path, ImageState)
    except (OSError, msgspec.DecodeError) as error:
        log.error("image", detail=str(error))
        return None
