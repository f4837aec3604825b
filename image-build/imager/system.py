"""The tree of the system: Debian's base, and laid over it all that makes a till of it.

Nothing is written into it on a till, so nothing that is only a trace of its making stays in it.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from imager.errors import BuildError
from imager.tools import ToolRoot, run

#: Kinds of units: they go where systemd looks for those of the distribution.
_UNITS: Final = frozenset({".service", ".path", ".mount", ".timer", ".target", ".socket", ".slice"})
#: Folders of systemd/ that have a place of their own; every other `NAME.d` belongs to systemd.
_FOLDERS: Final[Mapping[str, str]] = {
    "sysusers.d": "usr/lib/sysusers.d",
    "tmpfiles.d": "usr/lib/tmpfiles.d",
    "sysctl.d": "usr/lib/sysctl.d",
    "modprobe.d": "usr/lib/modprobe.d",
    "modules-load.d": "usr/lib/modules-load.d",
    "polkit-1": "usr/share/polkit-1/rules.d",
    "preset": "usr/lib/systemd/system-preset",
    "network": "usr/lib/systemd/network",
    "repart.d": "usr/lib/repart.d",
}
#: Traces of making it, and what only somebody who installs packages needs. Paths in the tree.
_TRACES: Final = (
    "dev/*",
    "etc/.pwd.lock",
    "etc/apt",
    "etc/cron.daily",
    "etc/hostname",
    "etc/machine-id",
    "etc/mtab",
    "etc/resolv.conf",
    "etc/*-",
    "run/*",
    "tmp/*",
    "usr/bin/apt*",
    "usr/lib/apt",
    "usr/lib/systemd/system/apt-*",
    "usr/lib/systemd/system/*/apt-*",
    "usr/lib/*/libapt-*",
    "usr/share/keyrings",
    "usr/lib/python3.13/test",
    "usr/lib/python3.13/ensurepip",
    "usr/lib/python3.13/idlelib",
    "usr/lib/python3.13/lib2to3",
    "usr/lib/python3.13/tkinter",
    "usr/lib/python3.13/turtledemo",
    "var/cache/*",
    "var/lib/apt",
    "var/lib/dpkg/info/*.md5sums",
    "var/lib/dpkg/*-old",
    "var/lib/dpkg/lock*",
    "var/log/*",
)
#: Folders others are mounted on.
_PLACES: Final = ("data", "bootconf", "media/kassa-spiegel")


class SystemTree:
    """The tree, below the tools' work folder so that their programs see it."""

    def __init__(self, tools: ToolRoot, tree: Path) -> None:
        self._tools: Final = tools
        self.path: Final = tree

    def unpack(self, base: Path) -> None:
        """Begin with Debian's base (a tar)."""
        shutil.rmtree(self.path, ignore_errors=True)
        self.path.mkdir(parents=True)
        run(["tar", "-C", str(self.path), "--numeric-owner", "-xf", str(base)])

    def strip(self) -> None:
        """Take away traces and what nobody needs."""
        for pattern in _TRACES:
            for one in sorted(self.path.glob(pattern)):
                _remove(one)
        for one in sorted(self.path.rglob("__pycache__")):
            _remove(one)

    def lay_over(self, folder: Path, place: str = "") -> None:
        """Copy a folder's files to a place of the tree; root's, and executable where they are."""
        for source in sorted(folder.rglob("*")):
            target = self.path / place / source.relative_to(folder)
            if source.is_symlink():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.unlink(missing_ok=True)
                target.symlink_to(source.readlink())
            elif source.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            else:
                self.put(target.relative_to(self.path).as_posix(), source.read_bytes())
                if os.access(source, os.X_OK):
                    target.chmod(0o755)

    def put(self, place: str, content: bytes) -> None:
        """One file, readable to everybody."""
        target = self.path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        target.write_bytes(content)
        target.chmod(0o644)

    def link(self, links: Mapping[str, str]) -> None:
        """Each of these places leads where it says, whatever was there (`imager.links`)."""
        for place, target in links.items():
            one = self.path / place
            one.parent.mkdir(parents=True, exist_ok=True)
            _remove(one)
            one.symlink_to(target)

    def take_units(self, folder: Path) -> None:
        """Put the till's units, rules and settings of systemd where they are looked for.

        Raises:
            BuildError: a file of the folder has no place.
        """
        for source in sorted(folder.iterdir()):
            if source.suffix in _UNITS:
                self.put(f"usr/lib/systemd/system/{source.name}", source.read_bytes())
            elif source.suffix == ".rules":
                self.put(f"usr/lib/udev/rules.d/{source.name}", source.read_bytes())
            elif source.name in _FOLDERS:
                self.lay_over(source, _FOLDERS[source.name])
            elif source.is_dir() and source.name.endswith((".conf.d", ".service.d", ".target.d")):
                below = "usr/lib/systemd"
                self.lay_over(
                    source,
                    f"{below}/{source.name}"
                    if source.name.endswith(".conf.d")
                    else f"{below}/system/{source.name}",
                )
            elif source.suffix != ".md":
                raise BuildError(f"nobody knows where {source} goes in the image")

    def compile_python(self, version: str) -> None:
        """Compile Debian's part of Python, never to be held against its source again.

        Debian's own compilation goes by times, which an image has none of.

        Raises:
            BuildError: a module is none of this Python.
        """
        for folder in (f"usr/lib/python{version}", "usr/lib/python3/dist-packages"):
            if not (self.path / folder).exists():
                continue
            called = ("-s", self._tools.inside(self.path), "-p", "/")
            compiler = (f"python{version}", "-B", "-m", "compileall", "-q", *called)
            self._tools.run(*compiler, "--invalidation-mode=unchecked-hash", self.path / folder)

    def settle(self, hostname: str, links: Mapping[str, str]) -> None:
        """Links, users, enabled units, folders for mounts; then the tree is whole.

        Raises:
            BuildError: systemd does not take a file of ours.
        """
        for place in _PLACES:
            (self.path / place).mkdir(parents=True, exist_ok=True)
        self.link(links)
        self.put("etc/hostname", f"{hostname}\n".encode())
        # Empty: systemd makes one for each boot, and asks no questions of a first one.
        self.put("etc/machine-id", b"")
        tree = self._tools.inside(self.path)
        self._tools.run("systemd-sysusers", f"--root={tree}")
        _lock_everybody(self.path / "etc/shadow")
        self._tools.run("systemctl", f"--root={tree}", "preset-all")
        for trace in ("etc/.pwd.lock", "etc/passwd-", "etc/group-", "etc/shadow-", "etc/gshadow-"):
            _remove(self.path / trace)

    def erofs(self, image: Path, *, epoch: int, uuid: str) -> None:
        """Write the tree as a read-only file system, the same bytes each time."""
        image.unlink(missing_ok=True)
        # Large pieces pack well and are read fast; looking for what is there twice takes minutes.
        fixed = (f"-T{epoch}", f"-U{uuid}", "-zlz4hc", "-C65536", "-Eztailpacking")
        self._tools.run("mkfs.erofs", "--quiet", *fixed, image, self.path)


def _lock_everybody(shadow: Path) -> None:
    """Nobody has a password, and none can log in: the days of a change are no traces either."""
    lines = []
    for line in shadow.read_text(encoding="utf-8").splitlines():
        name = line.split(":", 1)[0]
        lines.append(f"{name}:!*:1::::::")
    shadow.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
