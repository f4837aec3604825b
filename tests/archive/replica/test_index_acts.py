"""archive.replica.index_acts: rows, changes and closings as the till's own tables tell them."""

import sqlite3
from pathlib import Path

import pytest

from archive.replica import index_days, index_file, index_journal
from archive.replica.index_journal import WantedSteps
from firmware.export.tables.history import ACTIONS, steps
from firmware.export.tables.journal_rows import rows
from firmware.store.reader import Reader
from tests.archive.replica.index_ground import altered, copied
from tests.export.tables import big_book


@pytest.fixture
def path(book_path: Path, tmp_path: Path) -> Path:
    """A book of one's own."""
    return copied(book_path, tmp_path / "replica")


def test_rows_are_those_of_journal_csv(path: Path) -> None:
    """Business case or not, which Z, who: as in the export."""
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        wanted = [
            (row.seq, row.kind, row.clerk, row.period, int(row.is_business), row.local[:10])
            for row in rows(big_book.sight_of(book))
        ]
        found = index.rows("SELECT seq, kind, clerk, period, is_business, day FROM acts")

    assert wanted == sorted(found)


def test_steps_are_those_of_verlauf_csv(path: Path) -> None:
    """Every field of every change, with the name of who did it."""
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        wanted = [
            (one.seq, one.clerk, one.clerk_name, one.key, ACTIONS[one.action], one.new)
            for one in steps(big_book.sight_of(book))
        ]
        found: list[tuple[object, ...]] = []
        before = None
        while True:
            page = index_journal.steps(index, WantedSteps(), before=before)
            found += [
                (one.seq, one.clerk, one.clerk_name, one.key, one.action, one.new)
                for one in page.steps
            ]
            before = page.older
            if before is None:
                break

    assert sorted(wanted) == sorted(found)


def test_a_closing_agrees_with_its_receipts(path: Path) -> None:
    """What the Z says and what its receipts come to, to the cent."""
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        found = index_days.closings(index, "", "9999")

    assert [(1, True, ""), (2, True, "")] == [(z.number, z.is_read, z.unequal) for z in found]


def test_a_closing_that_says_otherwise_is_named(path: Path) -> None:
    """A Z written by hand shows in its sums; one that is none is kept as unreadable."""

    def forge(connection: sqlite3.Connection) -> None:
        connection.execute(
            "UPDATE journal SET content = replace(content, '\"gross_cents\":4701', "
            "'\"gross_cents\":4700') WHERE kind = 'Z'"
        )
        connection.execute(
            "UPDATE journal SET content = '{}' WHERE kind = 'Z' "
            "AND seq = (SELECT min(seq) FROM journal WHERE kind = 'Z')"
        )

    altered(path, forge)

    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        first, second = index_days.closings(index, "", "9999")

    assert (False, "") == (first.is_read, first.unequal)
    assert (True, "rate:100") == (second.is_read, second.unequal)
