"""archive.replica.index_file: an index follows its book, and is made again where it does not."""

import sqlite3
from contextlib import closing
from pathlib import Path
from threading import Thread

import pytest

from archive.replica import index_file
from firmware.store.reader import Reader
from tests.archive.replica.index_ground import copied, dumped


@pytest.fixture
def path(book_path: Path, tmp_path: Path) -> Path:
    """A book of one's own."""
    return copied(book_path, tmp_path / "replica")


def _counts(path: Path) -> tuple[object, ...]:
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        ((receipts, acts),) = index.rows(
            "SELECT (SELECT count(*) FROM receipts), (SELECT count(*) FROM acts)"
        )
    return receipts, acts


def _in_book(path: Path) -> tuple[object, ...]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(
            "SELECT (SELECT count(*) FROM receipts), (SELECT count(*) FROM journal)"
        ).fetchone()


def test_all_of_the_book_is_in_it(path: Path) -> None:
    """Each receipt and each row, once; the second time nothing is done."""
    assert _in_book(path) == _counts(path)
    before = index_file.path_of(path).read_bytes()

    assert _in_book(path) == _counts(path)
    assert before == index_file.path_of(path).read_bytes()


def test_row_by_row_is_as_at_once(
    path: Path, tmp_path: Path, book_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the book grew, the index of it is the same."""
    at_once = dumped(path)
    other = copied(book_path, tmp_path / "other")
    monkeypatch.setattr(index_file, "BATCH_ROWS", 3)

    assert at_once == dumped(other)


def test_a_damaged_one_is_made_again(path: Path) -> None:
    """It is a cache: nobody has to repair it."""
    _counts(path)
    index_file.path_of(path).write_bytes(b"no database" * 1000)

    assert _in_book(path) == _counts(path)


def test_one_of_another_version_is_made_again(path: Path) -> None:
    """Another program wrote it."""
    _counts(path)
    with closing(sqlite3.connect(index_file.path_of(path))) as connection:
        connection.execute("PRAGMA user_version = 999")
        connection.execute("DROP TABLE days")

    assert _in_book(path) == _counts(path)


def test_one_of_another_book_is_made_again(path: Path) -> None:
    """A book made again may say something else; the last row known must be there."""
    _counts(path)
    with closing(sqlite3.connect(index_file.path_of(path))) as connection:
        connection.execute("UPDATE progress SET hash = ?", ("0" * 64,))
        connection.execute("DELETE FROM receipts")
        connection.commit()

    assert _in_book(path) == _counts(path)


def test_two_at_once_make_one(path: Path) -> None:
    """Pages are made in threads; each finds the index whole."""
    found: list[tuple[object, ...]] = []
    threads = [Thread(target=lambda: found.append(_counts(path))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [_in_book(path)] * 4 == found


def test_nothing_is_written_by_asking(path: Path) -> None:
    """A page can only ask."""
    with (
        Reader.open_read_only(path) as book,
        index_file.opened(book) as index,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        index.rows("DELETE FROM receipts")
