"""archive.exports.sight: what of a book an export shows."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from archive.exports.sight import rows_of, seen
from firmware.export.errors import EmptyPeriodError
from firmware.export.package.outline import Days
from firmware.export.package.part import Sight
from firmware.store.head import Head
from firmware.store.raw import append, rebuild, units
from firmware.store.reader import Reader
from tests.archive.exports.conftest import NOW_UTC


def test_all_of_it(all_of_it: tuple[Head, Sight]) -> None:
    """As the till itself would write it, header and all."""
    head, sight = all_of_it
    assert (1, head.journal_seq) == (sight.journal.first, sight.journal.last)
    assert (1, head.receipts) == (sight.receipts.first, sight.receipts.last)
    assert sight.firm
    assert sight.program.startswith("standlkassa ")
    assert head.journal_seq + head.receipts == rows_of(sight)


def test_some_days(book: Reader) -> None:
    """Whole Austrian days, ends included."""
    day = date(2026, 11, 21)
    _, sight = seen(book, Days(first=day, last=day), NOW_UTC, lambda _count: None)
    assert (day, day) == (sight.first_day, sight.last_day)
    assert 1 < sight.journal.first


def test_nothing(book: Reader, tmp_path: Path) -> None:
    """A period without a row, and a till that never began."""
    days = Days(first=date(2027, 1, 1), last=date(2027, 1, 2))
    with pytest.raises(EmptyPeriodError):
        seen(book, days, NOW_UTC, lambda _count: None)
    path = tmp_path / "empty.sqlite"
    rebuild(path, ())
    with Reader.open_read_only(path) as empty, pytest.raises(EmptyPeriodError):
        seen(empty, Days(), NOW_UTC, lambda _count: None)


def test_a_header_nobody_can_read(book: Reader, tmp_path: Path) -> None:
    """The lines are for people: without them it is an export all the same."""
    path = tmp_path / "book.sqlite"
    rows = [
        replace(unit, journal=(*unit.journal[:5], '{"type":"header"}', unit.hash))
        if unit.journal[4] == "STAMM"
        else unit
        for unit in units(book)
    ]
    rebuild(path, ())
    assert append(path, rows) is None
    with Reader.open_read_only(path) as altered:
        _, sight = seen(altered, Days(), NOW_UTC, lambda _count: None)
    assert () == sight.firm
