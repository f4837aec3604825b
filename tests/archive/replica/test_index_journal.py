"""archive.replica.index_journal: rows by kind, clerk, day; the last row of a moment."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.replica import index_file, index_journal
from archive.replica.index_file import Index
from archive.replica.index_journal import Wanted, WantedSteps
from firmware.export.tables.journal_rows import ToldRow, rows
from firmware.store.reader import Reader
from tests.archive.replica.index_ground import copied
from tests.export.tables import big_book

DAYS = st.sampled_from([date(2026, 10, 23), date(2026, 10, 24), date(2026, 10, 25)])
WANTED = st.builds(
    Wanted,
    kind=st.sampled_from(["", "BELEG", "POS", "Z", "NOTHING"]),
    clerk=st.none() | st.integers(1, 3),
    first_day=st.none() | DAYS,
    last_day=st.none() | DAYS,
    is_business=st.none() | st.booleans(),
)


class Opened:
    """What is searched, and what there is."""

    def __init__(self, index: Index, book: Reader, told: list[ToldRow]) -> None:
        self.index = index
        self.book = book
        self.told = told


@pytest.fixture(scope="module")
def opened(book_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    """An index, and its rows as an export tells them."""
    path = copied(book_path, tmp_path_factory.mktemp("journal"))
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        yield Opened(index, book, list(rows(big_book.sight_of(book))))


def _fits(row: ToldRow, wanted: Wanted) -> bool:
    day = date.fromisoformat(row.local[:10])
    return (
        (not wanted.kind or row.kind == wanted.kind)
        and (wanted.clerk is None or row.clerk == wanted.clerk)
        and (wanted.first_day is None or day >= wanted.first_day)
        and (wanted.last_day is None or day <= wanted.last_day)
        and (wanted.is_business is None or row.is_business == wanted.is_business)
    )


@given(wanted=WANTED, page_size=st.integers(1, 40))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_exactly_what_fits_is_found(opened: Opened, wanted: Wanted, page_size: int) -> None:
    """Page by page, the newest first."""
    fitting = [row.seq for row in reversed(opened.told) if _fits(row, wanted)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_journal, "PAGE_ROWS", page_size)
        found: list[int] = []
        before: int | None = None
        while True:
            page = index_journal.page(opened.index, wanted, before=before)
            found += [one.seq for one in page.acts]
            if page.older is None or not page.acts:
                break
            before = page.older

    assert fitting == found


@given(place=st.integers(-2, 400), seconds=st.integers(-3, 3))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_last_row_of_a_moment(opened: Opened, place: int, seconds: int) -> None:
    """The one written last of all up to then; none before the first."""
    told = opened.told
    base = datetime.fromisoformat(told[max(0, min(place, len(told) - 1))].at_utc)
    moment = base.astimezone(UTC) + timedelta(seconds=seconds, days=-400 if place < 0 else 0)
    fitting = [row.seq for row in told if datetime.fromisoformat(row.at_utc) <= moment]

    found = index_journal.last_until(opened.book, opened.index, moment)

    assert (max(fitting) if fitting else None) == found


def test_names_are_those_of_the_row(opened: Opened) -> None:
    """Nobody has a name before it was given."""
    assert {} == index_journal.names(opened.index, 1)
    assert "Jörg" == index_journal.names(opened.index, 10_000)[2]
    assert (1, 2) == index_journal.clerks(opened.index)
    assert "BELEG" in index_journal.kinds(opened.index)


def test_changes_are_found_by_an_auditors_filters(opened: Opened) -> None:
    """Seed T064-T067: who, what, which action, from when to when; and by any word."""

    def found(wanted: WantedSteps) -> set[tuple[str, str, str]]:
        page = index_journal.steps(opened.index, wanted)
        return {(one.thing, one.key, one.action) for one in page.steps}

    assert {("Artikel", "17", "Anlage")} == found(WantedSteps(thing="Artikel"))
    assert {("Bediener", "2", "Anlage")} == found(WantedSteps(text="jörg"))
    assert set() == found(WantedSteps(text="%"))
    assert set() == found(WantedSteps(clerk=2))
    assert set() == found(WantedSteps(action="Löschung"))
    assert set() == found(WantedSteps(first_day=date(2026, 10, 25)))
    assert found(WantedSteps()) == found(WantedSteps(last_day=date(2026, 10, 24)))
