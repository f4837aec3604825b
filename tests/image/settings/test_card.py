"""firmware.image.settings.card: the boot partition from a PC."""

import io
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

from firmware.image.settings import card as module
from firmware.image.settings.card import CardError, partition_offset, put_file
from tests.image.settings.files import SMALL

FIRST = 64


def table(*names: str, entry_bytes: int = 128) -> bytes:
    """The beginning of a disk with partitions of these names."""
    head = struct.pack("<8s64xQII", b"EFI PART", 2, len(names), entry_bytes)
    entries = b"".join(
        struct.pack("<16s16sQQQ72s", b"t", b"u", FIRST + at, 0, 0, name.encode("utf-16-le")).ljust(
            entry_bytes, b"\0"
        )
        for at, name in enumerate(names)
    )
    return bytes(512) + head.ljust(512, b"\0") + entries.ljust(1024, b"\0")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """What is to be written."""
    path = tmp_path / "mine.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_where_it_begins() -> None:
    """By its name, wherever it is in the table."""
    assert FIRST * 512 == partition_offset(io.BytesIO(table("bootconf", "boot_a")))
    assert (FIRST + 1) * 512 == partition_offset(io.BytesIO(table("boot_a", "bootconf")))
    assert FIRST * 512 == partition_offset(io.BytesIO(table("bootconf", entry_bytes=256)))


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "no partition table"),
        (b"\x28\xb5\x2f\xfd" * 400, "no partition table"),
        (bytes(512) + b"EFI PART", "no partition table"),
        (table("boot_a"), "no partition bootconf"),
        (table("boot_a")[:1030], "no partition bootconf"),
    ],
)
def test_no_image(raw: bytes, words: str) -> None:
    """A packed image, one of somebody else's, half of one."""
    with pytest.raises(CardError, match=words):
        partition_offset(io.BytesIO(raw))


def test_a_card_that_is_in(tmp_path: Path, file: Path) -> None:
    """Its folder, and no other."""
    folder = tmp_path / "KASSA"
    folder.mkdir()
    with pytest.raises(CardError, match="no card of a till"):
        put_file(folder, file)
    (folder / "autoboot.txt").touch()
    put_file(folder, file)
    assert SMALL == (folder / "kassa.toml").read_text(encoding="utf-8")


def test_tools(tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They may be missing, or say no."""
    image = tmp_path / "a.img"
    image.write_bytes(table("bootconf"))
    monkeypatch.setattr(module, "_MCOPY", (str(tmp_path / "nothing"),))
    with pytest.raises(CardError, match="install mtools"):
        put_file(image, file)
    monkeypatch.setattr(module, "_MCOPY", ("false",))
    with pytest.raises(CardError, match=r"a\.img"):
        put_file(image, file)
    monkeypatch.setattr(module, "_MCOPY", ("true",))
    put_file(image, file)


@pytest.mark.image
@pytest.mark.skipif(shutil.which("mcopy") is None, reason="needs mtools and dosfstools")
def test_an_image(tmp_path: Path, file: Path) -> None:
    """What is written is read by another program."""
    image = tmp_path / "a.img"
    image.write_bytes(table("bootconf").ljust(4 * 1024 * 1024, b"\0"))
    part = tmp_path / "part"
    part.write_bytes(bytes(2 * 1024 * 1024))
    subprocess.run(["/usr/sbin/mkfs.vfat", part], check=True, capture_output=True)
    with image.open("r+b") as out:
        out.seek(FIRST * 512)
        out.write(part.read_bytes())
    for _ in range(2):
        put_file(image, file)
    read = ["mtype", "-i", f"{image}@@{FIRST * 512}", "::kassa.toml"]
    assert SMALL.encode() == subprocess.run(read, check=True, capture_output=True).stdout
