"""What a file of the archive may be called, and how bytes are told apart."""

import re
from collections.abc import Callable
from hashlib import sha256
from typing import BinaryIO, Final

from archive.blobs.port import BlobError

#: No `..`, nothing hidden, nothing that means something to a shell.
_KEY: Final = re.compile(r"[a-z0-9][a-z0-9_-]*([./][a-z0-9_-]+)*")
KEY_MAX: Final = 400
READ_BYTES: Final = 1024 * 1024


def require_key(key: str) -> str:
    """The key itself.

    Raises:
        BlobError: it is none.
    """
    if len(key) > KEY_MAX or _KEY.fullmatch(key) is None:
        raise BlobError(f"{key[:80]!r} is no key of a file")
    return key


def copied(source: BinaryIO, write: Callable[[bytes], object]) -> tuple[str, int]:
    """Hand on all of `source`; its SHA-256 in hex, and its size."""
    digest, size = sha256(), 0
    while piece := source.read(READ_BYTES):
        write(piece)
        digest.update(piece)
        size += len(piece)
    return digest.hexdigest(), size
