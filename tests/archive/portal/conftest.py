"""The ground for all tests of the pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.index.database import Database
from tests.archive.portal.entrance import Entrance, entrance_of
from tests.archive.portal.ground import Ground, ground_of


@pytest.fixture
def ground(sqlite: Database, tmp_path: Path, book_path: Path) -> Iterator[Ground]:
    """An owner looks at the till that sold for two days."""
    with ground_of(sqlite, tmp_path, book_path) as ground:
        yield ground


@pytest.fixture
def entrance(sqlite: Database, tmp_path: Path) -> Iterator[Entrance]:
    """Nobody has signed in yet."""
    found = entrance_of(sqlite, tmp_path)
    with found.client:
        yield found
