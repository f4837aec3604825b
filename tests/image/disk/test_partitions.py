"""Only the disk the machine started from counts, whatever a stick calls its partitions."""

from pathlib import Path

import pytest

from firmware.image.disk import partitions
from firmware.image.disk.partitions import Disk, PartitionError, probed

TREATY = ("bootconf", "boot_a", "boot_b", "system_a", "system_b", "data")


def boot_disk(root_device: str, sys: Path, names: dict[str, str] | None = None) -> Disk:
    """With the names the disk's own table has, beside those the kernel knows."""
    return partitions.boot_disk(root_device, sys, lambda device: (names or {}).get(device, ""))


class _Kernel:
    """The part of /sys that says what lies on what."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "dev" / "block").mkdir(parents=True)

    def disk(self, name: str, labels: tuple[str, ...], separator: str = "") -> Path:
        """A disk with partitions of these names, from the first one on."""
        disk = self.root / "devices" / name
        (disk / "queue").mkdir(parents=True)
        for number, label in enumerate(labels, 1):
            partition = disk / f"{name}{separator}{number}"
            partition.mkdir()
            (partition / "partition").write_text(f"{number}\n")
            named = f"PARTNAME={label}\n" if label else ""
            text = f"MAJOR=1\nDEVNAME={partition.name}\nDEVTYPE=partition\nPARTN={number}\n{named}"
            (partition / "uevent").write_text(text)
        return disk

    def verity(self, *below: Path) -> Path:
        """A mapped device that is read from others."""
        device = self.root / "devices" / "dm-0"
        (device / "slaves").mkdir(parents=True)
        for one in below:
            (device / "slaves" / one.name).symlink_to(one)
        return device

    def number(self, number: str, device: Path) -> None:
        """A device under its number."""
        (self.root / "dev" / "block" / number).symlink_to(device)


@pytest.fixture
def kernel(tmp_path: Path) -> _Kernel:
    return _Kernel(tmp_path)


def test_through_verity(kernel: _Kernel) -> None:
    """The root is mapped: the disk is the one below."""
    disk = kernel.disk("mmcblk0", TREATY, "p")
    kernel.number("254:0", kernel.verity(disk / "mmcblk0p4"))
    found = boot_disk("254:0", kernel.root)

    assert Path("/dev/mmcblk0") == found.device
    assert Path("/dev/mmcblk0p1") == found.partition("bootconf")
    assert Path("/dev/mmcblk0p6") == found.partition("data")


def test_without_verity(kernel: _Kernel) -> None:
    """The root straight from its partition; no data partition yet, one without a name."""
    disk = kernel.disk("vda", (*TREATY[:5], ""))
    kernel.number("253:4", disk / "vda4")
    found = boot_disk("253:4", kernel.root)

    assert found.partition("data") is None
    assert Path("/dev/vda1") == found.partition("bootconf")


def test_one_that_was_just_made(kernel: _Kernel) -> None:
    """The kernel was told of it and not what it is called; the table says it."""
    disk = kernel.disk("vda", (*TREATY[:5], ""))
    kernel.number("253:4", disk / "vda4")

    assert Path("/dev/vda6") == boot_disk("253:4", kernel.root, {"vda6": "data"}).partition("data")
    with pytest.raises(PartitionError, match="two partitions called boot_a"):
        boot_disk("253:4", kernel.root, {"vda6": "boot_a"})


def test_what_nobody_can_name_has_no_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A device that is not there; a machine without the program."""
    assert "" == probed("nowhere-1")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "" == probed("nowhere-1")


def test_a_stick_with_the_same_names(kernel: _Kernel) -> None:
    """Put in before the power came, found first by the kernel: it is not looked at."""
    disk = kernel.disk("mmcblk0", TREATY[:5], "p")
    kernel.disk("sda", TREATY)
    kernel.number("254:0", kernel.verity(disk / "mmcblk0p5"))

    assert boot_disk("254:0", kernel.root).partition("data") is None


def test_a_name_twice(kernel: _Kernel) -> None:
    """Which of them has the book nobody knows."""
    disk = kernel.disk("vda", (*TREATY, "data"))
    kernel.number("253:4", disk / "vda4")

    with pytest.raises(PartitionError, match="two partitions called data"):
        boot_disk("253:4", kernel.root)


def test_a_name_that_is_no_text(kernel: _Kernel) -> None:
    """It is a name like any other that is none of ours."""
    disk = kernel.disk("vda", TREATY)
    (disk / "vda6" / "uevent").write_bytes(b"PARTNAME=data\xff\n")
    kernel.number("253:4", disk / "vda4")

    assert boot_disk("253:4", kernel.root).partition("data") is None


def test_read_from_two_disks(kernel: _Kernel) -> None:
    """That is not how the image is made."""
    first, second = kernel.disk("vda", TREATY), kernel.disk("vdb", TREATY)
    kernel.number("254:0", kernel.verity(first / "vda4", second / "vdb4"))

    with pytest.raises(PartitionError, match="2 devices"):
        boot_disk("254:0", kernel.root)


def test_not_from_a_disk(kernel: _Kernel) -> None:
    """A root in memory, or a whole disk without partitions."""
    kernel.number("253:0", kernel.disk("vda", ()))

    with pytest.raises(PartitionError, match="no partition"):
        boot_disk("253:0", kernel.root)
    with pytest.raises(PartitionError, match="no partition"):
        boot_disk("0:21", kernel.root)
