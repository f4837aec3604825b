"""An update that lies ready, in a small file: kassa-sync writes it, kassad shows it.

    {"version": "1.3", "size": 187654321, "sha256": "…", "notes_de": "Neue Tasten"}

It stands beside the bundle only while all of that is there and is what the archive said; whether it
is genuine its signature says, and root alone looks at that (`firmware.image.update`).
"""

from pathlib import Path
from typing import Annotated, Final

import msgspec

from firmware.accord.messages import Sha256
from firmware.accord.release import VERSION
from firmware.sync.whole_file import read_bounded, write_whole

BUNDLE_NAME: Final = "bundle.raucb"
NAME: Final = "offer.json"
MODE: Final = 0o640
#: More than a slot of the image holds, with its boot partition.
BUNDLE_BYTES_MAX: Final = 2 * 1024**3
NOTES_MAX: Final = 500
MAX_BYTES: Final = 16 * 1024


class OfferFileError(ValueError):
    """It is no offer."""


class OfferFile(msgspec.Struct, frozen=True, kw_only=True):
    """The bundle beside it, and what a person reads before it is installed."""

    version: Annotated[str, msgspec.Meta(pattern=VERSION)]
    size: Annotated[int, msgspec.Meta(ge=1, le=BUNDLE_BYTES_MAX)]
    sha256: Sha256
    notes_de: Annotated[str, msgspec.Meta(max_length=NOTES_MAX)] = ""


def write(folder: Path, offer: OfferFile) -> None:
    """Say that the bundle is there.

    Raises:
        OSError: it is not said.
    """
    write_whole(folder / NAME, msgspec.json.encode(offer), MODE)


def read(folder: Path) -> OfferFile | None:
    """What lies ready in the folder; None: nothing.

    Raises:
        OSError: it cannot be read.
        OfferFileError: it is none.
    """
    try:
        return msgspec.json.decode(read_bounded(folder / NAME, MAX_BYTES), type=OfferFile)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise OfferFileError(f"{folder / NAME}: {error}") from error
