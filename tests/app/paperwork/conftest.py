"""Two tills as they were left: one that sells, one that ended."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.app.config import Config
from firmware.store.reader import Reader
from tests.app.paperwork.whole_life import live


@pytest.fixture(scope="session", name="_selling")
def _selling_till(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Config]:
    folder = tmp_path_factory.mktemp("selling")
    return folder, live(folder)


@pytest.fixture(scope="session", name="_ended")
def _ended_till(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Config]:
    folder = tmp_path_factory.mktemp("ended")
    return folder, live(folder, ends=True)


@pytest.fixture
def config(_selling: tuple[Path, Config]) -> Config:
    """The settings of the till that sells."""
    return _selling[1]


@pytest.fixture
def book(_selling: tuple[Path, Config]) -> Iterator[Reader]:
    """Its book."""
    with Reader.open_read_only(_selling[0] / "book.sqlite") as reader:
        yield reader


@pytest.fixture
def ended_book(_ended: tuple[Path, Config]) -> Iterator[Reader]:
    """The book of the till that ended."""
    with Reader.open_read_only(_ended[0] / "book.sqlite") as reader:
        yield reader
