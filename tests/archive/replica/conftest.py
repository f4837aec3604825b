"""A till that sells, for the rooms that keep its book."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.store.book import Book
from tests.store.till import SoftwareCard, Till


@pytest.fixture(scope="session")
def card() -> SoftwareCard:
    """It keeps no state."""
    return SoftwareCard()


@pytest.fixture
def till(tmp_path: Path, card: SoftwareCard) -> Iterator[Till]:
    """Commissioned, in a folder of its own."""
    folder = tmp_path / "till"
    folder.mkdir()
    with Book.create(folder / "book.sqlite") as book:
        till = Till(book, card)
        till.commission()
        yield till
