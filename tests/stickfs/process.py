"""The process of one stick: FUSE on one side, a folder or a FAT image on the other.

    python -m tests.stickfs.process folder|fat FAR_END MOUNT_POINT MISCHIEF_FILE [ro]

Before each call it looks what mischief is wanted. It ends with its mount, or with whoever began it.
"""

import ctypes
import errno
import os
import signal
import sys
import time
from pathlib import Path

import mfusepy

from tests.stickfs.far_end import FarEnd
from tests.stickfs.fat_end import FatEnd
from tests.stickfs.fat_image import FatImage
from tests.stickfs.folder_end import FolderEnd
from tests.stickfs.mischief import Mischief, load

_PR_SET_PDEATHSIG = 1
_HANG_LOOK_S = 0.02


class StickOperations(mfusepy.Operations):
    """The calls of the kernel, with the mischief in front of the far end."""

    use_ns = True

    def __init__(self, far_end: FarEnd, control: Path) -> None:
        self._far_end = far_end
        self._control = control
        self._mischief = load(control)
        self._is_pulled = False
        self._written = 0
        self._tester = os.getppid()

    def _enter(self, call: str, *, is_writing: bool = False) -> Mischief:
        mischief = self._look()
        while mischief.hangs:
            if os.getppid() != self._tester:
                raise OSError(errno.EIO, "whoever plugged it in is gone")
            time.sleep(_HANG_LOOK_S)
            mischief = self._look()
        if mischief.pulled_at == call:
            self._is_pulled = True
        if self._is_pulled or mischief.is_pulled:
            raise OSError(errno.EIO, "pulled")
        if is_writing and mischief.is_read_only:
            raise OSError(errno.EROFS, "write protected")
        return mischief

    def _look(self) -> Mischief:
        mischief = load(self._control)
        if mischief != self._mischief:
            self._mischief, self._is_pulled = mischief, False
        return mischief

    def getattr(self, path: str, fh: int | None = None) -> dict[str, int]:
        if path != "/":
            self._enter("getattr")
            return self._far_end.attributes(path)
        try:
            self._enter("getattr")
        except OSError:
            # The kernel knows the top by heart.
            return {"st_mode": 0o40755, "st_nlink": 1}
        return self._far_end.attributes(path)

    def readdir(self, path: str, fh: int) -> list[str]:
        # Linux' vfat lists a folder it cannot read any more as empty.
        try:
            self._enter("readdir")
        except OSError:
            return [".", ".."]
        if self._mischief.is_unreadable:
            raise OSError(errno.EIO, "unreadable")
        return [".", "..", *self._far_end.names(path)]

    def create(self, path: str, mode: int, fi: object = None) -> int:
        mischief = self._enter("create", is_writing=True)
        if mischief.room_bytes is not None and self._written >= mischief.room_bytes:
            raise OSError(errno.ENOSPC, "full")
        return self._far_end.create(path, mode)

    def open(self, path: str, flags: int) -> int:
        self._enter("open", is_writing=bool(flags & 0b11))
        return self._far_end.open(path, flags)

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        if self._enter("read").is_unreadable:
            raise OSError(errno.EIO, "unreadable")
        return self._far_end.read(fh, size, offset)

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        mischief = self._enter("write", is_writing=True)
        if mischief.pause_s:
            time.sleep(mischief.pause_s)
        after = self._written + len(data)
        if mischief.pulled_after_bytes is not None and after > mischief.pulled_after_bytes:
            self._is_pulled = True
            raise OSError(errno.EIO, "pulled")
        if mischief.room_bytes is not None and after > mischief.room_bytes:
            raise OSError(errno.ENOSPC, "full")
        kept = data
        if mischief.swallows_after is not None:
            true = max(0, mischief.swallows_after - self._written)
            kept = data[:true] + bytes(max(0, len(data) - true))
        if mischief.distorts:
            kept = bytes([kept[0] ^ 0x20]) + kept[1:]
        self._far_end.write(fh, kept, offset)
        self._written = after
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> int:
        self._enter("truncate", is_writing=True)
        self._far_end.truncate(path, length, fh)
        return 0

    def flush(self, path: str, fh: int) -> int:
        self._enter("close")
        return 0

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        self._enter("fsync")
        self._far_end.sync(fh)
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        self._enter("fsyncdir")
        return 0

    def release(self, path: str, fh: int) -> int:
        # Nobody hears of it: what was not synchronised by a pull is lost.
        self._enter("release")
        self._far_end.close(fh)
        return 0

    def mkdir(self, path: str, mode: int) -> int:
        self._enter("mkdir", is_writing=True)
        self._far_end.make_folder(path, mode)
        return 0

    def rmdir(self, path: str) -> int:
        self._enter("rmdir", is_writing=True)
        self._far_end.remove_folder(path)
        return 0

    def unlink(self, path: str) -> int:
        self._enter("unlink", is_writing=True)
        self._far_end.remove(path)
        return 0

    def rename(self, old: str, new: str) -> int:
        self._enter("rename", is_writing=True)
        self._far_end.rename(old, new)
        return 0

    def chmod(self, path: str, mode: int) -> int:
        # FAT has no rights, and takes every wish.
        self._enter("chmod", is_writing=True)
        return 0

    def utimens(self, path: str, times: tuple[int, int] | None = None) -> int:
        self._enter("utimens", is_writing=True)
        return 0

    def statfs(self, path: str) -> dict[str, int]:
        mischief = self._enter("statfs")
        told = self._far_end.space()
        if mischief.said_free_bytes is not None:
            blocks = mischief.said_free_bytes // told["f_frsize"]
            told |= {"f_bfree": blocks, "f_bavail": blocks}
            told["f_blocks"] = max(told["f_blocks"], blocks)
        return told


def main(arguments: list[str]) -> None:
    """Serve until the mount is gone."""
    kind, far, mount_point, control, *options = arguments
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    far_end: FarEnd = FatEnd(FatImage(Path(far))) if kind == "fat" else FolderEnd(Path(far))
    flags = dict.fromkeys(options, True)
    mfusepy.FUSE(
        StickOperations(far_end, Path(control)),
        mount_point,
        foreground=True,
        nothreads=True,
        # What was written stays in the kernel's memory, as with any block device.
        kernel_cache=True,
        attr_timeout=0,
        entry_timeout=0,
        negative_timeout=0,
        hard_remove=True,
        fsname=f"teststick-{kind}",
        **flags,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
