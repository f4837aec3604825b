"""What all tests of the archive share: databases of both kinds, and a world around each."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from archive.accounts import passwords
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from tests.archive.postgres import Postgres, running
from tests.export.tables.conftest import _book_path as _tables_book_path

#: `book_path`: a till with two closed days, whose goods are called what no file likes.
__all__ = ["_tables_book_path"]


#: What hashing costs is asked in accounts/test_passwords.py; elsewhere it is a password like any.
_QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
_NOBODY = _QUICK.hash(b"nobody's")


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who comes in does not wait a quarter of a second for it."""
    monkeypatch.setattr(passwords, "_HASHER", _QUICK)
    monkeypatch.setattr(passwords, "NOBODY", _NOBODY)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of a worker."""
    with running(waits_for_medium=False) as server:
        yield server


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an archive without a till: making its tables takes longer than most tests."""
    folder = tmp_path_factory.mktemp("pattern")
    _make_tables(folder_url(folder))
    return folder / "archive.sqlite"


@pytest.fixture(scope="session")
def postgres_pattern(postgres: Postgres) -> str:
    """The same, of PostgreSQL."""
    name = postgres.fresh()
    _make_tables(postgres.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty archive's database; each test runs on both kinds."""
    if request.param == "sqlite":
        yield from _copied(request.getfixturevalue("sqlite_pattern"), tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = server.fresh(like=request.getfixturevalue("postgres_pattern"))
    yield from _opened(server.url(name))
    server.drop(name)


@pytest.fixture
def sqlite(sqlite_pattern: Path, tmp_path: Path) -> Iterator[Database]:
    """Where the kind of database makes no difference."""
    yield from _copied(sqlite_pattern, tmp_path)


def _copied(pattern: Path, folder: Path) -> Iterator[Database]:
    shutil.copyfile(pattern, folder / pattern.name)
    yield from _opened(folder_url(folder))


def _opened(url: str) -> Iterator[Database]:
    database = Database(url)
    yield database
    database.close()


def _make_tables(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()
