"""Which partitions the disk has that the machine started from. No other disk is ever looked at.

A stick with partitions of the same names must not win: what counts is not the name alone, but that
it lies on the disk the root file system is read from, below dm-verity where that is between.
"""

import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: The treaty: names in the partition table.
BOOT_CONFIG: Final = "bootconf"
DATA: Final = "data"
SYS: Final = Path("/sys")
_PROBE_S: Final = 30.0


class PartitionError(Exception):
    """The disk cannot be told, or a name is there twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A disk by its device name, and its named partitions by theirs."""

    name: str
    partitions: dict[str, str]

    @property
    def device(self) -> Path:
        """The device of the whole disk."""
        return Path("/dev") / self.name

    def partition(self, label: str) -> Path | None:
        """The device of the partition with that name; None where there is none."""
        name = self.partitions.get(label)
        return None if name is None else Path("/dev") / name


def probed(device: str) -> str:
    """The name of a partition as the table on the disk has it; empty where it has none."""
    words = ("blkid", "-p", "-o", "value", "-s", "PART_ENTRY_NAME", f"/dev/{device}")
    try:
        done = subprocess.run(words, check=False, capture_output=True, timeout=_PROBE_S)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode(errors="replace").strip()


def boot_disk(root_device: str, sys: Path = SYS, name_of: Callable[[str], str] = probed) -> Disk:
    """The disk that the device `root_device` ("254:0") is read from, with its partitions.

    Of a partition that was made since the start the kernel knows no name: it is asked of `name_of`.

    Raises:
        PartitionError: it is on none, or on several; or a name is there twice.
    """
    partition = _below((sys / "dev" / "block" / root_device).resolve())
    if not (partition / "partition").is_file():
        raise PartitionError(f"{partition.name} is no partition of a disk")
    disk = partition.parent
    found: dict[str, str] = {}
    for one in sorted(disk.iterdir()):
        label = (_label(one) or name_of(one.name)) if (one / "partition").is_file() else ""
        if label and label in found:
            raise PartitionError(f"{disk.name} has two partitions called {label}")
        if label:
            found[label] = one.name
    return Disk(name=disk.name, partitions=found)


def _below(device: Path) -> Path:
    """What a mapped device (dm-verity) is read from; itself, if it is not mapped."""
    slaves = device / "slaves"
    below = {one.resolve() for one in slaves.iterdir()} if slaves.is_dir() else set()
    if not below:
        return device
    if len(below) > 1:
        raise PartitionError(f"{device.name} is read from {len(below)} devices")
    return _below(below.pop())


def _label(partition: Path) -> str:
    """Its name in the partition table; empty where it has none."""
    lines = (partition / "uevent").read_text(encoding="utf-8", errors="replace").splitlines()
    return next((one.removeprefix("PARTNAME=") for one in lines if one.startswith("PARTNAME=")), "")
