"""Memory cards and FAT file systems for tests, small ones."""

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from machine.partitions import Fat
from tests.machine.host_tools import HostTools

MIB: Final = 1024 * 1024
_BASIC: Final = bytes.fromhex("a2a0d0ebe5b9334487c068b6b72699c7")


def make_card(path: Path, parts: Mapping[int, tuple[str, int]]) -> Path:
    """A card whose GPT has partitions of so many MiB by number, one after the other from 1 MiB."""
    table, at = bytearray(128 * 128), MIB
    for number, (name, size_mib) in parts.items():
        first, last = at // 512, (at + size_mib * MIB) // 512 - 1
        raw = name.encode("utf-16-le").ljust(72, b"\0")
        entry = struct.pack("<16s16sQQQ72s", _BASIC, bytes([number]) * 16, first, last, 0, raw)
        table[(number - 1) * 128 : number * 128] = entry
        at += size_mib * MIB
    with path.open("wb") as file:
        file.seek(512)
        file.write(struct.pack("<8s64xQII", b"EFI PART", 2, 128, 128))
        file.seek(1024)
        file.write(table)
        file.truncate(at)
    return path


def fat_image(path: Path, *, offset: int = 0, size_mib: int = 2) -> Fat:
    """An empty FAT at `offset` of a file, which is made where there is none."""
    tools = HostTools()
    if not path.exists():
        with path.open("wb") as file:
            file.truncate(offset + size_mib * MIB)
    drive = f"{path}@@{offset}"
    sectors = str(size_mib * MIB // 512)
    tools.run("mformat", "-i", drive, "-T", sectors, "-h", "64", "-s", "32", "::")
    return Fat(tools=tools, image=path, offset=offset)


def till_card(path: Path) -> Path:
    """A card that the played firmware starts: two slots of nothing much."""
    card = make_card(path, {1: ("bootconf", 2), 2: ("boot_a", 2), 3: ("boot_b", 2)})
    autoboot = b"[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"
    fat_image(card, offset=MIB).write("autoboot.txt", autoboot)
    for offset in (3 * MIB, 5 * MIB):
        fat = fat_image(card, offset=offset)
        fat.write("config.txt", b"kernel=k.img\ninitramfs i.img followkernel\n")
        for name in ("cmdline.txt", "k.img", "i.img"):
            fat.write(name, b"quiet")
    return card
