"""What the book answers: streaming, what is due, and damage named."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from firmware.rksv.duties import Month
from firmware.rksv.outage import Outage
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store import reader
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.store.row import journal_row_of
from tests.store.till import Till

SALE = Buckets(normal=100)


def test_new_book_has_nothing(book: Book) -> None:
    """Before commissioning every answer is empty, none an error."""
    assert (book.identity(), book.tail(), book.intent()) == (None, None, None)
    assert (book.last_receipt(), book.last_journal(), book.receipt(1)) == (None, None, None)
    assert (book.outage(), book.last_closed(), book.unsigned_year_open()) == (None, None, False)
    assert ([*book.receipts()], [*book.journal()], book.certificates()) == ([], [], ())


def test_receipts_are_streamed_over_pages(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any range comes in order, each receipt once, however pages fall."""
    issued = [till.issue(buckets=SALE) for _ in range(8)]
    for page_rows in (1, 2, 3, 4, 100):
        monkeypatch.setattr(reader, "PAGE_ROWS", page_rows)
        assert issued == [*till.book.receipts(2)]
        assert issued[1:5] == [*till.book.receipts(3, 6)]
        assert [*till.book.receipts(10)] == []
        assert [*till.book.receipts(6, 3)] == []


def test_journal_is_streamed_by_range_and_kind(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of all kinds or of one, from seq to seq."""
    first = till.book.last_journal().seq + 1
    till.book.append([till.entry("ab"[index % 2], index=index) for index in range(10)])
    for page_rows in (1, 3, 5, 100):
        monkeypatch.setattr(reader, "PAGE_ROWS", page_rows)
        rows = [*till.book.journal(first)]
        assert [*range(10)] == [row.content["index"] for row in rows]
        assert rows[2:5] == [*till.book.journal(first + 2, first + 4)]
        assert rows[1::2] == [*till.book.journal(first, kind="b")]
    assert rows[8] == till.book.last_journal("a")
    assert rows[9] == till.book.last_journal()
    assert till.book.last_journal("c") is None


def test_lean_streams_hold_what_the_others_hold(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows for a DEP and cells for a chain are those of the book, however pages fall."""
    issued = [till.issue(buckets=SALE) for _ in range(5)]
    expected = [
        (one.number, one.jws, one.certificate_serial, one.issued_at_utc) for one in issued[1:4]
    ]
    rows = [*till.book.journal()]
    for page_rows in (1, 2, 3, 100):
        monkeypatch.setattr(reader, "LEAN_PAGE_ROWS", page_rows)
        first, last = issued[1].number, issued[3].number
        assert expected == [
            (row.number, row.jws, row.certificate_serial, row.issued_at_utc)
            for row in till.book.signed_rows(first, last)
        ]
        cells = [*till.book.journal_cells()]
        assert rows == [journal_row_of(one) for one in cells]
        assert cells[2:4] == [*till.book.journal_cells(3, 4)]
        assert [one[-1] for one in cells] == [*till.book.row_hashes()]
        assert [one[-1] for one in cells[2:4]] == [*till.book.row_hashes(3, 4)]


def test_filed_receipts_name_their_journal_row(
    till: Till, monkeypatch: pytest.MonkeyPatch, tamper: Callable[[str], None]
) -> None:
    """Each with seq and UUID of the row by which it was stored; also when that row is gone."""
    issued = [till.issue(buckets=SALE) for _ in range(5)]
    rows = {row.content["number"]: row for row in till.book.journal(kind="book.receipt")}
    for lean_rows in (1, 2, 500):
        monkeypatch.setattr(reader, "LEAN_PAGE_ROWS", lean_rows)
        filed = [*till.book.filed_cells(2, 6)]
        assert [one.number for one in issued] == [cells[0] for cells in filed]
        assert [one.content for one in issued] == [json.loads(cells[5]) for cells in filed]
        assert [(rows[one.number].seq, rows[one.number].uuid) for one in issued] == [
            cells[6:] for cells in filed
        ]
    tamper(f"DELETE FROM journal WHERE seq = {rows[3].seq}")
    assert [(3, None)] == [(cells[0], cells[7]) for cells in till.book.filed_cells(3, 3)]


def test_journal_since_a_moment(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of rows, which a clock set back may turn; each once, however pages fall."""
    since = till.book.last_journal().at_utc + timedelta(days=1)
    offsets = (1, -1, 2, 0, -5, 3)
    entries = [
        replace(till.entry(index=index), at_utc=since + timedelta(hours=hours))
        for index, hours in enumerate(offsets)
    ]
    till.book.append(entries)
    for page_rows in (1, 2, 3, 100):
        monkeypatch.setattr(reader, "PAGE_ROWS", page_rows)
        found = [row.content["index"] for row in till.book.journal_since(since)]
        assert [0, 2, 3, 5] == found
    assert [] == [*till.book.journal_since(since + timedelta(days=1))]


def test_streams_do_not_hold_up_the_writer(till: Till) -> None:
    """A half-read stream holds no transaction: rows may be added and come along."""
    till.book.append([till.entry(index=index) for index in range(250)])
    stream = till.book.journal(1)
    first = next(stream)
    till.book.append([till.entry("last")])
    till.book.checkpoint()
    assert first.seq == 1
    assert [*stream][-1].kind == "last"


def test_outage_is_folded_from_receipts(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """§ 17 Abs 4 RKSV: from the first failed receipt until a signed zero receipt."""
    monkeypatch.setattr(reader, "PAGE_ROWS", 2)
    book = till.book
    till.issue(buckets=SALE)
    assert book.outage() is None
    began = till.issue(buckets=SALE, is_signed=False)
    till.issue(ReceiptKind.TRAINING, SALE, is_signed=False)
    till.issue(ReceiptKind.NULLBELEG, is_signed=False)
    till.issue(ReceiptKind.TRAINING)
    expected = Outage(first_number=3, last_number=5, count=3, began_at_utc=began.issued_at_utc)
    assert expected == book.outage()
    till.issue(ReceiptKind.SAMMELBELEG)
    assert book.outage() is None
    till.issue(buckets=SALE, is_signed=False)
    assert book.outage().count == 1


def test_signed_zero_training_ends_no_outage(till: Till) -> None:
    """§ 17 Abs 4 RKSV: neither training nor cancellation is a Sammelbeleg, even when zero."""
    till.issue(is_signed=False)
    till.issue(ReceiptKind.TRAINING)
    assert till.book.outage().last_number == 2
    till.issue(ReceiptKind.STORNO, is_signed=False)
    assert till.book.outage().last_number == 4


def test_last_closed_month(till: Till) -> None:
    """§ 8 Abs 2 RKSV: the latest month any closing receipt names, not the last receipt's."""
    till.issue(ReceiptKind.MONATSBELEG)
    till.issue(buckets=SALE)
    assert Month(2026, 11) == till.book.last_closed()
    till.now_utc += timedelta(days=60)
    till.issue(ReceiptKind.MONATSBELEG)
    assert Month(2027, 1) == till.book.last_closed()
    repeat = till.intend(ReceiptKind.JAHRESBELEG, content={"closes": ["2026-12"]})
    till.book.put_intent(repeat)
    till.book.commit_receipt(till.sealed(repeat), [])
    assert Month(2027, 1) == till.book.last_closed()


def test_failed_jahresbeleg_leaves_the_year_open(till: Till) -> None:
    """§ 8 Abs 3 RKSV: a Jahresbeleg in failure form is owed again, a signed one ends that."""
    assert not till.book.unsigned_year_open()
    till.issue(ReceiptKind.JAHRESBELEG, is_signed=False)
    assert till.book.unsigned_year_open()
    till.issue(ReceiptKind.MONATSBELEG)
    till.issue(buckets=SALE)
    assert till.book.unsigned_year_open()
    till.issue(ReceiptKind.JAHRESBELEG)
    assert not till.book.unsigned_year_open()


@pytest.mark.parametrize(
    ("question", "index"),
    [
        (Reader.outage, "receipts_ending_outage"),
        (Reader.outage, "receipts_unsigned"),
        (Reader.last_closed, "receipts_closing"),
        (Reader.unsigned_year_open, "receipts_closing"),
    ],
)
def test_duties_do_not_read_all_receipts(
    till: Till, question: Callable[[Reader], object], index: str
) -> None:
    """What is due is asked before every receipt: it is found by an index, never by a scan."""
    statements: list[str] = []
    connection = till.book.file.connection()
    connection.set_trace_callback(statements.append)
    question(till.book)
    connection.set_trace_callback(None)
    plans = [
        detail
        for statement in statements
        for *_, detail in connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert any(index in plan for plan in plans)
    assert all("INDEX" in plan for plan in plans)


def test_altered_intent_is_not_given_out(till: Till, tamper: Callable[..., None]) -> None:
    """An intent that is not as it was written must not be signed."""
    till.book.put_intent(till.intend(buckets=SALE))
    tamper("UPDATE intent SET turnover_cents = turnover_cents + 1")
    with pytest.raises(StoreError, match="do not sign it") as refused:
        till.book.intent()
    assert StoreFault.BROKEN is refused.value.fault


def test_damaged_row_is_named(till: Till, tamper: Callable[..., None]) -> None:
    """A row that cannot be read is BROKEN and says which; others can still be read."""
    till.book.append([till.entry(), till.entry()])
    tamper("UPDATE journal SET content = '[' WHERE seq = 6")
    with pytest.raises(StoreError, match="journal row 6: broken"):
        [*till.book.journal()]
    assert till.book.last_journal().seq == 7


def test_reader_beside_the_writer_answers_the_same(till: Till, path: Path) -> None:
    """A read-only book gives every answer the writer gives."""
    till.issue(ReceiptKind.MONATSBELEG, is_signed=False)
    till.book.put_intent(till.intend())
    with Reader.open_read_only(path) as other:
        for question in (
            Reader.identity,
            Reader.certificates,
            Reader.intent,
            Reader.tail,
            Reader.last_receipt,
            Reader.last_journal,
            Reader.outage,
            Reader.last_closed,
            Reader.unsigned_year_open,
        ):
            assert question(till.book) == question(other)
        assert [*till.book.receipts()] == [*other.receipts()]


def test_signed_closings_are_all_that_can_be_checked(till: Till) -> None:
    """§ 8 Abs 3 RKSV: a Jahresbeleg in failure form is repeated, and only a signed one checked."""
    till.issue(ReceiptKind.MONATSBELEG)
    till.issue(ReceiptKind.JAHRESBELEG, is_signed=False)
    numbers = [till.issue(ReceiptKind.JAHRESBELEG).number for _ in range(2)]
    assert numbers == [one.number for one in till.book.signed_closings("jahresbeleg")]


def test_a_receipt_knows_its_row(till: Till) -> None:
    """What is about a receipt is found from there on."""
    for _ in range(2):
        till.issue(buckets=SALE)
    for number in (1, 2, 3):
        seq = till.book.receipt_seq(number)
        assert seq is not None
        (row,) = till.book.journal(seq, seq)
        assert number == row.content["number"]
    assert None is till.book.receipt_seq(99)
