"""Rows as the files tell them: which Z they belong to, and whether they are business."""

from collections.abc import Mapping

import pytest

from firmware.export.tables.journal_rows import Periods, number_of, readable_time, rows
from firmware.store.canonical import Json
from tests.export.tables import big_book
from tests.store.till import Till


def test_periods_go_on_where_a_part_begins(small_till: Till) -> None:
    """The number is that of the Z to come, whatever rows are in sight."""
    book = small_till.book
    first = book.last_journal().seq + 1
    contents: tuple[tuple[str, dict[str, Json]], ...] = (
        ("LADE", {}),
        ("Z", {"number": 1}),
        ("LADE", {}),
        ("Z", {"number": 2}),
        ("LADE", {}),
    )
    book.append([small_till.entry(kind, **content) for kind, content in contents])
    found = [row.period for row in rows(big_book.sight_of(book)) if row.seq >= first]
    assert [1, 1, 2, 2, 3] == found
    assert [1, 1, 2, 2, 3] == [Periods(book, first + skip).number for skip in range(5)]


@pytest.mark.parametrize(
    ("content", "number"),
    [({"number": 7}, 7), ({"number": "7"}, None), ({}, None), ({"number": True}, None)],
)
def test_a_z_without_a_number_closes_nothing(
    content: Mapping[str, Json], number: int | None
) -> None:
    """Nobody guesses which one it was."""
    assert number == number_of(content)


def test_a_time_that_is_none_is_shown_as_it_stands() -> None:
    """Somebody wrote into the book: the column of the book says what."""
    assert readable_time("2026-11-20T09:43:07.123456+00:00") == "2026-11-20 10:43:07"
    assert readable_time("gestern") == ""
