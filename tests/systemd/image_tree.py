"""What of the image is systemd's: files where they lie there, beside Debian's own units."""

import os
import re
import shutil
from pathlib import Path

from imager import links
from imager.system import SystemTree
from imager.tools import ToolRoot

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "systemd"
ROOTFS = ROOT / "image-build" / "rootfs"
LINKS = links.read(ROOT / "image-build" / "links.txt")
#: Debian's units that never begin.
MASKED = {Path(place).name for place, target in LINKS.items() if target == "/dev/null"}
#: Where the table of systemd/README.md says a file goes.
_ROW = re.compile(r"\| `(?P<file>[^`]+)` \| `(?P<place>/[^`]+)`(?P<note>[^|]*) \| (?P<by>[^|]+) \|")
_PROGRAM = re.compile(r"(?<![\w/.])(?P<path>/(?:usr/|opt/|bin/|sbin/)[A-Za-z0-9/_.-]+)")


def rows() -> dict[str, tuple[str, str]]:
    """Each file of the table: the folder it goes to, and what begins it."""
    page = (UNITS / "README.md").read_text(encoding="utf-8")
    return {
        one["file"]: (one["place"], one["by"].strip())
        for line in page.splitlines()
        if (one := _ROW.fullmatch(line))
    }


def lines(file: str, key: str) -> list[str]:
    """What a file of `systemd/` says under a key, each time it does."""
    text = (UNITS / file).read_text(encoding="utf-8")
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def make_tree(tree: Path, units_of_debian: Path) -> Path:
    """Lay Debian's units, ours and the masks as the table says; programs are there by name only."""
    system = tree / "usr/lib/systemd/system"
    shutil.copytree(units_of_debian, system, symlinks=True)
    for file, (place, _) in rows().items():
        target = tree / place.lstrip("/")
        target.mkdir(parents=True, exist_ok=True)
        (target / Path(file).name).unlink(missing_ok=True)
        shutil.copy(UNITS / file, target)
    _lay_over(ROOTFS, tree)
    SystemTree(ToolRoot(tree.parent), tree).link(LINKS)
    for unit in system.rglob("*.service"):
        if unit.is_file():
            _name_programs(tree, unit.read_text(encoding="utf-8"))
    (tree / "etc/os-release").write_text("ID=debian\n", encoding="utf-8")
    (tree / "etc/machine-id").write_text("", encoding="utf-8")
    return tree


def _lay_over(folder: Path, tree: Path) -> None:
    for source in sorted(folder.rglob("*")):
        target = tree / source.relative_to(folder)
        if source.is_dir() and not source.is_symlink():
            target.mkdir(parents=True, exist_ok=True)
            continue
        target.unlink(missing_ok=True)
        shutil.copy(source, target, follow_symlinks=False)


def _name_programs(tree: Path, unit: str) -> None:
    for line in unit.splitlines():
        if not line.startswith("Exec"):
            continue
        for one in _PROGRAM.finditer(line):
            program = tree / one["path"].lstrip("/")
            program.parent.mkdir(parents=True, exist_ok=True)
            if not program.exists() and not program.is_symlink():
                program.touch()
                os.chmod(program, 0o755)  # noqa: PTH101 - as an executable
