"""One file of an export: written under another name, flushed, read back, compared, named."""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedWriter, RawIOBase
from pathlib import Path
from typing import BinaryIO, Final

from firmware.export.atomic import BUFFER_BYTES, open_from_medium
from firmware.export.package.fault import MediumError, MediumFault
from firmware.export.package.names import PART_SUFFIX
from firmware.export.package.place import FILE_MODE, show

_READ_BYTES: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a file holds: bytes and SHA-256 (64 hex digits)."""

    bytes: int
    sha256: str


def write_checked(
    path: Path, write: Callable[[BinaryIO], None], moved: Callable[[int], None]
) -> Content:
    """Make the file `path` of what `write` writes, and see that the medium gives it back.

    `moved` is told how many bytes were read back since the last call, and may raise. What is left
    of a file that failed is the caller's.

    Raises:
        MediumError: DAMAGED: it gives back something else.
        OSError: of the medium; and whatever `write` raises.
    """
    part = path.with_name(path.name + PART_SUFFIX)
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE)
    try:
        show(part, FILE_MODE)
        written = _written(descriptor, write)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    require_same(part, written, moved)
    part.rename(path)
    return written


def require_same(path: Path, content: Content, moved: Callable[[int], None]) -> None:
    """See what the medium gives back of a file.

    Raises:
        MediumError: DAMAGED: it gives back something else.
        OSError: of the medium.
    """
    digest, size = sha256(), 0
    with open_from_medium(path) as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
            size += len(piece)
            moved(len(piece))
    if Content(bytes=size, sha256=digest.hexdigest()) != content:
        raise MediumError(MediumFault.DAMAGED, path, "read back")


def _written(descriptor: int, write: Callable[[BinaryIO], None]) -> Content:
    sink = _Sink(descriptor)
    out = BufferedWriter(sink, BUFFER_BYTES)
    try:
        write(out)
        # Whoever wraps it in a writer of text may have closed it with that.
        if not out.closed:
            out.close()
    except BaseException:
        # What waits in the buffer must not come after the error.
        sink.is_shut = True
        with suppress(OSError):
            out.close()
        raise
    return Content(bytes=sink.size, sha256=sink.digest.hexdigest())


class _Sink(RawIOBase):
    """Hands bytes on to a descriptor that is not its own, and hashes them."""

    def __init__(self, descriptor: int) -> None:
        super().__init__()
        self._descriptor = descriptor
        self.digest = sha256()
        self.size = 0
        self.is_shut = False

    def writable(self) -> bool:
        """It is for nothing else."""
        return True

    def tell(self) -> int:
        """How many bytes were written."""
        return self.size

    def write(self, piece: object, /) -> int:
        """Write some of `piece`; how many bytes."""
        assert isinstance(piece, bytes | memoryview), "what BufferedWriter hands on"
        if self.is_shut:
            return len(piece)
        count = os.write(self._descriptor, piece)
        self.digest.update(memoryview(piece)[:count])
        self.size += count
        return count
