"""A FAT image as the far end of a stick: open files in memory, in the image with fsync or close."""

import errno
import os
import stat
import tempfile
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.stickfs.fat_image import FatEntry, FatImage

_TIME_NS = 1_795_000_000_000_000_000


@dataclass(slots=True, kw_only=True)
class _Open:
    path: str
    content: bytearray
    is_dirty: bool = False
    handles: int = 1


class FatEnd:
    """The calls of a file system, each ending in a run of mtools.

    What an open file still needs is held against the free clusters with every write, as the
    kernel's vfat does: full is full at once, not when the file is closed.
    """

    def __init__(self, image: FatImage) -> None:
        self._image = image
        self._open: dict[int, _Open] = {}
        self._by_path: dict[str, _Open] = {}
        self._handles = count(1)
        self._listings: dict[str, dict[str, FatEntry]] = {}
        self._free: int | None = None

    def attributes(self, path: str) -> dict[str, int]:
        if path == "/":
            return _attributes(stat.S_IFDIR | 0o755, 0)
        entry = self._entry(path)
        if entry.is_folder:
            return _attributes(stat.S_IFDIR | 0o755, 0)
        opened = self._by_path.get(path.casefold())
        size = entry.size if opened is None else len(opened.content)
        return _attributes(stat.S_IFREG | 0o755, size)

    def names(self, path: str) -> list[str]:
        return [entry.name for entry in self._list(path).values()]

    def create(self, path: str, mode: int) -> int:
        opened = _Open(path=path, content=bytearray())
        self._by_path[path.casefold()] = opened
        try:
            self._store(opened)
        except OSError:
            del self._by_path[path.casefold()]
            raise
        return self._handle(opened)

    def open(self, path: str, flags: int) -> int:
        opened = self._by_path.get(path.casefold())
        if opened is None:
            entry = self._entry(path)
            content = bytearray() if entry.size == 0 else bytearray(self._image.read(path))
            opened = _Open(path=path, content=content)
            self._by_path[path.casefold()] = opened
        else:
            opened.handles += 1
        if flags & os.O_TRUNC:
            opened.content.clear()
            opened.is_dirty = True
        return self._handle(opened)

    def read(self, handle: int, size: int, offset: int) -> bytes:
        return bytes(self._open[handle].content[offset : offset + size])

    def write(self, handle: int, content: bytes, offset: int) -> int:
        opened = self._open[handle]
        end = max(len(opened.content), offset + len(content))
        if self._missing(opened, end) > self._free_bytes():
            raise OSError(errno.ENOSPC, "no cluster is free")
        if offset > len(opened.content):
            opened.content.extend(bytes(offset - len(opened.content)))
        opened.content[offset : offset + len(content)] = content
        opened.is_dirty = True
        return len(content)

    def truncate(self, path: str, length: int, handle: int | None) -> None:
        own = handle if handle is not None else self.open(path, os.O_RDWR)
        opened = self._open[own]
        if length > len(opened.content):
            opened.content.extend(bytes(length - len(opened.content)))
        del opened.content[length:]
        opened.is_dirty = True
        if handle is None:
            self.close(own)

    def sync(self, handle: int) -> None:
        opened = self._open[handle]
        if opened.is_dirty:
            self._store(opened)

    def close(self, handle: int) -> None:
        opened = self._open.pop(handle)
        opened.handles -= 1
        if opened.handles == 0:
            self._by_path.pop(opened.path.casefold(), None)
        if opened.is_dirty:
            self._store(opened)

    def make_folder(self, path: str, mode: int) -> None:
        self._require_free_name(path)
        self._image.make_folder(path)
        self._forget()

    def remove_folder(self, path: str) -> None:
        if self._list(path):
            raise OSError(errno.ENOTEMPTY, path)
        self._image.remove_folder(path)
        self._forget()

    def remove(self, path: str) -> None:
        self._entry(path)
        self._image.remove(path)
        self._by_path.pop(path.casefold(), None)
        self._forget()

    def rename(self, old: str, new: str) -> None:
        self._entry(old)
        if old.casefold() != new.casefold() and self._has(new):
            self.remove(new)
        self._image.rename(old, new)
        opened = self._by_path.pop(old.casefold(), None)
        if opened is not None:
            opened.path = new
            self._by_path[new.casefold()] = opened
        self._forget()

    def space(self) -> dict[str, int]:
        cluster = self._image.cluster_bytes
        free = max(0, self._free_bytes()) // cluster
        told = {"f_bsize": cluster, "f_frsize": cluster, "f_blocks": self._image.blocks}
        return told | {"f_bfree": free, "f_bavail": free, "f_namemax": 1530}

    def _store(self, opened: _Open) -> None:
        with tempfile.NamedTemporaryFile() as file:
            file.write(opened.content)
            file.flush()
            self._image.write(opened.path, Path(file.name))
        opened.is_dirty = False
        self._forget()

    def _missing(self, opened: _Open, end: int) -> int:
        """The bytes of clusters that all open files need beyond what the image gave them."""
        cluster = self._image.cluster_bytes
        need = 0
        for one in self._by_path.values():
            size = end if one is opened else len(one.content)
            entry = self._list(_parent(one.path)).get(_name(one.path))
            have = 0 if entry is None else entry.size
            need += -(-size // cluster) * cluster - -(-have // cluster) * cluster
        return need

    def _require_free_name(self, path: str) -> None:
        if self._has(path):
            raise OSError(errno.EEXIST, path)

    def _has(self, path: str) -> bool:
        return _name(path) in self._list(_parent(path))

    def _entry(self, path: str) -> FatEntry:
        entry = self._list(_parent(path)).get(_name(path))
        if entry is None:
            raise OSError(errno.ENOENT, path)
        return entry

    def _list(self, folder: str) -> dict[str, FatEntry]:
        key = folder.casefold()
        if key not in self._listings:
            self._listings[key] = self._image.entries(folder)
        return self._listings[key]

    def _free_bytes(self) -> int:
        if self._free is None:
            self._free = self._image.free_bytes()
        return self._free

    def _forget(self) -> None:
        self._listings.clear()
        self._free = None

    def _handle(self, opened: _Open) -> int:
        handle = next(self._handles)
        self._open[handle] = opened
        return handle


def _attributes(mode: int, size: int) -> dict[str, int]:
    times = dict.fromkeys(("st_atime", "st_mtime", "st_ctime"), _TIME_NS)
    return {"st_mode": mode, "st_nlink": 1, "st_size": size, "st_uid": 0, "st_gid": 0, **times}


def _parent(path: str) -> str:
    return path.rpartition("/")[0] or "/"


def _name(path: str) -> str:
    return path.rpartition("/")[2].casefold()
