"""How far the archive is, from the small file of the process that talks to it (no network here).

No file is no archive: a stall may have none. A file that cannot be read is an alarm, never a
silence; what it said before stands until it can be read again.
"""

from collections.abc import Callable
from pathlib import Path

import msgspec

from firmware.app.archive.view import UNREADABLE
from firmware.app.inbox import ArchiveTold, Message
from firmware.process.logs import get_logger
from firmware.sync import archive_file
from firmware.sync.archive_file import ArchiveFile, ArchiveFileError

log = get_logger()

LOOK_EVERY_S = 2.0


class ArchiveFeeder:
    """Looks at the file, and tells the loop when it says something else than before."""

    def __init__(self, path: Path, post: Callable[[Message], None]) -> None:
        self._path = path
        self._post = post
        self._told: ArchiveFile | None = None

    def round(self) -> float:
        """Look once."""
        seen = self._look()
        if seen != self._told:
            self._told = seen
            self._post(ArchiveTold(status=seen))
        return LOOK_EVERY_S

    def _look(self) -> ArchiveFile | None:
        try:
            return archive_file.read(self._path)
        except (OSError, ArchiveFileError) as error:
            before = self._told or ArchiveFile(pending=0)
            if before.alarm != UNREADABLE:
                log.error("archive status", detail=str(error))
            return msgspec.structs.replace(before, alarm=UNREADABLE)
