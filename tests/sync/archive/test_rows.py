"""Rows as the lines of a batch."""

from pathlib import Path

import pytest

from firmware.accord import batch
from firmware.store import line
from firmware.store.book import Book
from firmware.sync.archive import rows
from firmware.sync.archive.rows import last_seq, rows_from
from tests.store.till import SoftwareCard, Till


@pytest.fixture
def till(tmp_path: Path) -> Till:
    """A till with 13 rows."""
    till = Till(Book.create(tmp_path / "book.sqlite"), SoftwareCard())
    assert 0 == last_seq(till.book)
    till.commission()
    while last_seq(till.book) < 13:
        till.issue()
    return till


def test_all_of_them(till: Till) -> None:
    """Each its line; a batch of them is one."""
    found = rows_from(till.book, 1, 1000)
    assert (13, False) == (found.count, found.is_more)
    units = [line.decode(one) for one in batch.unpack(batch.pack_plain(found.plain))]
    assert list(range(1, 14)) == [one.seq for one in units]


@pytest.mark.parametrize(
    ("first", "most", "expected"),
    [(1, 12, (12, True)), (4, 10, (10, False)), (13, 1, (1, False)), (14, 5, (0, False))],
)
def test_some_of_them(till: Till, first: int, most: int, expected: tuple[int, bool]) -> None:
    """From a row on, and whether there are more."""
    found = rows_from(till.book, first, most)
    assert expected == (found.count, found.is_more)


def test_one_at_least(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """However large it is."""
    monkeypatch.setattr(rows, "TARGET_PLAIN_BYTES", 10)
    found = rows_from(till.book, 3, 1000)
    assert (1, True) == (found.count, found.is_more)
