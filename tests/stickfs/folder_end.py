"""A folder as the far end of a stick."""

import os
from pathlib import Path


class FolderEnd:
    """Every call goes to the same file of `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _real(self, path: str) -> Path:
        return self._folder / path.lstrip("/")

    def attributes(self, path: str) -> dict[str, int]:
        told = self._real(path).lstat()
        names = ("mode", "nlink", "size", "uid", "gid", "atime", "mtime", "ctime")
        return {
            f"st_{name}": getattr(told, f"st_{name}_ns" if name.endswith("time") else f"st_{name}")
            for name in names
        }

    def names(self, path: str) -> list[str]:
        return [one.name for one in self._real(path).iterdir()]

    def create(self, path: str, mode: int) -> int:
        return os.open(self._real(path), os.O_RDWR | os.O_CREAT, mode)

    def open(self, path: str, flags: int) -> int:
        return os.open(self._real(path), flags & ~(os.O_CREAT | os.O_EXCL))

    def read(self, handle: int, size: int, offset: int) -> bytes:
        return os.pread(handle, size, offset)

    def write(self, handle: int, content: bytes, offset: int) -> int:
        return os.pwrite(handle, content, offset)

    def truncate(self, path: str, length: int, handle: int | None) -> None:
        os.truncate(self._real(path) if handle is None else handle, length)

    def sync(self, handle: int) -> None:
        # On the disk of whoever tests it need not be.
        pass

    def close(self, handle: int) -> None:
        os.close(handle)

    def make_folder(self, path: str, mode: int) -> None:
        self._real(path).mkdir(mode)

    def remove_folder(self, path: str) -> None:
        self._real(path).rmdir()

    def remove(self, path: str) -> None:
        self._real(path).unlink()

    def rename(self, old: str, new: str) -> None:
        self._real(old).rename(self._real(new))

    def space(self) -> dict[str, int]:
        told = os.statvfs(self._folder)
        names = ("bsize", "frsize", "blocks", "bfree", "bavail", "files", "ffree", "namemax")
        return {f"f_{name}": getattr(told, f"f_{name}") for name in names}
