"""What all tests of the archive share: databases of both kinds, and a world around each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from tests.archive.postgres import Postgres, running
from tests.export.tables.conftest import _book_path as _tables_book_path

#: `book_path`: a till with two closed days, whose goods are called what no file likes.
__all__ = ["_tables_book_path"]


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of a worker."""
    with running() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty archive's database; each test runs on both kinds."""
    if request.param == "sqlite":
        yield from _opened(folder_url(tmp_path))
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.fresh()
    yield from _opened(server.url(name))
    server.drop(name)


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """Where the kind of database makes no difference."""
    yield from _opened(folder_url(tmp_path))


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    upgrade(database)
    yield database
    database.close()
