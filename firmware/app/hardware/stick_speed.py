"""How fast a stick takes and gives back, by a file of our own that is gone afterwards.

One that says it is larger than it is, or that swallows what is written, gives back something else.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

NAME: Final = "standlkassa-test.part"
PIECE_BYTES: Final = 256 * 1024
PIECES: Final = 32
TEST_BYTES: Final = PIECE_BYTES * PIECES


class NotTheSameError(OSError):
    """The stick gave back something else than was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Bytes in a second."""

    written: int
    read: int


def measure(
    folder: Path, monotonic_s: Callable[[], float], check: Callable[[], None], *, seed: bytes
) -> Speed:
    """Write, flush, and read back from the medium; `check` is called at each piece, and may raise.

    Raises:
        OSError: the stick does not take it, or not give it back (NotTheSameError).
    """
    path = folder / NAME
    begun_s = monotonic_s()
    # Nobody's file is overwritten, and none but our own removed.
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o640)
    try:
        _write(descriptor, seed, check)
        written_s = monotonic_s()
        _read(descriptor, seed, check)
        read_s = monotonic_s()
    finally:
        os.close(descriptor)
        with suppress(OSError):
            path.unlink(missing_ok=True)
    return Speed(written=_rate(written_s - begun_s), read=_rate(read_s - written_s))


def _write(descriptor: int, seed: bytes, check: Callable[[], None]) -> None:
    for number in range(PIECES):
        rest = memoryview(_piece(seed, number))
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        check()
    os.fsync(descriptor)


def _read(descriptor: int, seed: bytes, check: Callable[[], None]) -> None:
    # What the kernel remembers of the writing is not what is on the stick.
    os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
    for number in range(PIECES):
        if os.pread(descriptor, PIECE_BYTES, number * PIECE_BYTES) != _piece(seed, number):
            raise NotTheSameError(f"piece {number} of {PIECES} is not as it was written")
        check()


def _piece(seed: bytes, number: int) -> bytes:
    """No two pieces are the same, so that one cannot be given back for another."""
    block = sha256(seed + number.to_bytes(4, "big")).digest()
    return block * (PIECE_BYTES // len(block))


def _rate(seconds: float) -> int:
    return round(TEST_BYTES / max(seconds, 1e-3))
