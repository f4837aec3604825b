"""How far the archive is, as the process that talks to it says in a small file (no network here).

    {"pending": 12, "alarm": ""}

`pending` are rows the archive has not confirmed; `alarm` says in a word why it refuses them (a gap,
another hash). Whoever writes the file puts it in its place whole. No file is no archive: a stall
may have none. A file that cannot be read is an alarm, never a silence.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import msgspec
import structlog

from firmware.app.inbox import ArchiveTold, Message
from firmware.sync.whole_file import read_bounded

log = structlog.get_logger()

LOOK_EVERY_S = 2.0
MAX_BYTES = 4096
UNREADABLE = "unreadable"


class Status(msgspec.Struct, frozen=True):
    """The file; a newer writer may say more."""

    pending: Annotated[int, msgspec.Meta(ge=0, le=999_999_999)]
    alarm: Annotated[str, msgspec.Meta(max_length=200)] = ""


class ArchiveFeeder:
    """Looks at the file, and tells the loop when it says something else than before."""

    def __init__(self, path: Path, post: Callable[[Message], None]) -> None:
        self._path = path
        self._post = post
        self._told = ArchiveTold(pending=0, alarm="")

    def round(self) -> float:
        """Look once."""
        seen = self._look()
        if seen != self._told:
            self._told = seen
            self._post(seen)
        return LOOK_EVERY_S

    def _look(self) -> ArchiveTold:
        try:
            status = msgspec.json.decode(read_bounded(self._path, MAX_BYTES), type=Status)
        except FileNotFoundError:
            return ArchiveTold(pending=0, alarm="")
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            if self._told.alarm != UNREADABLE:
                log.error("archive status", detail=str(error))
            return ArchiveTold(pending=self._told.pending, alarm=UNREADABLE)
        return ArchiveTold(pending=status.pending, alarm=status.alarm)
