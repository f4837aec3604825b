"""`chattr +i`: a file that not even root changes or deletes before taking the mark off again."""

import fcntl
import os
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

#: linux/fs.h: FS_IOC_GETFLAGS, FS_IOC_SETFLAGS, FS_IMMUTABLE_FL.
_GET_FLAGS: Final = 0x80086601
_SET_FLAGS: Final = 0x40086602
_IMMUTABLE: Final = 0x10


def is_immutable(path: Path) -> bool:
    """Whether the file has the mark; False also where the file system knows none."""
    with suppress(OSError), path.open("rb") as file:
        return bool(_flags(file.fileno()) & _IMMUTABLE)
    return False


def mark(path: Path, *, is_kept: bool) -> bool:
    """Put the mark on, or take it off; False: this user or file system does not do it."""
    try:
        with path.open("rb") as file:
            flags = _flags(file.fileno())
            wanted = flags | _IMMUTABLE if is_kept else flags & ~_IMMUTABLE
            fcntl.ioctl(file.fileno(), _SET_FLAGS, struct.pack("l", wanted))
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


def _flags(descriptor: int) -> int:
    # The kernel fills an int, though the number of the call says a long.
    told = fcntl.ioctl(descriptor, _GET_FLAGS, bytes(struct.calcsize("l")))
    (flags,) = struct.unpack_from("i", told)
    return int(flags)
