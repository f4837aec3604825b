"""Kernel, drivers and device trees, out of Debian's unpacked packages."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager import modules
from imager.errors import BuildError
from imager.tools import ToolRoot

_MODULES: Final = "usr/lib/modules"
#: What depmod reads besides the modules themselves.
_BUILT_IN: Final = ("modules.builtin", "modules.builtin.modinfo", "modules.order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """A kernel's parts in a tree of its packages."""

    release: str
    #: The tree, to be given to depmod.
    tree: Path

    @property
    def modules(self) -> Path:
        """Its folder of drivers."""
        return self.tree / _MODULES / self.release

    @property
    def image(self) -> Path:
        """The kernel itself."""
        return self.modules / "vmlinuz"

    @property
    def device_trees(self) -> Path:
        """The descriptions of the boards."""
        return self.modules / "dtb" / "broadcom"


def find(tree: Path) -> Kernel:
    """The one kernel in a tree of unpacked packages.

    Raises:
        BuildError: there is none, or more than one, or a part of it is missing.
    """
    releases = sorted(path.parent.name for path in (tree / _MODULES).glob("*/vmlinuz"))
    if len(releases) != 1:
        raise BuildError(f"{tree}: {len(releases)} kernels ({', '.join(releases)}), not one")
    found = Kernel(release=releases[0], tree=tree)
    if not found.device_trees.is_dir() or not (found.modules / "kernel").is_dir():
        raise BuildError(f"{tree}: {found.release} without drivers or device trees")
    return found


def packed(tools: ToolRoot, kernel: Kernel) -> bytes:
    """kernel8.img: the kernel as the firmware unpacks it itself.

    Raises:
        BuildError: gzip failed.
    """
    return tools.run("gzip", "-9", "-n", "-c", stdin=kernel.image.read_bytes())


def index(tools: ToolRoot, tree: Path, release: str) -> None:
    """Let depmod write down what depends on what, in a tree below the tools.

    Raises:
        BuildError: depmod failed, or complained.
    """
    # depmod knows lib/modules; packages and the merged tree have it below usr.
    if not (tree / "lib").exists():
        (tree / "lib").symlink_to("usr/lib")
    tools.run("depmod", "--basedir", tree, release)


def install(
    tools: ToolRoot, kernel: Kernel, keep: Path, target: Path, own: Mapping[str, bytes]
) -> tuple[str, ...]:
    """Write the drivers a list keeps, and our own (name to content), into the till's tree.

    Both trees are below the tools; the kernel's has been indexed. Which were written.

    Raises:
        BuildError: the list names a driver that is not there.
    """
    drivers = modules.read(kernel.modules)
    names = drivers.closure(modules.wanted(keep, drivers))
    room = target / _MODULES / kernel.release
    if room.exists():
        shutil.rmtree(room)
    modules.lay(drivers, names, room)
    for name, content in own.items():
        place = room / "updates" / f"{name}.ko"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    for name in _BUILT_IN:
        shutil.copyfile(kernel.modules / name, room / name)
    index(tools, target, kernel.release)
    return names
