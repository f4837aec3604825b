"""The stretch of a book that belongs to a time, found without an index."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.vat import Buckets
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.store.span import NOTHING, receipts_between, rows_between
from tests.store.till import SoftwareCard, Till

SALE = Buckets(normal=100)
HOUR = timedelta(hours=1)


@pytest.fixture(scope="module")
def times(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[datetime]]:
    """A closed book, and the times of its receipts."""
    path = tmp_path_factory.mktemp("span") / "book.sqlite"
    with Book.create(path) as book:
        till = Till(book, SoftwareCard())
        till.commission()
        for _ in range(9):
            till.issue(buckets=SALE)
        return path, [one.issued_at_utc for one in book.receipts()]


@given(first=st.integers(-2, 14), last=st.integers(-2, 14), is_exact=st.booleans())
def test_every_stretch_is_what_a_look_at_each_would_give(
    times: tuple[Path, list[datetime]], first: int, last: int, *, is_exact: bool
) -> None:
    """Both ends, on a receipt's moment or beside it, before the first and after the last."""
    path, moments = times
    step = moments[-1] - moments[-2]
    slack = timedelta() if is_exact else step / 2
    since, until = moments[0] + first * step - slack, moments[0] + last * step + slack
    numbers = [number for number, at in enumerate(moments, start=1) if since <= at < until]
    expected = (numbers[0], numbers[-1]) if numbers else NOTHING
    with Reader.open_read_only(path) as book:
        assert expected == receipts_between(book, since, until)


def test_the_rows_of_its_receipts_belong_to_it(till: Till) -> None:
    """A clock that was set back takes no receipt's row out of its time."""
    receipt = till.issue(buckets=SALE)
    at_utc = receipt.issued_at_utc
    early = replace(till.entry("b"), at_utc=at_utc - 5 * HOUR)
    till.book.append([replace(till.entry("a"), at_utc=at_utc + HOUR), early])
    first, last = rows_between(till.book, at_utc, at_utc + 2 * HOUR)
    seq = till.book.receipt_seq(receipt.number)
    assert seq is not None
    assert first <= seq <= last
    assert last <= seq + 2


def test_no_receipt_yet_but_rows(book: Book) -> None:
    """A book without anything has nothing; one without receipts has its rows."""
    moment = datetime.fromisoformat("2026-11-20T10:00:00+00:00")
    assert NOTHING == receipts_between(book, moment, moment + HOUR)
    assert NOTHING == rows_between(book, moment, moment + HOUR)


def test_a_number_that_is_missing_is_told(till: Till) -> None:
    """A book with a hole is broken, and no stretch of it is guessed."""
    for _ in range(4):
        till.issue(buckets=SALE)
    book = till.book
    at_utc = book.last_receipt().issued_at_utc
    book.file.row("DROP TRIGGER receipts_no_delete")
    book.file.row("DELETE FROM receipts WHERE number = 3")
    with pytest.raises(StoreError) as caught:
        receipts_between(book, at_utc - HOUR, at_utc)
    assert StoreFault.BROKEN is caught.value.fault
