"""Small files between two processes: there whole or not at all, and read without trust."""

import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from firmware.process.medium import flush

PART_SUFFIX: Final = ".part"


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Put `content` at `path`, on the medium before it has its name; the old one stays till then.

    The file beside is always a new one of `mode`, never one that somebody else put there.

    Raises:
        OSError: nothing was changed at `path`.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    part.unlink(missing_ok=True)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            # What the umask took away is given back: the other process reads by its group.
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    flush(path.parent)


def read_bounded(path: Path, limit: int) -> bytes:
    """What stands in a regular file, `limit` bytes at most.

    Raises:
        OSError: it cannot be read; a pipe, a device or a longer file, too.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        # A pipe somebody holds open without writing gives neither bytes nor an end.
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path}: not a regular file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise OSError(f"{path}: longer than {limit} bytes")
    return content
