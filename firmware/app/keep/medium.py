"""The second medium as the mirror sees it: a folder on it, whose files only grow.

    [mirror]
    folder = "/media/kassa-spiegel"

Every call may find the medium gone, full or read-only; each says so as OSError. How long one takes
nobody knows: who cannot wait lets somebody else call (see `bounded.py`).
"""

import os
from pathlib import Path
from typing import Final, Protocol

from firmware.process.medium import flush

MODE: Final = 0o600
_SYSTEM: Final = Path("/")
_FLAGS: Final = os.O_CLOEXEC | os.O_NOFOLLOW


class SameMediumError(OSError):
    """The folder lies on the medium of the book or of the system: nothing is mounted there."""


class Medium(Protocol):
    """A folder of files, by their names."""

    def names(self) -> tuple[str, ...]:
        """What is in it, sorted.

        Raises:
            OSError: the medium is not there.
        """
        ...

    def size(self, name: str) -> int:
        """Bytes of a file.

        Raises:
            OSError: it is not there.
        """
        ...

    def read(self, name: str) -> bytes:
        """A file as a whole.

        Raises:
            OSError: it cannot be read.
        """
        ...

    def append(self, name: str, at: int, data: bytes) -> None:
        """Write `data` behind the first `at` bytes; on the medium when this returns.

        A file that is not there is made, when `at` is 0.

        Raises:
            OSError: it has another size by now, or the medium does not take it.
        """
        ...

    def cut(self, name: str, size: int) -> None:
        """Shorten a file to `size` bytes; on the medium when this returns.

        Raises:
            OSError: it cannot be shortened.
        """
        ...


class FolderMedium:
    """A folder on a mounted file system that is not the one of `book` (None: whichever).

    Nor that of `system`: with a data partition of its own an empty mount point lies there, on the
    same card, or in memory.
    """

    def __init__(self, folder: Path, book: Path | None, system: Path = _SYSTEM) -> None:
        self._folder = folder
        self._book = book
        self._system = system

    def names(self) -> tuple[str, ...]:
        """See `Medium.names`."""
        self._require_other()
        return tuple(sorted(path.name for path in self._folder.iterdir()))

    def size(self, name: str) -> int:
        """See `Medium.size`."""
        return (self._folder / name).lstat().st_size

    def read(self, name: str) -> bytes:
        """See `Medium.read`."""
        descriptor = os.open(self._folder / name, os.O_RDONLY | _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            return file.read()

    def append(self, name: str, at: int, data: bytes) -> None:
        """See `Medium.append`."""
        self._require_other()
        is_new = at == 0
        making = os.O_CREAT if is_new else 0
        descriptor = os.open(self._folder / name, os.O_WRONLY | making | _FLAGS, MODE)
        try:
            size = os.fstat(descriptor).st_size
            if size != at:
                raise OSError(f"{name} has {size} bytes, not {at}: somebody else wrote")
            _write_all(descriptor, data, at)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if is_new:
            flush(self._folder)

    def cut(self, name: str, size: int) -> None:
        """See `Medium.cut`."""
        self._require_other()
        descriptor = os.open(self._folder / name, os.O_WRONLY | _FLAGS)
        try:
            os.ftruncate(descriptor, size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    def _require_other(self) -> None:
        """A folder where nothing is mounted would be a second place on the first medium."""
        if self._book is None:
            return
        firsts = {path.stat().st_dev for path in (self._book, self._system)}
        if self._folder.stat().st_dev in firsts:
            raise SameMediumError(f"{self._folder}: nothing is mounted there")


def _write_all(descriptor: int, data: bytes, at: int) -> None:
    view = memoryview(data)
    while view:
        count = os.pwrite(descriptor, view, at)
        view, at = view[count:], at + count
