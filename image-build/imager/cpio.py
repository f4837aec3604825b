"""The archive the kernel unpacks before anything else: newc cpio, the same bytes each time."""

import stat
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from imager.errors import BuildError

_MAGIC: Final = "070701"
_TRAILER: Final = "TRAILER!!!"
#: The kernel reads the whole in blocks; zeros up to one end it.
_BLOCK: Final = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A file, folder, symbolic link or device: `mode` with its type, `device` as (major, minor)."""

    name: str
    mode: int
    content: bytes = b""
    device: tuple[int, int] = (0, 0)


def folder(name: str) -> Entry:
    """A folder that everybody may enter."""
    return Entry(name=name, mode=stat.S_IFDIR | 0o755)


def program(name: str, content: bytes) -> Entry:
    """A file that may be run."""
    return Entry(name=name, mode=stat.S_IFREG | 0o755, content=content)


def plain(name: str, content: bytes) -> Entry:
    """A file that is only read."""
    return Entry(name=name, mode=stat.S_IFREG | 0o644, content=content)


def link(name: str, target: str) -> Entry:
    """A symbolic link."""
    return Entry(name=name, mode=stat.S_IFLNK | 0o777, content=target.encode())


def character_device(name: str, mode: int, major: int, minor: int) -> Entry:
    """A device that is there before /dev is."""
    return Entry(name=name, mode=stat.S_IFCHR | mode, device=(major, minor))


def archive(entries: Iterable[Entry], epoch: int) -> bytes:
    """The entries as one archive, all of root and of one time; folders come before what is in them.

    Raises:
        BuildError: a name is there twice, or its folder is not there before it.
    """
    out = bytearray()
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        parent = entry.name.rpartition("/")[0]
        if entry.name in seen or (parent and parent not in seen):
            raise BuildError(f"the start file system has {entry.name} twice or before its folder")
        seen.add(entry.name)
        out += _record(entry, number, epoch)
    out += _record(Entry(name=_TRAILER, mode=0), 0, 0)
    return bytes(out + bytes(-len(out) % _BLOCK))


def _record(entry: Entry, number: int, epoch: int) -> bytes:
    name = entry.name.encode() + b"\0"
    links = 2 if stat.S_ISDIR(entry.mode) else 1
    size = len(entry.content)
    major, minor = entry.device
    fields = (number, entry.mode, 0, 0, links, epoch, size, 0, 0, major, minor, len(name), 0)
    head = (_MAGIC + "".join(f"{field:08x}" for field in fields)).encode() + name
    return _padded(head) + _padded(entry.content)


def _padded(part: bytes) -> bytes:
    return part + bytes(-len(part) % 4)
