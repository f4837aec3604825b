"""Books and tills for the tests of the store; no device, no key that reaches a till."""

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.store.book import Book
from tests.store.till import SoftwareCard, Till


@pytest.fixture(scope="session")
def card() -> SoftwareCard:
    """One software card for all tests; it keeps no state."""
    return SoftwareCard()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the book of a test is."""
    return tmp_path / "book.sqlite"


@pytest.fixture
def book(path: Path) -> Iterator[Book]:
    """An empty book, open for writing."""
    with Book.create(path) as book:
        yield book


@pytest.fixture
def new_till(card: SoftwareCard) -> Callable[[Book], Till]:
    """Put a till around any book."""
    return lambda book: Till(book, card)


@pytest.fixture
def till(book: Book, new_till: Callable[[Book], Till]) -> Till:
    """A commissioned till with its Startbeleg."""
    till = new_till(book)
    till.commission()
    return till


@pytest.fixture
def tamper(path: Path) -> Callable[[str], None]:
    """Run SQL on the file as somebody with the disk in hand would: all triggers off, then back."""

    def run(*statements: str) -> None:
        with sqlite3.connect(path, isolation_level=None) as connection:
            triggers: list[tuple[str, str]] = connection.execute(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
            ).fetchall()
            connection.execute("BEGIN")
            for name, _ in triggers:
                connection.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                connection.execute(statement)
            for _, sql in triggers:
                connection.execute(sql)
            connection.execute("COMMIT")
        connection.close()

    return run
