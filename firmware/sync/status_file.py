"""How it goes with FinanzOnline right now, in a small file; kassad shows it, no row keeps it.

    {"words": "FON in Wartung", "advice": "...", "order": "belegpruefung:1", "next_utc": "..."}

All empty: reached, or nothing to tell. No file: this till has no web service.
"""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import msgspec

from firmware.sync.whole_file import read_bounded, write_whole

MAX_BYTES: Final = 4096
MODE: Final = 0o644


class StatusFile(msgspec.Struct, frozen=True, kw_only=True):
    """Why the next order waits: display words (16 characters), a sentence, and until when."""

    words: Annotated[str, msgspec.Meta(max_length=16)] = ""
    advice: Annotated[str, msgspec.Meta(max_length=500)] = ""
    order: Annotated[str, msgspec.Meta(max_length=120)] = ""
    next_utc: Annotated[datetime, msgspec.Meta(tz=True)] | None = None


def write(path: Path, status: StatusFile) -> None:
    """Put the status in its place, whole.

    Raises:
        OSError: the old one is still there.
    """
    write_whole(path, msgspec.json.encode(status), MODE)


def read(path: Path) -> StatusFile | None:
    """The status; None without a file.

    Raises:
        OSError: it cannot be read, or is too long.
        ValueError: it is no status.
    """
    try:
        status = msgspec.json.decode(read_bounded(path, MAX_BYTES), type=StatusFile)
    except FileNotFoundError:
        return None
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from error
    # As an answer's: they go to display and paper.
    if not (status.words.isprintable() and status.advice.isprintable()):
        raise ValueError(f"{path}: words that cannot be printed")
    return status
