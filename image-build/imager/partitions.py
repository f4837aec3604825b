"""The whole card: partitions in their order, laid together without mounting anything.

GPT, with an MBR beside it that boards before the Pi 4 read. Names, numbers and kinds are what the
start file system, systemd-repart and RAUC go by (docs/image/layout.md).
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager.tools import ToolRoot

MIB: Final = 1024 * 1024
#: Room that a system may grow into with updates; both slots have the same.
BOOTCONF_MIB: Final = 64
BOOT_MIB: Final = 96
SYSTEM_MIB: Final = 384
#: The kinds of the discoverable partitions specification: root of arm64, and basic data for FAT.
ROOT_ARM64: Final = "b921b045-1df0-41c3-af44-4c6f280d3fae"
BASIC: Final = "ebd0a0a2-b9e5-4433-87c0-68b6b72699c7"
#: Fixed: the same image is the same bytes. A till is told apart by its data, not by these.
DISK_UUID: Final = "5354414e-444c-4b41-5353-410000000000"
_UUIDS: Final = {
    "bootconf": "5354414e-444c-4b41-5353-410000000001",
    "boot_a": "5354414e-444c-4b41-5353-410000000002",
    "boot_b": "5354414e-444c-4b41-5353-410000000003",
    "system_a": "5354414e-444c-4b41-5353-410000000004",
    "system_b": "5354414e-444c-4b41-5353-410000000005",
}
#: A file system without a file cannot be made; so it says why it is empty.
_EMPTY: Final = "Hierher kommt das naechste System der Kassa (Update).\r\n"
#: Labels of FAT, as Windows shows them.
_LABELS: Final = {"bootconf": "KASSA", "boot_a": "KASSA-A", "boot_b": "KASSA-B"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What goes into the partitions: folders of FAT, and the system with its hash tree."""

    bootconf: Path
    boot: Path
    system: Path


def fat_of(name: str, folder: str, size_mib: int) -> str:
    """One FAT file system for genimage; its files are the folder's."""
    return f"""image {name}.vfat {{
\tvfat {{
\t\tlabel = "{_LABELS[name]}"
\t\textraargs = "--invariant"
\t}}
\tsize = {size_mib}M
\tmountpoint = "{folder}"
}}
"""


def genimage_config(image: str) -> str:
    """The card for genimage; slot B is empty, an update fills it."""
    parts = [
        _partition("bootconf", "bootconf.vfat", BOOTCONF_MIB, BASIC, mbr="0x0c"),
        _partition("boot_a", "boot_a.vfat", BOOT_MIB, BASIC, mbr="0x0c"),
        _partition("boot_b", "boot_b.vfat", BOOT_MIB, BASIC, mbr="0x0c"),
        _partition("system_a", "system.img", SYSTEM_MIB, ROOT_ARM64, mbr=""),
        _partition("system_b", "", SYSTEM_MIB, ROOT_ARM64, mbr=""),
    ]
    fats = [
        fat_of("bootconf", "/bootconf", BOOTCONF_MIB),
        fat_of("boot_a", "/boot", BOOT_MIB),
        fat_of("boot_b", "/empty", BOOT_MIB),
    ]
    return (
        "".join(fats)
        + f"""image {image} {{
\thdimage {{
\t\tpartition-table-type = "hybrid"
\t\tdisk-uuid = "{DISK_UUID}"
\t\tdisk-signature = 0x4b415353
\t\talign = 4M
\t}}
"""
        + "".join(parts)
        + "}\n"
    )


def _partition(name: str, image: str, size_mib: int, kind: str, *, mbr: str) -> str:
    lines = [f"\tpartition {name} {{"]
    if image:
        lines.append(f'\t\timage = "{image}"')
    lines.append(f"\t\tsize = {size_mib}M")
    lines.append(f'\t\tpartition-type-uuid = "{kind}"')
    lines.append(f'\t\tpartition-uuid = "{_UUIDS[name]}"')
    if mbr:
        lines.append(f"\t\tpartition-type = {mbr}")
    lines.append("\t}")
    return "\n".join(lines) + "\n"


def assemble(tools: ToolRoot, contents: Contents, image: str, *, epoch: int) -> Path:
    """The card as one file, below the tools' work folder; `boot_a.vfat` lies beside it."""
    folder = tools.work / "card"
    for one in ("root", "tmp", "input", "output"):
        (folder / one).mkdir(parents=True, exist_ok=True)
    for name, source in (("bootconf", contents.bootconf), ("boot", contents.boot)):
        tools.run("cp", "-a", "--no-target-directory", source, folder / "root" / name)
    (folder / "root/empty").mkdir(exist_ok=True)
    (folder / "root/empty/leer.txt").write_text(_EMPTY, encoding="ascii")
    for path in sorted((folder / "root").rglob("*")):
        os.utime(path, (epoch, epoch))
    (folder / "input/system.img").unlink(missing_ok=True)
    (folder / "input/system.img").hardlink_to(contents.system)
    config = folder / "genimage.cfg"
    config.write_text(genimage_config(image), encoding="utf-8")
    places = {"root": "rootpath", "tmp": "tmppath", "input": "inputpath", "output": "outputpath"}
    options = [f"--{option}={tools.inside(folder / one)}" for one, option in places.items()]
    tools.run(
        "genimage",
        "--config",
        config,
        *options,
        env={"SOURCE_DATE_EPOCH": str(epoch)},
    )
    return folder / "output" / image
