"""What the archive asks of a place for files: five verbs, none of which changes a file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import BinaryIO, Protocol


class BlobError(Exception):
    """The place does not do it now: unreachable, full, or not what it was; may be tried again."""


class BlobExistsError(BlobError):
    """There is another file of this key already."""


class BlobLostError(BlobError):
    """What is there is not what was put there, or nothing is; it will not get better by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A file that is there for good: `version` names exactly these bytes among all of its key."""

    key: str
    version: str
    sha256: str
    size: int


class Blobs(Protocol):
    """A folder or an object store. Keys are relative paths of `[a-z0-9._/-]`."""

    def put_once(self, key: str, source: Path, sha256: str, retain_until: date) -> Stored:
        """Keep a file; when this returns it survives a power cut and cannot be deleted before.

        The same key with the same bytes again answers as the first time.

        Raises:
            BlobExistsError: the key holds other bytes.
            BlobError: not now; the digest does not match; the place does not lock files.
        """

    def open(self, stored: Stored) -> BinaryIO:
        """Read it; the caller closes.

        Raises:
            BlobLostError: it is not there, or another one.
            BlobError: not now.
        """

    def retained_until(self, stored: Stored) -> date:
        """Until when nobody can delete it."""

    def extend(self, stored: Stored, retain_until: date) -> None:
        """Keep it longer; an earlier day than now set is refused with BlobError."""

    def hold(self, stored: Stored, *, is_held: bool) -> None:
        """Keep it whatever its day, until let go: a proceeding is pending (§ 132 Abs 1 BAO)."""

    def keys(self, prefix: str) -> Iterator[str]:
        """All keys that begin so, in order."""
