"""/opt/standlkassa: our programs and their libraries for the till's Python.

Laid together from wheels on the machine that builds, and compiled by the same Python among the
tools: nothing of the other processor is run. On a till nothing is installed, removed or compiled.
"""

import os
import shutil
import sys
import zipfile
from collections.abc import Iterable, Sequence
from configparser import ConfigParser
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final

from imager import crossbuild, wheels
from imager.errors import BuildError
from imager.plan import REPO
from imager.tools import ToolRoot, run
from imager.wheels import PYTHON, SOURCES

#: Where the tree stands in the image.
PLACE: Final = PurePosixPath("opt/standlkassa")
SITE: Final = PurePosixPath(f"lib/python{PYTHON}/site-packages")
_REQUIREMENTS: Final = REPO / "image-build" / "requirements"
#: Whose list of files stays: its digest is told in the papers of a till.
_OURS: Final = "standlkassa-"
#: The words of an installer to itself.
_INSTALLERS: Final = frozenset({"RECORD", "RECORD.jws", "RECORD.p7s", "INSTALLER", "REQUESTED"})
#: What libraries bring for those who work on them.
_UNUSED: Final = frozenset({".c", ".cpp", ".h", ".pxd", ".pxi", ".pyi", ".pyx"})
_UNUSED_FOLDERS: Final = frozenset({"docs", "test", "tests"})
_SCRIPT: Final = """#!/{place}/bin/python -I
import sys

from {module} import {function}

sys.exit({function}())
"""


def make(tools: ToolRoot, tree: Path, *, shelf: Path, epoch: int) -> None:
    """Make the whole of it in `tree`, which lies below the tools; `shelf` keeps what was fetched.

    Raises:
        BuildError: a package cannot be had or built, or does not compile.
    """
    device = wheels.for_till(_pins("device"))
    setuptools = (one for one in _pins("build") if one.name == "setuptools")
    *fetched, builder = wheels.fetch((*device, *setuptools), shelf)
    found = [
        crossbuild.build(tools, one.path, builder.path, epoch=epoch)
        if one.pin.name in SOURCES
        else one.path
        for one in fetched
    ]
    shutil.rmtree(tree, ignore_errors=True)
    with TemporaryDirectory() as folder:
        ours = own_wheel(Path(folder), epoch=epoch)
        lay(tree, (*found, ours))
        programs(tree, ours)
    surround(tree)
    strip(tools, tree)
    compile_all(tools, tree)
    settle(tree, epoch=epoch)


def own_wheel(folder: Path, *, epoch: int) -> Path:
    """The wheel of this checkout: firmware and hal, without emulators and the browser desk.

    Raises:
        BuildError: it cannot be built.
    """
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    run(command, cwd=REPO, env={"SOURCE_DATE_EPOCH": str(epoch)})
    (wheel,) = folder.glob("*.whl")
    return wheel


def lay(tree: Path, found: Iterable[Path]) -> None:
    """Unpack wheels into the tree's site-packages, without what is read by nothing there.

    Raises:
        BuildError: two wheels hold the same file, or one a file outside.
    """
    site = tree / SITE
    for path in found:
        with zipfile.ZipFile(path) as wheel:
            for name in sorted(wheel.namelist()):
                if name.endswith("/") or not _is_used(PurePosixPath(name)):
                    continue
                target = site / name
                if target.exists() or ".." in target.parts:
                    raise BuildError(f"{path.name}: {name} is there, or leads outside")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(wheel.read(name))


def _is_used(name: PurePosixPath) -> bool:
    top = name.parts[0]
    if top.endswith(".dist-info"):
        return name.name not in _INSTALLERS or top.startswith(_OURS)
    # What a wheel wants beside its packages: manual pages, icons of menus.
    if top.endswith(".data") or name.suffix in _UNUSED:
        return False
    return not _UNUSED_FOLDERS & set(name.parts[:-1])


def programs(tree: Path, ours: Path) -> None:
    """Write bin/ for the programs that our wheel names: isolated from every other Python."""
    entries = ConfigParser()
    with zipfile.ZipFile(ours) as wheel:
        (name,) = (one for one in wheel.namelist() if one.endswith("/entry_points.txt"))
        entries.read_string(wheel.read(name).decode())
    folder = tree / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    for program, entry in sorted(entries["console_scripts"].items()):
        module, _, function = entry.partition(":")
        text = _SCRIPT.format(place=PLACE, module=module, function=function)
        (folder / program).write_text(text, encoding="utf-8")


def surround(tree: Path) -> None:
    """Let Debian's Python find the tree's libraries, and no others, when called from its bin/."""
    folder = tree / "bin"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "python").symlink_to(f"/usr/bin/python{PYTHON}")
    settings = ("home = /usr/bin", "include-system-site-packages = false", f"version = {PYTHON}")
    (tree / "pyvenv.cfg").write_text("\n".join(settings) + "\n", encoding="utf-8")


def strip(tools: ToolRoot, tree: Path) -> None:
    """Take from libraries in C what only a debugger reads: a third of the tree.

    Raises:
        BuildError: one is not of the till's processor.
    """
    libraries = [*sorted(tree.rglob("*.so")), *sorted(tree.rglob("*.so.*"))]
    if libraries:
        tools.run("aarch64-linux-gnu-strip", "--strip-debug", *libraries)


def compile_all(tools: ToolRoot, tree: Path) -> None:
    """Compile every module, never to be held against its source again: neither changes.

    Raises:
        BuildError: a module is none of this Python.
    """
    fixed = ("-q", "--invalidation-mode=unchecked-hash")
    # Tracebacks name modules as they stand in the image.
    called = ("-s", tools.inside(tree), "-p", f"/{PLACE}")
    python = (f"python{PYTHON}", "-B", "-m", "compileall", *fixed, *called)
    tools.run(*python, tree / SITE, env={"PYTHONHASHSEED": "0"})


def settle(tree: Path, *, epoch: int) -> None:
    """Give every file its mode and the one time of the image."""
    for path in (tree, *sorted(tree.rglob("*"))):
        if not path.is_symlink():
            is_open = path.is_dir() or path.parent == tree / "bin"
            path.chmod(0o755 if is_open else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def _pins(name: str) -> Sequence[wheels.Pin]:
    return wheels.parse((_REQUIREMENTS / f"{name}.txt").read_text(encoding="utf-8"))
