"""The JSON of all events: whole, readable by anybody, and the chain can be reckoned from it."""

import hashlib
import io
import json
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.export.tables import events
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store.book import Book
from firmware.store.entry import Entry
from tests.export.stall_book import sight_of
from tests.store.tampering import damage
from tests.store.till import OPENED_UTC, SoftwareCard, Till


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A till with its Startbeleg, two sales and rows that JSON finds hard."""
    with Book.create(tmp_path / "book.sqlite") as book:
        till = Till(book, SoftwareCard())
        till.commission()
        till.issue(ReceiptKind.STANDARD, Buckets(normal=250))
        note = {"note": 'Äpfel "süß"\n\\ </script>  ', "cents": -(2**62)}
        book.append([Entry(kind="NOTIZ", clerk=2, content=note, at_utc=OPENED_UTC)])
        till.issue(ReceiptKind.STANDARD, Buckets(besonders=490))
        yield book


def _sight(book: Book) -> Sight:
    sight = sight_of(book)
    return replace(sight, register_id="MARKT-01", receipts=Span(first=1, last=3))


def _written(sight: Sight) -> dict[str, Any]:
    out = io.BytesIO()
    (part,) = events.parts(sight)
    part.write(sight, out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


def test_every_row_is_there_as_it_is(book: Book) -> None:
    """Each event with its time, clerk, kind and content, in the order of the book."""
    found = _written(_sight(book))
    assert [
        (row.seq, row.uuid, row.clerk, row.kind, dict(row.content), row.hash)
        for row in book.journal()
    ] == [
        (one["nr"], one["uuid"], one["bediener"], one["art"], one["inhalt"], one["hash"])
        for one in found["ereignisse"]
    ]


def test_every_receipt_is_there_with_its_jws(book: Book) -> None:
    """What the DEP7 proves, with what was sold."""
    found = _written(_sight(book))
    assert [
        (one.number, one.kind.value, one.jws, one.turnover_cents) for one in book.receipts()
    ] == [(one["nr"], one["art"], one["jws"], one["umsatzzaehler_cent"]) for one in found["belege"]]
    assert [True] * 3 == [one["signiert"] for one in found["belege"]]


def test_the_chain_can_be_reckoned_from_the_file(book: Book) -> None:
    """With hashlib and this file alone: domain, netstrings, the hash before."""
    found = _written(_sight(book))
    previous = found["hash_davor"]
    for one in found["ereignisse"]:
        clerk = "" if one["bediener"] is None else str(one["bediener"])
        content = json.dumps(
            one["inhalt"], sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        texts = (previous, str(one["nr"]), one["zeit_utc"], one["uuid"], clerk, one["art"], content)
        fields = b"".join(b"%d:%b," % (len(each), each) for each in map(str.encode, texts))
        previous = hashlib.sha256(b"standlkassa journal 1\n" + fields).hexdigest()
        assert one["hash"] == previous


def test_times_are_austrian_and_utc(book: Book) -> None:
    """A person reads local time; the order is in the other one."""
    first = _written(_sight(book))["ereignisse"][0]
    assert ("2026-11-20 08:00:00", "2026-11-20T07:00:00.000000+00:00") == (
        first["zeit"],
        first["zeit_utc"],
    )


def test_a_span_without_receipts_has_none(book: Book) -> None:
    """Nothing is there of what lies outside."""
    sight = replace(_sight(book), receipts=Span(first=0, last=0), journal=Span(first=3, last=4))
    found = _written(sight)
    assert ([3, 4], []) == ([one["nr"] for one in found["ereignisse"]], found["belege"])


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("gestern", ""),
        ("9999-12-31T23:30:00.000000+00:00", ""),
        ('2026-11-20T08"', '2026-11-20 09"'),
    ],
)
def test_a_time_that_is_none_stands_in_its_row(book: Book, text: str, local: str) -> None:
    """§ 131 BAO: of a damaged book, too, the log is owed; the other rows are as they were."""
    before = _written(_sight(book))["ereignisse"]
    damage(book.path, 3, at_utc=text)
    after = _written(_sight(book))["ereignisse"]
    assert {**before[2], "zeit": local, "zeit_utc": text} == after.pop(2)
    assert [*before[:2], *before[3:]] == after


@pytest.mark.parametrize(
    "text",
    ["", "[1", '{"number":1}}', '{"number":\n1}', '["number"]', '"number"', "{'number':\x07\"}"],
)
def test_content_that_is_no_object_is_a_text(book: Book, text: str) -> None:
    """§ 131 BAO: what is left of a damaged row, in a file that is JSON, a line an event."""
    lines = _lines(_sight(book))
    before = _written(_sight(book))["ereignisse"]
    damage(book.path, 3, content=text)
    after = _written(_sight(book))["ereignisse"]
    assert {**before[2], "inhalt": text} == after.pop(2)
    assert [*before[:2], *before[3:]] == after
    assert lines == _lines(_sight(book))


def _lines(sight: Sight) -> int:
    out = io.BytesIO()
    events.write(sight, out)
    return out.getvalue().count(b"\n")


@pytest.mark.parametrize(
    ("column", "member"), [("uuid", "uuid"), ("hash", "hash"), ("kind", "art")]
)
def test_other_texts_are_quoted(book: Book, column: str, member: str) -> None:
    """A flipped bit makes a quotation mark, and the file is JSON all the same."""
    text = '"\\' * 32
    damage(book.path, 3, **{column: text})
    assert text == _written(_sight(book))["ereignisse"][2][member]


def test_no_key_is_in_it(book: Book) -> None:
    """The AES key is no part of any export."""
    out = io.BytesIO()
    events.write(_sight(book), out)
    assert bytes(range(32)).hex().encode() not in out.getvalue()


def test_rows_are_counted_and_not_kept(tmp_path: Path) -> None:
    """A book ten times as long takes no more memory, and every row is told of."""
    peaks, counted = [], []
    with Book.create(tmp_path / "book.sqlite") as book:
        till = Till(book, SoftwareCard())
        till.commission()
        for count in (2_000, 18_000):
            entry = Entry(kind="NOTIZ", clerk=1, content={"text": "x" * 80}, at_utc=OPENED_UTC)
            book.append([entry] * count)
            moved: list[int] = []
            sight = replace(sight_of(book, moved=moved.append), receipts=Span(first=1, last=1))
            tracemalloc.start()
            with (tmp_path / "out").open("wb") as out:
                events.write(sight, out)
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            counted.append(sum(moved) - sight.journal.last)
    assert [1, 1] == counted
    assert peaks[1] < 2 * peaks[0]
