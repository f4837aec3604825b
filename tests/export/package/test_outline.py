"""firmware.export.package.outline: what of the book is in sight."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from firmware.export.errors import EmptyPeriodError
from firmware.export.package.manifest import Span
from firmware.export.package.outline import After, Days, Maker, first_day, midnight, sight_of
from firmware.export.package.part import Sight
from firmware.store.book import Book
from firmware.store.head import Head, head_of
from firmware.store.journal import BEFORE_FIRST
from tests.export.package.conftest import FIRM, MADE_UTC, Sold

FIRST, SECOND = date(2026, 11, 20), date(2026, 11, 21)
MAKER = Maker(firm=FIRM, program="p", made_at_utc=MADE_UTC, moved=lambda _count: None)


@pytest.fixture
def head(sold: Sold) -> Head:
    found = head_of(sold.book)
    assert found is not None
    return found


def seen(sold: Sold, head: Head, outline: Days | After) -> Sight:
    return sight_of(sold.book, head, outline, MAKER)


def hash_of(sold: Sold, seq: int) -> str:
    (row,) = sold.book.journal(seq, seq)
    return row.hash


def test_everything(sold: Sold, head: Head) -> None:
    """From the first row, which follows on nothing, to the head."""
    sight = seen(sold, head, Days())
    assert (Span(first=1, last=4), Span(first=1, last=head.journal_seq)) == (
        sight.receipts,
        sight.journal,
    )
    assert (BEFORE_FIRST, FIRST, date(2026, 11, 22)) == (
        sight.previous_hash,
        sight.first_day,
        sight.last_day,
    )


def test_one_day_after_the_other(sold: Sold, head: Head) -> None:
    """Whole Austrian days; together they are everything, and each follows on the one before."""
    one, two = (seen(sold, head, Days(first=day, last=day)) for day in (FIRST, SECOND))
    assert (Span(first=1, last=3), Span(first=4, last=4)) == (one.receipts, two.receipts)
    assert (1, one.journal.last + 1, head.journal_seq) == (
        one.journal.first,
        two.journal.first,
        two.journal.last,
    )
    assert (BEFORE_FIRST, hash_of(sold, one.journal.last)) == (
        one.previous_hash,
        two.previous_hash,
    )


def test_from_and_to_may_be_open(sold: Sold, head: Head) -> None:
    """From the first row, or to the last."""
    assert Span(first=1, last=3) == seen(sold, head, Days(last=FIRST)).receipts
    assert Span(first=4, last=4) == seen(sold, head, Days(first=SECOND)).receipts
    assert (FIRST, SECOND) == (
        seen(sold, head, Days(last=FIRST)).first_day,
        seen(sold, head, Days(first=SECOND)).first_day,
    )


def test_days_that_are_not_there_are_not_promised(sold: Sold, head: Head) -> None:
    """Neither before the first nor after today."""
    sight = seen(sold, head, Days(first=date(2020, 1, 1), last=date(2030, 1, 1)))
    assert (FIRST, date(2026, 11, 22)) == (sight.first_day, sight.last_day)


def test_a_period_with_rows_and_no_receipt(sold: Sold, head: Head) -> None:
    """The rows are in it all the same."""
    kept = replace(head, receipts=4, journal_seq=head.journal_seq - 2)
    sight = seen(sold, head, After(head=kept))
    assert (Span(first=0, last=0), Span(first=head.journal_seq - 1, last=head.journal_seq)) == (
        sight.receipts,
        sight.journal,
    )
    assert hash_of(sold, head.journal_seq - 2) == sight.previous_hash


def test_nothing_at_all(sold: Sold, head: Head) -> None:
    """Said, and no folder made."""
    with pytest.raises(EmptyPeriodError):
        seen(sold, head, After(head=head))
    with pytest.raises(EmptyPeriodError):
        seen(sold, head, Days(last=date(2020, 1, 1)))


def test_the_book_may_grow_meanwhile(sold: Sold, head: Head) -> None:
    """What comes after the head is not in sight."""
    early = replace(head, receipts=2, journal_seq=head.journal_seq - 5)
    for outline in (Days(), Days(first=FIRST, last=SECOND)):
        sight = seen(sold, early, outline)
        assert (2, head.journal_seq - 5) == (sight.receipts.last, sight.journal.last)


def test_an_austrian_day_begins_at_its_midnight() -> None:
    """In winter and in summer."""
    assert datetime(2026, 11, 20, 23, tzinfo=UTC) == midnight(SECOND)
    assert datetime(2026, 6, 30, 22, tzinfo=UTC) == midnight(date(2026, 7, 1))


def test_a_register_that_never_began(tmp_path: Path) -> None:
    """It has no first day."""
    with (
        Book.create(tmp_path / "book.sqlite") as book,
        pytest.raises(EmptyPeriodError, match="never"),
    ):
        first_day(book)
