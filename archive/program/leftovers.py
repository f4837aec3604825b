"""What a process that was killed left behind: looked for once, before the next one serves."""

import json
import shutil
import time
from pathlib import Path
from typing import Final

from archive.blobs.folder import FolderBlobs
from archive.exports import jobs
from archive.exports.jobs import Jobs, JobState
from archive.packages.shelf import SCRATCH
from archive.world import World
from firmware.process.logs import get_logger

log = get_logger()

#: Where others may be at work in the same folder: older than anything is under way.
_OLD_S: Final = 24 * 3600.0


def clear(world: World, *, is_alone: bool) -> None:
    """Away with files on their way that nobody brings on any more; finished exports stay.

    Raises:
        BlobError: the place for files cannot be read.
    """
    if isinstance(world.blobs, FolderBlobs):
        world.blobs.sweep()
    scratch = world.settings.folder / SCRATCH
    gone = [one for one in scratch.glob("*") if one.name != jobs.FOLDER]
    gone += [one for one in (scratch / jobs.FOLDER).glob("*") if not _is_finished(one)]
    gone = [one for one in gone if is_alone or _age_s(one) > _OLD_S]
    for one in gone:
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    Jobs(scratch).sweep()
    if gone:
        log.info("leftovers", cleared=len(gone))


def _is_finished(job: Path) -> bool:
    try:
        said = json.loads((job / jobs.STATUS).read_bytes())
        return JobState(said["state"]) is not JobState.RUNNING
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _age_s(path: Path) -> float:
    try:
        return time.time() - path.stat().st_mtime
    except FileNotFoundError:
        return 0.0
