"""Files in a folder, as safe as a folder can make them.

Under `files/` lies each file under its key: written beside, flushed, linked to its name (which
fails where the name is taken), read-only, and immutable (`chattr +i`) where this user and this file
system allow it: then not even root deletes it by accident. Under `kept/` lies how long it is kept,
a line for each time somebody said so; the latest day of all of them holds.

There is no verb that deletes. Who owns the machine owns the folder: against that one help the
Merkle logs, and an object store with Object Lock (s3.py).
"""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from archive.blobs import immutable
from archive.blobs.key import copied, require_key
from archive.blobs.port import BlobError, BlobExistsError, BlobLostError, Stored

FILES: Final = "files"
KEPT: Final = "kept"
PARTS: Final = "parts"
_FOLDER_MODE: Final = 0o750
_FILE_MODE: Final = 0o444


class _Kept(msgspec.Struct, frozen=True):
    until: date
    is_held: bool = False


class FolderBlobs:
    """A folder as a place for files; any number of processes and threads may use it at once."""

    def __init__(self, root: Path, *, is_immutable: bool = True) -> None:
        self._root: Final = root
        self._is_immutable: Final = is_immutable

    def put_once(self, key: str, source: Path, sha256: str, retain_until: date) -> Stored:
        """See `Blobs`; `version` is the SHA-256 of the bytes."""
        path = self._path(FILES, key)
        with _edge(key):
            # How long comes first: a cut in between leaves a promise without a file.
            kept = self._kept(key)
            if retain_until > kept.until:
                self._keep(key, _Kept(until=retain_until, is_held=kept.is_held))
            _make(path.parent)
            size = self._put(source, path, sha256)
            self._require_same(path, key, sha256)
            # A second name is the part of somebody who puts the same at this moment: he could not
            # take it away from a marked file, and marks it himself.
            if self._is_immutable and path.stat().st_nlink == 1:
                immutable.mark(path, is_kept=True)
        return Stored(key=key, version=sha256, sha256=sha256, size=size)

    def open(self, stored: Stored) -> BinaryIO:
        """See `Blobs`; all of it was read and compared before it is handed on."""
        file = self._opened(stored)
        try:
            with _edge(stored.key):
                found = copied(file, len)
                file.seek(0)
            if found == (stored.sha256, stored.size):
                return file
        except BaseException:
            file.close()
            raise
        file.close()
        raise BlobLostError(f"{stored.key}: is not what was put there: SHA-256 {found[0]}")

    def retained_until(self, stored: Stored) -> date:
        """See `Blobs`."""
        return self._kept_of(stored).until

    def extend(self, stored: Stored, retain_until: date) -> None:
        """See `Blobs`."""
        kept = self._kept_of(stored)
        if retain_until < kept.until:
            raise BlobError(f"{stored.key}: is kept until {kept.until}, not only {retain_until}")
        if retain_until > kept.until:
            self._keep(stored.key, _Kept(until=retain_until, is_held=kept.is_held))

    def hold(self, stored: Stored, *, is_held: bool) -> None:
        """See `Blobs`."""
        kept = self._kept_of(stored)
        if kept.is_held is not is_held:
            self._keep(stored.key, _Kept(until=kept.until, is_held=is_held))

    def is_held(self, stored: Stored) -> bool:
        """Whether it is kept whatever its day."""
        return self._kept_of(stored).is_held

    def keys(self, prefix: str) -> Iterator[str]:
        """See `Blobs`."""
        top = self._root / FILES
        found = (one.relative_to(top).as_posix() for one in top.rglob("*") if one.is_file())
        yield from sorted(one for one in found if one.startswith(prefix))

    def sweep(self) -> None:
        """Away with parts that a cut left; those somebody writes now stay."""
        with _edge(PARTS):
            for one in sorted((self._root / PARTS).glob("*")):
                with suppress(FileNotFoundError, BlockingIOError), one.open("rb") as file:
                    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    one.unlink()

    def _path(self, tree: str, key: str) -> Path:
        return self._root / tree / require_key(key)

    def _put(self, source: Path, path: Path, sha256: str) -> int:
        """Give the bytes their name, unless the name is taken; their size."""
        parts = self._root / PARTS
        _make(parts)
        with tempfile.NamedTemporaryFile(dir=parts) as part:
            fcntl.flock(part, fcntl.LOCK_EX)
            with source.open("rb") as file:
                digest, size = copied(file, part.write)
            if digest != sha256:
                raise BlobError(f"{source.name}: has SHA-256 {digest}, not {sha256}")
            part.flush()
            os.fchmod(part.fileno(), _FILE_MODE)
            os.fsync(part.fileno())
            with suppress(FileExistsError):
                os.link(part.name, path)
            _sync(path.parent)
        return size

    def _require_same(self, path: Path, key: str, sha256: str) -> None:
        with path.open("rb") as file:
            found, _ = copied(file, len)
        if found != sha256:
            raise BlobExistsError(f"{key}: holds other bytes: SHA-256 {found}, not {sha256}")

    def _opened(self, stored: Stored) -> BinaryIO:
        path = self._path(FILES, stored.key)
        try:
            return path.open("rb")
        except (FileNotFoundError, NotADirectoryError) as error:
            raise BlobLostError(f"{stored.key}: is not there") from error
        except OSError as error:
            raise BlobError(f"{stored.key}: {error.strerror}") from error

    def _kept_of(self, stored: Stored) -> _Kept:
        self._opened(stored).close()
        return self._kept(stored.key)

    def _kept(self, key: str) -> _Kept:
        """What was said of a key so far; the begin of time where nothing was."""
        until, is_held = date.min, False
        with _edge(key), suppress(FileNotFoundError, NotADirectoryError):
            for line in self._path(KEPT, key).read_bytes().splitlines():
                # A line that a cut tore was never promised to anybody.
                with suppress(msgspec.DecodeError):
                    said = msgspec.json.decode(line, type=_Kept)
                    until, is_held = max(until, said.until), said.is_held
        return _Kept(until=until, is_held=is_held)

    def _keep(self, key: str, kept: _Kept) -> None:
        path = self._path(KEPT, key)
        with _edge(key):
            _make(path.parent)
            line = b"\n" + msgspec.json.encode(kept) + b"\n"
            with path.open("ab", buffering=0) as file:
                file.write(line)
                os.fsync(file.fileno())
            _sync(path.parent)


@contextmanager
def _edge(place: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BlobError(f"{place}: {error.strerror or error}") from error


def _make(folder: Path) -> None:
    """A folder whose name survives a power cut, and those above it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        _sync(one.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
