"""What a head tells of a book afterwards: held, stale, or another way."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware.rksv.vat import Buckets
from firmware.store import snapshot
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import Head, Standing, from_bytes, head_of, standing, to_bytes
from tests.store.till import Till

SOLD = Buckets(normal=100)


def head(till: Till) -> Head:
    """The head of a till that has one."""
    found = head_of(till.book)
    assert found is not None
    return found


def test_an_empty_book_has_no_head(book: Book) -> None:
    """Before the Startbeleg there is nothing to compare."""
    assert head_of(book) is None


def test_a_head_names_last_receipt_and_last_row(till: Till) -> None:
    """It is what the book says of its end."""
    till.issue(buckets=SOLD)
    tail, last = till.book.tail(), till.book.last_journal()
    assert tail is not None
    assert last is not None
    found = head(till)
    assert (2, 100) == (found.receipts, found.turnover_cents)
    assert (last.seq, last.hash) == (found.journal_seq, found.journal_hash)


def test_a_book_holds_the_heads_it_had(till: Till) -> None:
    """Going on selling leaves every earlier head in the book."""
    heads = [head(till)]
    for _ in range(3):
        till.issue(buckets=SOLD)
        heads.append(head(till))
    assert {Standing.HOLDS} == {standing(till.book, one) for one in heads}


def test_a_row_more_is_a_head_of_its_own(till: Till) -> None:
    """A copy that lacks nothing but a journal row is stale as well."""
    before = head(till)
    till.book.append([till.entry()])
    assert before.receipts == head(till).receipts
    assert before.journal_seq < head(till).journal_seq


def test_a_stale_copy_ends_before_the_head(till: Till, tmp_path: Path) -> None:
    """A backup that was made before the last receipt."""
    out = tmp_path / "copy.sqlite"
    snapshot.snapshot(till.book, out)
    till.issue(buckets=SOLD)
    with Book.open(out) as copy:
        assert Standing.BEHIND == standing(copy, head(till))


def test_a_copy_that_lacks_a_row_is_stale(till: Till, tmp_path: Path) -> None:
    """The receipts alone do not make a book whole."""
    out = tmp_path / "copy.sqlite"
    snapshot.snapshot(till.book, out)
    till.book.append([till.entry()])
    with Book.open(out) as copy:
        assert Standing.BEHIND == standing(copy, head(till))


@pytest.mark.parametrize("more", [1, 2])
def test_two_copies_that_both_sold_went_different_ways(
    till: Till, tmp_path: Path, new_till: Callable[[Book], Till], more: int
) -> None:
    """§ 5 Abs 4 RKSV: one register, one chain; a clone shows, also when it sold more or less."""
    out = tmp_path / "copy.sqlite"
    snapshot.snapshot(till.book, out)
    till.issue(buckets=SOLD)
    with Book.open(out) as copy:
        clone = new_till(copy)
        for _ in range(more):
            clone.issue(buckets=Buckets(normal=250))
        assert Standing.DIVERGED == standing(copy, head(till))
        # Of a head further on a shorter book cannot say more than that it ends before.
        theirs = Standing.DIVERGED if more == 1 else Standing.BEHIND
        assert theirs == standing(till.book, head(clone))


def test_rows_that_went_another_way(till: Till, tmp_path: Path) -> None:
    """The same receipts, but other rows behind them."""
    out = tmp_path / "copy.sqlite"
    snapshot.snapshot(till.book, out)
    till.book.append([till.entry(key="a")])
    with Book.open(out) as copy:
        copy.append([till.entry(key="b")])
        assert Standing.DIVERGED == standing(copy, head(till))


def test_another_register(till: Till) -> None:
    """A head of another register says nothing of this book."""
    found = head(till)
    other = Head(
        register_id="WIEN-01",
        receipts=found.receipts,
        turnover_cents=found.turnover_cents,
        last_jws_sha256=found.last_jws_sha256,
        journal_seq=found.journal_seq,
        journal_hash=found.journal_hash,
        at_utc=found.at_utc,
    )
    assert Standing.FOREIGN == standing(till.book, other)


def test_the_file_says_what_the_head_says(till: Till) -> None:
    """There and back, with members of a later firmware passed over."""
    found = head(till)
    members = json.loads(to_bytes(found))
    assert members["format"] == 1
    later = json.dumps({**members, "witness": "x"}).encode()
    assert found == from_bytes(to_bytes(found), "head.json")
    assert found == from_bytes(later, "head.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": 2}, "format 2"),
        ({"receipts": 0}, "receipts"),
        ({"receipts": "9"}, "receipts"),
        ({"receipts": 1 << 63}, "receipts"),
        ({"journal_hash": "abc"}, "journal_hash"),
        ({"at_utc": "2026-11-20T10:00:00"}, "at_utc"),
    ],
)
def test_a_file_that_is_no_head(till: Till, change: dict[str, object], words: str) -> None:
    """Refused, with the file and the member that is wrong."""
    members = {**json.loads(to_bytes(head(till))), **change}
    with pytest.raises(StoreError, match=words) as caught:
        from_bytes(json.dumps(members).encode(), "head.json")
    assert (StoreFault.REFUSED, "head.json") == (caught.value.fault, caught.value.place)


@given(st.binary(max_size=200))
@example(b'{"x":' + b"[" * 60_000)
def test_no_bytes_but_a_head_are_one(text: bytes) -> None:
    """Whatever lies on the stick: a clear refusal."""
    with pytest.raises(StoreError):
        from_bytes(text, "head.json")


def test_a_file_too_large() -> None:
    """Not even read as JSON."""
    with pytest.raises(StoreError, match="larger than"):
        from_bytes(b" " * 70_000, "head.json")
