"""imager.partitions: the card."""

from uuid import UUID

from imager import partitions
from imager.partitions import genimage_config

CONFIG = genimage_config("x.img")


def test_order() -> None:
    """The firmware's partitions 2 and 3 are the slots' start files (autoboot.txt says numbers)."""
    names = [line.split()[1] for line in CONFIG.splitlines() if line.startswith("\tpartition ")]
    assert ["bootconf", "boot_a", "boot_b", "system_a", "system_b"] == names


def test_slots_are_alike() -> None:
    """What fits into one fits into the other; the second is empty."""
    for kind in ("boot", "system"):
        a, b = (CONFIG.split(f"\tpartition {kind}_{slot} {{")[1].split("}")[0] for slot in "ab")
        sizes = [one.split("size = ")[1].split("\n")[0] for one in (a, b)]
        assert sizes[0] == sizes[1]
    assert "image" not in CONFIG.split("partition system_b {")[1].split("}")[0]


def test_root_is_of_its_kind() -> None:
    """systemd-repart goes by the kind: a system it took for data would be lost."""
    assert 2 == CONFIG.count(partitions.ROOT_ARM64)
    assert 3 == CONFIG.count(partitions.BASIC)


def test_identifiers() -> None:
    """Fixed, so that two builds are the same bytes; each of its own."""
    found = [UUID(one) for one in (partitions.DISK_UUID, *partitions._UUIDS.values())]
    assert len(found) == len(set(found))
    assert all(str(one) in CONFIG for one in found)


def test_labels_fit() -> None:
    """FAT has room for eleven characters."""
    assert [] == [one for one in partitions._LABELS.values() if len(one) > 11]
