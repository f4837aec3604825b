"""firmware.image.update.partitions: the disk of this machine, and no stick's."""

import os
from pathlib import Path

import pytest

from firmware.image.update.partitions import (
    NAMES,
    PartitionError,
    block_of,
    link,
    partitions_beside,
)

ROOT = Path(__file__).resolve().parents[3]
DEVICE = os.makedev(254, 0)


def disk(sys: Path, name: str, names: tuple[str, ...]) -> Path:
    """A disk with partitions of these names; the folder of the first."""
    folder = sys / f"devices/{name}"
    for number, partition in enumerate(names, start=1):
        entry = folder / f"{name}p{number}"
        entry.mkdir(parents=True)
        (entry / "uevent").write_text(
            f"MAJOR=179\nDEVNAME={name}p{number}\nDEVTYPE=partition\nPARTNAME={partition}\n"
        )
    (folder / "uevent").write_text(f"DEVNAME={name}\nDEVTYPE=disk\n")
    return folder


@pytest.fixture
def sys(tmp_path: Path) -> Path:
    """A card, a stick with the same names, and a root on dm-verity on the card."""
    root = tmp_path / "sys"
    card = disk(root, "mmcblk0", ("bootconf", *NAMES, "data"))
    disk(root, "sda", NAMES)
    verity = root / "devices/dm-0"
    (verity / "slaves").mkdir(parents=True)
    (verity / "slaves/mmcblk0p4").symlink_to(card / "mmcblk0p4")
    (root / "dev/block").mkdir(parents=True)
    (root / "dev/block/254:0").symlink_to(verity)
    return root


def test_the_disk_of_the_root(sys: Path) -> None:
    """Below dm-verity, beside the partition the system lies in."""
    found = partitions_beside(block_of(DEVICE, sys))
    assert {
        "boot_a": "mmcblk0p2",
        "boot_b": "mmcblk0p3",
        "system_a": "mmcblk0p4",
        "system_b": "mmcblk0p5",
    } == found


def test_links(sys: Path, tmp_path: Path) -> None:
    """As RAUC's settings name them; made anew they are the same."""
    named = partitions_beside(block_of(DEVICE, sys))
    for _ in range(2):
        link(named, tmp_path / "slots", Path("/dev"))
    assert Path("/dev/mmcblk0p5") == (tmp_path / "slots/system_b").readlink()
    assert sorted(NAMES) == sorted(one.name for one in (tmp_path / "slots").iterdir())


def test_rauc_looks_there() -> None:
    """The names in its settings are those of the links."""
    text = (ROOT / "image-build/rootfs/etc/rauc/system.conf").read_text()
    assert [] == [
        name for name in NAMES if f"device=/run/standlkassa-image/slots/{name}\n" not in text
    ]


def test_a_card_that_lacks_one(sys: Path) -> None:
    """Half a table: named."""
    (sys / "devices/mmcblk0/mmcblk0p5/uevent").write_text("DEVNAME=mmcblk0p5\n")
    with pytest.raises(PartitionError, match="system_b"):
        partitions_beside(block_of(DEVICE, sys))


@pytest.mark.parametrize("said", [b"PARTNAME=system_b\n", b"DEVNAME=x\nPARTNAME=system_b\xff\n"])
def test_a_partition_that_is_told_strangely(sys: Path, said: bytes) -> None:
    """Without a device, or with a name that is no text: it is none of ours."""
    (sys / "devices/mmcblk0/mmcblk0p5/uevent").write_bytes(said)
    with pytest.raises(PartitionError, match="system_b"):
        partitions_beside(block_of(DEVICE, sys))


def test_no_disk(sys: Path) -> None:
    """A root in memory, or on two disks."""
    with pytest.raises(PartitionError, match="no block device"):
        block_of(os.makedev(0, 22), sys)
    (sys / "devices/dm-0/slaves/sda").symlink_to(sys / "devices/sda")
    with pytest.raises(PartitionError, match="2 devices"):
        block_of(DEVICE, sys)
