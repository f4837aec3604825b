"""What a build keeps for the next one, each by what is in it: packages, tools, Debian's base."""

import fcntl
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

from imager import base, lock
from imager.errors import BuildError
from imager.fetch import Shelf
from imager.lock import Package
from imager.plan import REPO
from imager.tools import ToolRoot, run

LOCKS: Final = REPO / "image-build" / "lock"

Say = Callable[[str], None]


def locked(group: str, architecture: str) -> tuple[str, tuple[Package, ...]]:
    """Day and packages of a lock of this checkout.

    Raises:
        BuildError: there is none, or it is no lock.
    """
    path = LOCKS / f"{group}-{architecture}.lock"
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror}; `make image-lock` makes it") from error
    return lock.day_of(text), lock.parse(text)


class Store:
    """A folder of parts that were made before; one build uses it at a time."""

    def __init__(self, folder: Path, say: Say) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder: Final = folder
        self._say: Final = say

    @contextmanager
    def reserved(self) -> Iterator[None]:
        """For this build alone; another one waits."""
        with (self._folder / "busy").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say("another build is at work; waiting for it")
                fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def fetched(
        self, group: str, architecture: str
    ) -> tuple[tuple[Package, ...], tuple[Path, ...]]:
        """The packages of a lock, on this machine.

        Raises:
            BuildError: see `Shelf.take`.
        """
        day, packages = locked(group, architecture)
        shelf = Shelf(self._folder / "debs", day=day, say=self._say)
        return packages, shelf.take(packages)

    def tools(self) -> ToolRoot:
        """The tree of tools, made once.

        Raises:
            BuildError: see `imager.base`.
        """
        _, packages = locked("tools", "amd64")
        headers = [locked("headers", one)[1] for one in ("amd64", "arm64")]
        key = base.key_of((*packages, *headers[0], *headers[1]), "tools")
        root = self._folder / f"tools-{key}"
        if not root.exists():
            self._say("making the tree of tools (a minute)")
            tar = self._tree("tools", "amd64", key)
            part = root.with_name(f"{root.name}.part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            run(["tar", "-C", str(part), "--numeric-owner", "-xf", str(tar)])
            for one in ("amd64", "arm64"):
                self.unpacked("headers", one, part)
            tar.unlink()
            part.rename(root)
            self._sweep("tools", root)
        tools = ToolRoot(root)
        tools.work.mkdir(exist_ok=True)
        return tools

    def base(self, tools: ToolRoot) -> Path:
        """Debian's base of the image as a tar, made once; its times are the day of the lock.

        Raises:
            BuildError: see `imager.base`.
        """
        day, packages = locked("device", "arm64")
        epoch = int(datetime.strptime(day, "%Y%m%dT%H%M%S%z").timestamp())
        key = base.key_of(packages, "device", day)
        path = self._folder / f"device-{key}.tar"
        if not path.exists():
            self._say("making Debian's base under emulation (four to six minutes)")
            base.emulate(tools.root)
            self._tree("device", "arm64", key, epoch).rename(path)
            self._sweep("device", path)
        return path

    def unpacked(self, group: str, architecture: str, tree: Path) -> Path:
        """The packages of a lock, unpacked into a tree without asking their scripts."""
        tree.mkdir(parents=True, exist_ok=True)
        for one in self.fetched(group, architecture)[1]:
            run(["dpkg-deb", "--extract", str(one), str(tree)])
        return tree

    def _tree(self, group: str, architecture: str, key: str, epoch: int = 0) -> Path:
        packages, files = self.fetched(group, architecture)
        repository = self._folder / f"repository-{group}"
        shutil.rmtree(repository, ignore_errors=True)
        base.repository(repository, packages, files)
        tar = self._folder / f"{group}-{key}.tar.new"
        base.bootstrap(repository, packages, tar, architecture=architecture, epoch=epoch)
        shutil.rmtree(repository)
        return tar

    def _sweep(self, group: str, kept: Path) -> None:
        """Away with what an older lock made."""
        for one in sorted(self._folder.glob(f"{group}-*")):
            if one != kept:
                _remove([one])


def _remove(paths: Sequence[Path]) -> None:
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
