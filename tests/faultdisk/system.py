"""What a program writes past SQLite, by `os.pwrite` and `os.fsync`, on the same fault disk."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest.mock import patch

from firmware.desk.power import PowerCutError
from tests.faultdisk.vfs import Judge, Verdict

_FULL: Final = 13


@contextmanager
def calls_pass(judge: Judge, is_ours: Callable[[str], bool]) -> Iterator[None]:
    """While this lasts, each write and sync of a file that `is_ours` is asked for first."""
    native_write, native_sync = os.pwrite, os.fsync

    def pwrite(descriptor: int, content: bytes, offset: int) -> int:
        path = _path(descriptor)
        if is_ours(path):
            _require(judge.write(path, offset, bytes(content)), path)
        return native_write(descriptor, content, offset)

    def fsync(descriptor: int) -> None:
        path = _path(descriptor)
        if is_ours(path) and not Path(path).is_dir():
            _require(judge.sync(path), path)
        else:
            native_sync(descriptor)

    with patch.object(os, "pwrite", pwrite), patch.object(os, "fsync", fsync):
        yield


def _path(descriptor: int) -> str:
    return str(Path(f"/proc/self/fd/{descriptor}").readlink())


def _require(verdict: Verdict, path: str) -> None:
    """SQLite's code as the kernel says it.

    Raises:
        OSError: the touch is refused.
        PowerCutError: the disk is cut.
    """
    if verdict.is_dark:
        raise PowerCutError(path)
    if verdict.code:
        number = errno.ENOSPC if verdict.code == _FULL else errno.EIO
        raise OSError(number, os.strerror(number), path)
