"""A till that sold two days, its log in an archive, and its packages."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from archive.accounts.tills import Till
from archive.blobs.folder import FolderBlobs
from archive.index.database import Database
from archive.packages.shelf import Shelf
from archive.replica.replica import Replicas
from firmware.store.raw import Unit, units
from firmware.store.reader import Reader
from tests.archive.keeping import registered, releasing, world_of
from tests.archive.packages.zips import zipped
from tests.export.audit.world import After, new_till


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What a till has: its rows, and a package for each of its two days."""

    rows: tuple[Unit, ...]
    first_rows: int
    packages: tuple[Path, Path]
    folders: tuple[Path, Path]


@pytest.fixture(scope="session")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    """Made once; nobody changes it."""
    folder = tmp_path_factory.mktemp("packages")
    with new_till(folder / "till") as sold:
        sold.sell()
        first = sold.export(folder / "stick")
        head = sold.head
        sold.sell()
        second = sold.export(folder / "stick", After(head=head))
        with Reader.open_read_only(sold.stand.book_path) as book:
            rows = tuple(units(book))
    return Sent(
        rows=rows,
        first_rows=head.journal_seq,
        packages=(zipped(first), zipped(second)),
        folders=(first, second),
    )


@pytest.fixture
def first(sent: Sent, tmp_path: Path) -> Path:
    """A copy of the first day's export, for hands that change it."""
    return Path(shutil.copytree(sent.folders[0], tmp_path / sent.folders[0].name))


@pytest.fixture
def shelf(database: Database, tmp_path: Path) -> Iterator[Shelf]:
    """Of an archive with its files in a folder."""
    with releasing(tmp_path / "blobs"):
        world = world_of(database, tmp_path / "data", FolderBlobs(tmp_path / "blobs"))
        yield Shelf(world, Replicas(world))


@pytest.fixture
def till(database: Database) -> Till:
    """The till, registered."""
    return registered(database)
