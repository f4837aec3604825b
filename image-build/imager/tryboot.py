"""The kernel module that asks the firmware for a trial start, built against the shipped kernel."""

import shutil
from pathlib import Path
from typing import Final

from imager.errors import BuildError
from imager.tools import ToolRoot

NAME: Final = "kassa_tryboot"
_HEADERS: Final = "usr/src/linux-headers-{release}"
#: Asked of the module before it is believed: which kernel takes it.
_VERMAGIC: Final = b"vermagic="


def build(tools: ToolRoot, source: Path, release: str, epoch: int) -> bytes:
    """The module for a kernel release; the same bytes wherever the source lies.

    Raises:
        BuildError: the headers of that kernel are not among the tools, or it does not compile.
    """
    headers = tools.root / _HEADERS.format(release=release)
    if not (headers / "Module.symvers").exists():
        raise BuildError(f"the tools have no headers of the kernel {release}; its layer names them")
    room = tools.work / "tryboot"
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    shutil.copyfile(source / f"{NAME}.c", room / f"{NAME}.c")
    (room / "Kbuild").write_text(f"obj-m := {NAME}.o\n", encoding="ascii")
    tools.run(
        *("make", "-s", "-C", headers, f"M={tools.inside(room)}"),
        *("ARCH=arm64", "CROSS_COMPILE=aarch64-linux-gnu-"),
        # Debugging notes for a debugger nobody has; they would need one more tool.
        *("CONFIG_DEBUG_INFO_BTF_MODULES=", "CONFIG_DEBUG_INFO=", "modules"),
        env={
            "SOURCE_DATE_EPOCH": str(epoch),
            "KBUILD_BUILD_TIMESTAMP": f"@{epoch}",
            "KBUILD_BUILD_USER": "kassa",
            "KBUILD_BUILD_HOST": "image",
        },
    )
    built = room / f"{NAME}.ko"
    tools.run("aarch64-linux-gnu-strip", "--strip-debug", built)
    module = built.read_bytes()
    if _VERMAGIC + release.encode() + b" " not in module:
        raise BuildError(f"{NAME} was built for another kernel than {release}")
    return module
