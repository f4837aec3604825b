"""Trees of Debian from locked packages: the tools, and the system of the image.

mmdebstrap sees one repository, a folder with just the packages of the lock, so that nothing is
there to choose from. The maintainer scripts of the other processor run under qemu-user.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from debian.deb822 import Deb822
from debian.debfile import DebFile

from imager.errors import BuildError
from imager.lock import Package
from imager.tools import run

BINFMT: Final = Path("/proc/sys/fs/binfmt_misc")
#: Where emulation registers itself: ELF, 64 bit, little-endian, AArch64; flags: fix binary now.
_RULE: Final = Path("usr/lib/binfmt.d/qemu-aarch64.conf")
#: Read by nobody on a till. Copyright files stay: they are the licences.
LEFT_OUT: Final = (
    "/usr/share/man/*",
    "/usr/share/info/*",
    "/usr/share/locale/*",
    "/usr/share/doc/*",
    "/usr/share/bash-completion/*",
    "/usr/share/lintian/*",
)
KEPT: Final = ("/usr/share/doc/*/copyright",)


def repository(folder: Path, packages: Iterable[Package], files: Sequence[Path]) -> None:
    """Write the index of a repository of these packages, which lie in `folder`."""
    stanzas = []
    for package, path in zip(packages, files, strict=True):
        with DebFile(filename=str(path)) as archive:
            control = archive.debcontrol()
        control["Filename"] = f"./{path.name}"
        control["Size"] = str(package.size)
        control["SHA256"] = package.sha256
        stanzas.append(Deb822(control).dump())
    folder.mkdir(parents=True, exist_ok=True)
    for path in files:
        link = folder / path.name
        link.unlink(missing_ok=True)
        link.hardlink_to(path)
    (folder / "Packages").write_text("\n".join(stanzas), encoding="utf-8")


def bootstrap(
    folder: Path, packages: Sequence[Package], tar: Path, *, architecture: str, epoch: int
) -> None:
    """Install every package of the repository in `folder` into a tree, and that into `tar`.

    Raises:
        BuildError: mmdebstrap is not there, or a package cannot be installed.
    """
    left_out = [f"--dpkgopt=path-exclude={one}" for one in LEFT_OUT]
    kept = [f"--dpkgopt=path-include={one}" for one in KEPT]
    part = tar.with_name(f"{tar.name}.part")
    run(
        [
            "mmdebstrap",
            "--mode=root",
            "--format=tar",
            "--variant=apt",
            f"--architectures={architecture}",
            f"--include={','.join(sorted(one.name for one in packages))}",
            *left_out,
            *kept,
            '--aptopt=APT::Install-Recommends "false"',
            "trixie",
            str(part),
            f"deb [trusted=yes] copy:{folder.resolve()} ./",
        ],
        env={"SOURCE_DATE_EPOCH": str(epoch)},
    )
    part.rename(tar)


def emulate(tools: Path) -> None:
    """Let this machine run programs of the other processor, by the emulator in `tools`.

    Raises:
        BuildError: the kernel does not let us.
    """
    try:
        if not (BINFMT / "register").exists():
            run(["mount", "-t", "binfmt_misc", "none", str(BINFMT)])
        if (BINFMT / "qemu-aarch64").exists():
            return
        rule = (tools / _RULE).read_text(encoding="utf-8").strip()
        # The emulator is opened here and now (flag F), so that its path is this machine's.
        path = rule.split(":")[6]
        (BINFMT / "register").write_text(rule.replace(path, f"{tools}{path}"), encoding="utf-8")
    except OSError as error:
        raise BuildError(f"programs for arm64 cannot be run on this machine: {error}") from error


def key_of(packages: Iterable[Package], *more: str) -> str:
    """Names a tree by all that goes into it; sixteen hexadecimal digits."""
    words = [*(f"{one.file} {one.sha256}" for one in packages), *LEFT_OUT, *KEPT, *more]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
