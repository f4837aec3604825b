"""imager.compare: two images held against each other."""

import struct
from pathlib import Path
from uuid import UUID

import pytest

from imager.compare import differences, table

PARTS = {"bootconf": (40, 4), "system_a": (48, 4000)}
SECTORS = 4096


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """A disk with two partitions of nothing."""
    entries = b"".join(
        struct.pack(
            "<16s16sQQQ72s",
            UUID(int=1).bytes_le,
            UUID(int=2).bytes_le,
            first,
            first + count - 1,
            0,
            name.encode("utf-16-le"),
        )
        for name, (first, count) in PARTS.items()
    )
    header = bytearray(512)
    header[:8] = b"EFI PART"
    struct.pack_into("<QII", header, 72, 2, 4, 128)
    path = tmp_path / "one.img"
    content = bytes(512) + bytes(header) + entries
    path.write_bytes(content.ljust(SECTORS * 512, b"\0"))
    return path


def other(image: Path, *changes: int) -> Path:
    """A copy with other bytes at some places."""
    content = bytearray(image.read_bytes())
    for place in changes:
        content[place] ^= 1
    path = image.with_name("other.img")
    path.write_bytes(content)
    return path


def test_table(image: Path) -> None:
    """Names, and where they begin in bytes."""
    assert {name: (a * 512, b * 512) for name, (a, b) in PARTS.items()} == table(image)


def test_the_same(image: Path) -> None:
    """Nothing to say."""
    assert () == differences(image, other(image))


def test_where(image: Path) -> None:
    """The partition, its first differing byte, and how many sectors; beyond a chunk as well."""
    begin = 48 * 512
    found = differences(image, other(image, 7, begin + 3, begin + 4, begin + 1_048_576))
    assert (
        "outside the partitions: 1 blocks differ, first at byte 7",
        "system_a: 2 blocks differ, first at byte 3",
    ) == found


def test_longer(image: Path) -> None:
    """One that goes on is another."""
    longer = other(image)
    longer.write_bytes(longer.read_bytes() + b"\0")
    assert (f"{SECTORS * 512} and {SECTORS * 512 + 1} bytes",) == differences(image, longer)


def test_no_table(tmp_path: Path) -> None:
    """A file system is compared as it is."""
    for name, content in (("a", b"\0" * 2048), ("b", b"\0" * 2047 + b"\1")):
        (tmp_path / name).write_bytes(content)
    assert {} == table(tmp_path / "a")
    assert ("outside the partitions: 1 blocks differ, first at byte 2047",) == differences(
        tmp_path / "a", tmp_path / "b"
    )
