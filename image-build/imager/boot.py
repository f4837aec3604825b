"""Kernel, drivers and what the firmware reads: laid into the system and into its boot partition."""

import shutil
from pathlib import Path
from typing import Final

from imager import cmdline, initramfs, kernel, pi, tryboot
from imager.plan import REPO
from imager.tools import ToolRoot
from imager.verity import Seal

_SOURCES: Final = REPO / "image-build"
#: What the radios of the boards load; everything else of the package is for other machines.
_RADIO: Final = ("brcmfmac43430", "brcmfmac43436", "brcmfmac43455", "brcmfmac43456")


def lay_drivers(tools: ToolRoot, loose: Path, tree: Path, *, epoch: int) -> None:
    """Write the drivers and what they load into the system's tree.

    Raises:
        BuildError: see `imager.kernel` and `imager.tryboot`.
    """
    found = kernel.find(loose)
    kernel.index(tools, loose, found.release)
    own = {tryboot.NAME: tryboot.build(tools, _SOURCES / "tryboot", found.release, epoch)}
    kernel.install(tools, found, _SOURCES / "kernel" / "modules.txt", tree, own)
    target = tree / "usr/lib/firmware/brcm"
    target.mkdir(parents=True, exist_ok=True)
    for source in sorted((loose / "usr/lib/firmware").rglob("brcmfmac*")):
        if source.name.startswith(_RADIO) and source.parent.name in {"brcm", "cypress"}:
            place = tree / source.relative_to(loose)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, place, follow_symlinks=False)


def boot_partition(tools: ToolRoot, loose: Path, tree: Path, seal: Seal, *, epoch: int) -> Path:
    """The files of a slot's boot partition, in a folder below the tools' work folder.

    Raises:
        BuildError: see `imager.kernel`, `imager.initramfs` and `imager.pi`.
    """
    folder = tools.work / "boot"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    found = kernel.find(loose)
    parts = initramfs.Parts(
        sources=_SOURCES / "initramfs", trees=(tree, loose), modules=found.modules
    )
    (folder / "kernel8.img").write_bytes(kernel.packed(tools, found))
    (folder / "initramfs.img").write_bytes(initramfs.build(tools, parts, epoch))
    (folder / "cmdline.txt").write_text(cmdline.command_line(seal) + "\n", encoding="ascii")
    for name, content in pi.boot_files(tools, loose, found.device_trees, _SOURCES / "boot").items():
        (folder / name).write_bytes(content)
    return folder


def complete_first(folder: Path, loose: Path) -> None:
    """Lay into the first partition's folder what old boards look for there.

    Raises:
        BuildError: see `imager.pi`.
    """
    for name, content in pi.first_files(loose).items():
        (folder / name).write_bytes(content)
