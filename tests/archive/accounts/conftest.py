"""What all tests of accounts share."""

import pytest

from archive.index.database import Database
from tests.archive.accounts.ground import Clock, Ground


@pytest.fixture
def ground(database: Database) -> Ground:
    """An archive with nothing in it yet, of both kinds of database."""
    return Ground(database)


@pytest.fixture
def clock() -> Clock:
    """It stands at NOW."""
    return Clock()
