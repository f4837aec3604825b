"""Files that are there whole or not at all, also when the plug is pulled."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, Final

from firmware.export.errors import WriteError
from firmware.process.medium import flush

PART_SUFFIX: Final = ".part"
BUFFER_BYTES: Final = 1024 * 1024


@contextmanager
def atomic_file(path: Path, *, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Open a file beside `path` for writing, and put it in its place when the block ends well.

    The content is on the medium before it gets its name, the name is on the medium before the
    block is left. When the block raises, the file beside is removed and `path` is as it was; what
    a power cut leaves beside is removed by the next attempt. The file beside is always a new one of
    `mode`: never one that somebody else put there to read along.

    Raises:
        WriteError: for every OSError on the way, naming the path.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    try:
        part.unlink(missing_ok=True)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            with os.fdopen(descriptor, "wb", buffering=BUFFER_BYTES) as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
        flush(path.parent)
    except OSError as error:
        raise WriteError(path, error.strerror or str(error)) from error


def open_from_medium(path: Path) -> BufferedReader:
    """Open a file to see what its medium gives back, not what the kernel remembers of the writing.

    Raises:
        OSError: as `open` does.
    """
    file = path.open("rb")
    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return file
