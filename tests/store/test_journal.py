"""The journal's rows: sequence, UUID, hash chain."""

import hashlib
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.store import journal
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.errors import StoreError, StoreFault
from tests.store.till import OPENED_UTC, Till


def entry(**content: int) -> Entry:
    """A row of a fixed moment."""
    return Entry(kind="key", clerk=None, content=content, at_utc=OPENED_UTC)


def test_rows_come_back_as_they_went_in(till: Till) -> None:
    """Time, clerk, kind and content are kept; seq runs; the UUID is of the row's time."""
    till.book.append([till.entry("key", text="Käse", count=-3), entry(a=1)])
    *_, first, second = till.book.journal()
    assert (first.clerk, first.kind, first.content) == (1, "key", {"count": -3, "text": "Käse"})
    assert (second.clerk, second.content) == (None, {"a": 1})
    assert first.seq + 1 == second.seq
    assert till.now_utc == first.at_utc


def test_hash_of_the_first_row_can_be_computed_by_anybody(book: Book) -> None:
    """Domain, then netstrings of the hash before and the six columns, as documented."""
    book.append([entry(a=1)])
    row = book.last_journal()
    assert row is not None
    fields = ["0" * 64, "1", "2026-11-20T07:00:00.000000+00:00", row.uuid, "", "key", '{"a":1}']
    netstrings = "".join(f"{len(field)}:{field}," for field in fields)
    expected = hashlib.sha256(f"standlkassa journal 1\n{netstrings}".encode()).hexdigest()
    assert expected == row.hash


def test_each_row_hashes_the_row_before(book: Book) -> None:
    """Equal rows have different hashes: the chain goes through all rows, over commits."""
    book.append([entry(), entry()])
    book.append([entry()])
    hashes = [row.hash for row in book.journal()]
    assert len(set(hashes)) == 3


def test_refused_entry_stores_nothing(till: Till) -> None:
    """One bad entry refuses the whole commit and names the row."""
    last = till.book.last_journal()
    bad = Entry(kind="key", clerk=None, content={"price": 1.5}, at_utc=OPENED_UTC)
    with pytest.raises(StoreError, match=r"journal row \d+ \(key\)\.price") as refused:
        till.book.append([entry(), bad])
    assert StoreFault.REFUSED is refused.value.fault
    assert last == till.book.last_journal()


@pytest.mark.parametrize("kind", ["", "book.receipt", "book.anything"])
def test_refused_kinds(book: Book, kind: str) -> None:
    """A row has a kind, and not one of the book's own."""
    with pytest.raises(StoreError) as refused:
        book.append([Entry(kind=kind, clerk=None, content={}, at_utc=OPENED_UTC)])
    assert StoreFault.REFUSED is refused.value.fault


def test_local_time_is_refused(book: Book) -> None:
    """A naive time has no place in the journal."""
    naive = datetime(2026, 11, 20)  # noqa: DTZ001 - the point of the test
    with pytest.raises(StoreError, match="is not in UTC"):
        book.append([Entry(kind="key", clerk=None, content={}, at_utc=naive)])


@given(
    st.integers(0, 253_370_764_800_000),
    st.binary(min_size=10, max_size=10),
)
def test_uuid_is_version_7_of_the_time(at_ms: int, random: bytes) -> None:
    """RFC 9562: milliseconds in front, version 7, its variant, 74 bits of the random ones."""
    at_utc = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at_ms)
    uuid = UUID(journal.uuid_version_7(at_utc, random))
    assert (uuid.version, uuid.variant) == (7, "specified in RFC 4122")
    assert at_ms == uuid.int >> 80
    drawn = int.from_bytes(random, "big")
    kept = (1 << 80) - 1 ^ 0xF << 76 ^ 0x3 << 62
    assert drawn & kept == uuid.int & kept
