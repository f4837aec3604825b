"""A till that sold three days, with texts that no spreadsheet should reckon."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archive.exports.sight import seen
from firmware.export.package.outline import Days
from firmware.export.package.part import Sight
from firmware.store.head import Head
from firmware.store.reader import Reader
from tests.export.audit.world import new_till

NOW_UTC = datetime(2026, 12, 1, tzinfo=UTC)


@pytest.fixture(scope="session")
def sold_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made once; nobody changes it."""
    folder = tmp_path_factory.mktemp("exports")
    with new_till(folder / "till") as sold:
        for _ in range(3):
            sold.sell()
        return sold.copy(folder / "book.sqlite")


@pytest.fixture
def book(sold_book: Path) -> Iterator[Reader]:
    """Its book."""
    with Reader.open_read_only(sold_book) as reader:
        yield reader


@pytest.fixture
def all_of_it(book: Reader) -> tuple[Head, Sight]:
    """From the first row to the last."""
    return seen(book, Days(), NOW_UTC, lambda _count: None)
