"""Which image this till runs from, as root says it in two files; none on a till without one.

The files are those of `firmware.app.image_state`, which lies above this room: what an update needs
is read here once more, so that a till whose kassad does not start can still be sent a better one.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from firmware.accord.messages import INTERRUPTED
from firmware.process.logs import get_logger
from firmware.sync.whole_file import read_bounded

log = get_logger()

STATE_NAME: Final = "state.json"
STATE: Final = Path("/run/standlkassa-image") / STATE_NAME
FACTS: Final = Path("/usr/lib/standlkassa/image.json")
_MAX_BYTES: Final = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageFiles:
    """Where root's words are."""

    state: Path = STATE
    facts: Path = FACTS


#: On a till from an image.
ROOTS_FILES: Final = ImageFiles()


class Image(msgspec.Struct, frozen=True, kw_only=True):
    """The image, the slot it runs from, and the update that was given up last.

    `is_trial`: it is being tried, and may be gone with the next boot.
    """

    version: str
    slot: str = ""
    root_hash: str = ""
    is_trial: bool = False
    fell_back_from: str = ""
    fell_back_because: str = ""
    compatible: str = ""

    def has_given_up(self, version: str) -> bool:
        """Whether this version was tried here in vain."""
        return self.fell_back_from == version and self.fell_back_because != INTERRUPTED


class _Facts(msgspec.Struct, frozen=True):
    compatible: str = ""


def read_image(files: ImageFiles) -> Image | None:
    """The image; None: this machine runs from none, or nobody can say from which."""
    try:
        image = msgspec.json.decode(read_bounded(files.state, _MAX_BYTES), type=Image)
        facts = msgspec.json.decode(read_bounded(files.facts, _MAX_BYTES), type=_Facts)
    except FileNotFoundError:
        return None
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        log.warning("image", detail=str(error))
        return None
    return msgspec.structs.replace(image, compatible=facts.compatible)
