"""One receipt's row against its predecessor, the identity and the journal."""

from collections.abc import Callable
from itertools import pairwise

import pytest

from firmware.rksv.vat import Buckets
from firmware.store.examiner import RAW_RECEIPT_PAGE, ReceiptExaminer, is_witnessed
from tests.store.till import Till


@pytest.fixture
def used(till: Till) -> Till:
    """A till with four receipts."""
    for _ in range(3):
        till.issue(buckets=Buckets(normal=100))
    return till


def faults(till: Till, first: int = 1) -> dict[int, tuple[str, ...]]:
    """What is wrong with each receipt that has something wrong."""
    examiner = ReceiptExaminer(till.book, first)
    rows = till.book.file.rows(RAW_RECEIPT_PAGE, (first, 100))
    said = {row[0]: examiner.faults(row) for row in rows}
    return {number: texts for number, texts in said.items() if texts}


@pytest.mark.parametrize("first", [1, 2, 4])
def test_sound_receipts_have_no_fault(used: Till, first: int) -> None:
    """From any number on, receipts as the book wrote them follow on each other."""
    assert faults(used, first) == {}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("is_zero = 1", "zero: the signed text says False, the book True"),
        ("is_signed = 0", "signed: the signed text says True, the book False"),
        ("issued_at_utc = '2026-11-20T06:00:00.000000+00:00'", "was issued before its predecessor"),
        ("issued_at_utc = '2026-11-20T07:30:00.000000+00:00'", "local time: the signed text says"),
        ("issued_at_utc = 'yesterday'", "cannot be read: receipt 3: broken: 'yesterday'"),
        ("certificate_serial = '1f'", "certificate: the signed text says '1a2b3c4d'"),
        ("jws = 'a.b.c'", "cannot be read: header"),
        ("jws = CAST(x'ff' AS TEXT)", "has text that is no UTF-8"),
        ("content = '{}'", "is not as it was written"),
        ("journal_seq = 1", "is not as it was written"),
    ],
)
def test_each_fault_is_told(
    used: Till, tamper: Callable[..., None], change: str, fault: str
) -> None:
    """Anlage Z 4 RKSV: the other columns say what the signed text says, or it is told which not."""
    tamper(f"UPDATE receipts SET {change} WHERE number = 3")
    assert any(text.startswith(fault) for text in faults(used)[3])


def test_exchanged_receipts_break_the_chain(used: Till, tamper: Callable[..., None]) -> None:
    """Two receipts that change places are told by number and link."""
    tamper(
        "UPDATE receipts SET number = 99 WHERE number = 2",
        "UPDATE receipts SET number = 2 WHERE number = 3",
        "UPDATE receipts SET number = 3 WHERE number = 99",
    )
    told = faults(used)
    assert {2, 3, 4} == set(told)
    assert all(any(text.startswith("link: ") for text in texts) for texts in told.values())
    assert any(text.startswith("number: ") for text in told[2])


def test_missing_receipts_are_told_as_a_range(used: Till, tamper: Callable[..., None]) -> None:
    """A gap names its first and last number."""
    tamper("DELETE FROM receipts WHERE number IN (2, 3)")
    assert faults(used)[4][0] == "2 to 3 are missing before it"


def test_receipts_of_another_till_are_told(used: Till, tamper: Callable[..., None]) -> None:
    """Receipts under another identity, or under none, belong to nobody."""
    tamper("UPDATE identity SET register_id = 'MARKT-02'")
    assert {1, 2, 3, 4} == set(faults(used))
    assert any(text.startswith("link: ") for text in faults(used)[1])
    tamper("DELETE FROM identity")
    assert any(text.startswith("register: ") for text in faults(used)[1])


def test_witness_is_exact(used: Till) -> None:
    """A journal row witnesses only what it says, as the kind it is."""
    rows = [*used.book.journal(kind="book.receipt")]
    assert all(
        one.content["row_digest"] != other.content["row_digest"] for one, other in pairwise(rows)
    )
    row = rows[0]
    assert is_witnessed(used.book, row.seq, row.kind, dict(row.content))
    assert not is_witnessed(used.book, row.seq, "key", dict(row.content))
    assert not is_witnessed(used.book, row.seq, row.kind, {**row.content, "number": 2})
    assert not is_witnessed(used.book, 10_000, row.kind, dict(row.content))
