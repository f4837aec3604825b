"""The plug pulled at every edge of an export: a folder that has its name is whole, always.

An edge is a call that changes names or makes bytes durable: mkdir, open, fsync, rename, unlink.
What was not fsynced may be on the medium or not: each cut is looked at twice, once with all that
was written and once without what nobody made durable.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

import pytest

from firmware.desk.power import PowerCutError
from firmware.export.package import manifest as manifests
from firmware.export.package.folder import write_folder
from firmware.store.reader import Reader
from tests.export.package.conftest import Sold, means, sold_path

pytestmark = pytest.mark.whole


__all__ = ["sold_path"]

CALLS: Final = ("mkdir", "open", "fsync", "rename", "unlink", "rmdir")
BASE: Final = Path("Registrierkasse") / "GRAZ-01"
#: Should the plug lose sight of the medium, it shows: seven files in two folders have more.
EDGES_MIN: Final = 60


@dataclass
class Mains:
    """Counts edges below a folder, before and after each call, and cuts at one of them.

    `durable` are the files whose bytes were made durable, by inode.
    """

    root: Path
    cut_at: int | None = None
    edges: int = 0
    durable: set[int] = field(default_factory=set)
    is_dead: bool = False

    def edge(self) -> None:
        """One edge passes, or is the last."""
        self.edges += 1
        if self.is_dead or self.edges == self.cut_at:
            self.is_dead = True
            raise PowerCutError


@contextmanager
def plugged(mains: Mains) -> Iterator[None]:
    """`os` on these mains; what tidies up behind the cut touches nothing."""
    whole = {name: getattr(os, name) for name in CALLS}

    def wrap(name: str) -> Callable[..., object]:
        def call(*given: object, **options: object) -> object:
            if not _is_below(mains.root, given[0]):
                return whole[name](*given, **options)
            mains.edge()
            result = whole[name](*given, **options)
            if name == "fsync":
                assert isinstance(given[0], int)
                mains.durable.add(os.fstat(given[0]).st_ino)
            mains.edge()
            return result

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, wrap(name))
        # Its own calls are by descriptor: it is one of the hands that are gone.
        patch.setattr(shutil, "rmtree", _after_the_cut(mains, shutil.rmtree))
        yield


def _after_the_cut(mains: Mains, tidy: Callable[..., None]) -> Callable[..., None]:
    def remove(path: Path, **options: bool) -> None:
        if not mains.is_dead:
            tidy(path, **options)

    return remove


def _is_below(root: Path, what: object) -> bool:
    if isinstance(what, int):
        return Path(f"/proc/self/fd/{what}").readlink().is_relative_to(root)
    return str(what).startswith(str(root))


@pytest.fixture(scope="module")
def book(sold_path: Path) -> Iterator[Reader]:
    """Of a till that sold something."""
    with Reader.open_read_only(sold_path) as opened:
        yield opened


def export(book: Reader, root: Path) -> Path:
    """An export of a few files, with a seal."""
    sealed = replace(means(root), seal=lambda _digest: "a.b.c")
    return write_folder(root, Sold(book=book).order(), sealed).folder


def what_is_wrong(root: Path) -> list[str]:
    """Folders with a name that are not as their list says."""
    base, wrong = root / BASE, []
    for folder in base.iterdir() if base.exists() else ():
        if folder.suffix == ".part":
            continue
        manifest = manifests.from_bytes((folder / "MANIFEST.json").read_bytes())
        wrong += [
            f"{folder.name}/{one.name}"
            for one in manifest.files
            if sha256((folder / one.name).read_bytes()).hexdigest() != one.sha256
        ]
        if not (folder / "MANIFEST.jws").exists():
            wrong.append(f"{folder.name}: no seal")
    return wrong


def forget(root: Path, mains: Mains) -> None:
    """What nobody made durable is gone from the medium: such files are empty."""
    for path in root.rglob("*"):
        if path.is_file() and path.stat().st_ino not in mains.durable:
            path.write_bytes(b"")


def cut(book: Reader, root: Path, edge: int) -> Mains | None:
    """Pull the plug at an edge of an export; None when it has no such edge any more."""
    root.mkdir()
    mains = Mains(root=root, cut_at=edge)
    with plugged(mains):
        try:
            export(book, root)
        except PowerCutError:
            return mains
    return None


def test_every_single_cut(book: Reader, tmp_path: Path) -> None:
    """No folder has its name that is not whole; the next export works, and clears away the half."""
    edge = 0
    while True:
        edge += 1
        root = tmp_path / f"{edge}"
        mains = cut(book, root, edge)
        if mains is None:
            break
        assert [] == what_is_wrong(root), edge
        forget(root, mains)
        assert [] == what_is_wrong(root), edge
        after = export(book, root)
        assert [] == what_is_wrong(root), edge
        assert {one.suffix for one in (root / BASE).iterdir()} == {""}, edge
        assert after.is_dir()
    assert edge > EDGES_MIN


def test_every_cut_of_the_tidying_up(book: Reader, tmp_path: Path) -> None:
    """The next export is cut, too, at each edge while it removes the half and writes anew."""
    middle = EDGES_MIN // 2
    edge = 0
    while True:
        edge += 1
        root = tmp_path / f"{edge}"
        assert cut(book, root, middle) is not None
        mains = Mains(root=root, cut_at=edge)
        with plugged(mains):
            try:
                export(book, root)
            except PowerCutError:
                pass
            else:
                break
        assert [] == what_is_wrong(root), edge
        export(book, root)
        assert [] == what_is_wrong(root), edge
    assert edge > EDGES_MIN


def test_these_cuts_can_be_noticed(book: Reader, tmp_path: Path) -> None:
    """A folder that got its name too early is found wrong by what looks here."""
    mains = cut(book, tmp_path / "root", EDGES_MIN // 2)
    assert mains is not None
    (half,) = (tmp_path / "root" / BASE).iterdir()
    half.rename(half.with_suffix(""))
    with pytest.raises(FileNotFoundError):
        what_is_wrong(tmp_path / "root")
