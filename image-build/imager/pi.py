"""What the firmware of a Raspberry Pi reads: its own parts, config.txt, finished device trees."""

from pathlib import Path
from typing import Final

from imager.errors import BuildError
from imager.tools import ToolRoot

_FIRMWARE: Final = "usr/lib/raspi-firmware"
#: Start programs of Pi 3, Zero 2 W and 4 with their link maps; a Pi 5 has its own in its memory.
_START: Final = ("start.elf", "fixup.dat", "start4.elf", "fixup4.dat")
#: What the boot ROM of boards before the Pi 4 looks for, on the first partition.
_FIRST: Final = "bootcode.bin"
#: The firmware's names of the boards, each with the tree of the kernel and our changes to it.
TREES: Final = {
    "bcm2710-rpi-3-b": ("bcm2837-rpi-3-b", "bcm2835"),
    "bcm2710-rpi-3-b-plus": ("bcm2837-rpi-3-b-plus", "bcm2835"),
    "bcm2710-rpi-zero-2": ("bcm2837-rpi-zero-2-w", "bcm2835"),
    "bcm2710-rpi-zero-2-w": ("bcm2837-rpi-zero-2-w", "bcm2835"),
    "bcm2711-rpi-4-b": ("bcm2711-rpi-4-b", "bcm2835"),
    "bcm2711-rpi-400": ("bcm2711-rpi-400", "bcm2835"),
    "bcm2711-rpi-cm4": ("bcm2711-rpi-cm4-io", "bcm2835"),
    "bcm2712-rpi-5-b": ("bcm2712-rpi-5-b", "bcm2712"),
    # The second stepping: a wrong tree stops the kernel there (SError), so both are laid down.
    "bcm2712d0-rpi-5-b": ("bcm2712-d-rpi-5-b", "bcm2712"),
}


def boot_files(
    tools: ToolRoot, unpacked: Path, device_trees: Path, sources: Path
) -> dict[str, bytes]:
    """What a slot's boot partition holds beside kernel, start file system and command line.

    `unpacked` has raspi-firmware, `device_trees` are the kernel's, `sources` is image-build/boot.

    Raises:
        BuildError: a part is missing, or a tree does not take our changes.
    """
    found = {"config.txt": _read(sources / "config.txt")}
    for name in _START:
        found[name] = _read(unpacked / _FIRMWARE / name)
    changes = {
        name: _compiled(tools, sources / "trees" / f"{name}.dts")
        for name in sorted({change for _, change in TREES.values()})
    }
    for name, (tree, change) in TREES.items():
        found[f"{name}.dtb"] = _merged(tools, _read(device_trees / f"{tree}.dtb"), changes[change])
    return found


def first_files(unpacked: Path) -> dict[str, bytes]:
    """What the first partition holds for boards whose ROM knows nothing of slots.

    Raises:
        BuildError: raspi-firmware is not among the unpacked packages.
    """
    return {_FIRST: _read(unpacked / _FIRMWARE / _FIRST)}


def _compiled(tools: ToolRoot, source: Path) -> bytes:
    return tools.run(
        *("dtc", "-@", "-q", "-I", "dts", "-O", "dtb", "-o", "-", "-"), stdin=_read(source)
    )


def _merged(tools: ToolRoot, tree: bytes, change: bytes) -> bytes:
    """A tree with a change in it, the way the firmware would do it while it starts."""
    folder = tools.work / "trees"
    folder.mkdir(exist_ok=True)
    base, overlay, result = (folder / name for name in ("base.dtb", "change.dtbo", "result.dtb"))
    base.write_bytes(tree)
    overlay.write_bytes(change)
    tools.run("fdtoverlay", "-i", base, "-o", result, overlay)
    return result.read_bytes()


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror}") from error
