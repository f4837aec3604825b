"""The card from outside: its partitions by the GPT, and files on those that are FAT."""

import struct
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from machine.tools import MachineError, Tools

_SECTOR: Final = 512
_HEADER: Final = struct.Struct("<8s64xQII")
_ENTRY: Final = struct.Struct("<16s16sQQQ72s")
_MAGIC: Final = b"EFI PART"
_ENTRIES_MAX: Final = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """One partition: its number from 1, its name, and where it lies, in bytes."""

    number: int
    name: str
    offset: int
    size: int


def partitions_of(disk: Path) -> dict[int, Partition]:
    """What the GPT of a card says, by number.

    Raises:
        MachineError: there is none.
    """
    with disk.open("rb") as file:
        file.seek(_SECTOR)
        magic, place, count, size = _HEADER.unpack(file.read(_HEADER.size))
        if magic != _MAGIC or count > _ENTRIES_MAX or size < _ENTRY.size:
            raise MachineError(f"{disk} has no GPT")
        file.seek(place * _SECTOR)
        table = file.read(count * size)
    found: dict[int, Partition] = {}
    for index in range(count):
        kind, _, first, last, _, raw = _ENTRY.unpack_from(table, index * size)
        if any(kind):
            found[index + 1] = Partition(
                number=index + 1,
                name=raw.decode("utf-16-le").rstrip("\0"),
                offset=first * _SECTOR,
                size=(last - first + 1) * _SECTOR,
            )
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Fat:
    """Files of a FAT file system that begins at byte `offset` of `image`; nobody has it mounted."""

    tools: Tools
    image: Path
    offset: int = 0

    @property
    def _drive(self) -> str:
        return f"{self.image}@@{self.offset}"

    def read(self, name: str) -> bytes:
        """A whole file.

        Raises:
            MachineError: it is not there.
        """
        return self.tools.run("mtype", "-i", self._drive, f"::{name}")

    def has(self, name: str) -> bool:
        """Whether there is a file, or a folder, of that name."""
        try:
            self.tools.run("mattrib", "-i", self._drive, f"::{name}")
        except MachineError:
            return False
        return True

    def write(self, name: str, content: bytes) -> None:
        """Put a file in its place, with the folders above it.

        Raises:
            MachineError: there is no room, or no such file system.
        """
        above = [str(one) for one in reversed(PurePosixPath(name).parents) if one.name]
        for folder in above:
            if not self.has(folder):
                self.tools.run("mmd", "-i", self._drive, f"::{folder}")
        self.tools.run("mcopy", "-o", "-i", self._drive, "-", f"::{name}", stdin=content)

    def take_out(self, folder: Path) -> Path:
        """Copy everything into `folder`, which is made.

        Raises:
            MachineError: it cannot be read.
        """
        folder.mkdir(parents=True)
        self.tools.run("mcopy", "-s", "-n", "-m", "-i", self._drive, "::*", folder)
        return folder


def fat_of(tools: Tools, disk: Path, number: int) -> Fat:
    """The FAT of a partition; only while no machine has it mounted.

    Raises:
        MachineError: the card has no GPT, or no such partition.
    """
    table = partitions_of(disk)
    if number not in table:
        raise MachineError(f"{disk} has no partition {number}")
    return Fat(tools=tools, image=disk, offset=table[number].offset)
