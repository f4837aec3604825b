"""The partitions of the disk this machine runs from, by name: never those of a stick.

A stick may have a partition called `system_b`, too. So the disk is told by what the root is on, and
links to its partitions are made in memory, where RAUC's settings look for them.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

#: RAUC's settings name the links in it.
LINKS: Final = Path("/run/standlkassa-image/slots")
NAMES: Final = ("boot_a", "boot_b", "system_a", "system_b")


class PartitionError(Exception):
    """The disk has not the partitions of this image; the message says which is missing."""


def block_of(device: int, sys: Path = Path("/sys")) -> Path:
    """The folder of a block device in sysfs, below whatever dm-verity stands on it.

    Raises:
        PartitionError: the root is on no block device, or on several.
    """
    block = sys / "dev/block" / f"{os.major(device)}:{os.minor(device)}"
    while (slaves := block / "slaves").is_dir() and (below := list(slaves.iterdir())):
        if len(below) != 1:
            raise PartitionError(f"{block} stands on {len(below)} devices")
        block = below[0]
    if not block.exists():
        raise PartitionError(f"{block} is no block device")
    return block.resolve()


def partitions_beside(block: Path) -> Mapping[str, str]:
    """Kernel names of the partitions of the same disk, by their names in its table.

    Raises:
        PartitionError: a partition of the image is not there.
    """
    named: dict[str, str] = {}
    for uevent in sorted(block.parent.glob("*/uevent")):
        lines = uevent.read_text(encoding="utf-8", errors="replace").splitlines()
        values = dict(line.split("=", 1) for line in lines if "=" in line)
        if {"PARTNAME", "DEVNAME"} <= values.keys():
            named.setdefault(values["PARTNAME"], values["DEVNAME"])
    missing = [name for name in NAMES if name not in named]
    if missing:
        raise PartitionError(f"{block.parent.name} has no partition {', '.join(missing)}")
    return {name: named[name] for name in NAMES}


def link(named: Mapping[str, str], folder: Path = LINKS, dev: Path = Path("/dev")) -> None:
    """Make a link in `folder` to each partition.

    Raises:
        OSError: it cannot be made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, device in named.items():
        part = folder / f".{name}"
        part.unlink(missing_ok=True)
        part.symlink_to(dev / device)
        part.rename(folder / name)
