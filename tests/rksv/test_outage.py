"""Outages: what is owed, and in which order receipts may stand."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv.errors import NotUtcError
from firmware.rksv.outage import (
    Mark,
    Order,
    Outage,
    ReceiptFact,
    advance,
    fold,
    is_report_due,
    mark,
    mark_of,
)
from firmware.rksv.receipt import ReceiptKind

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
Z, S, F = Mark.SIGNED_ZERO, Mark.SIGNED, Mark.FAILED
K = ReceiptKind


def fact(number: int, kind: ReceiptKind, *, is_signed: bool, is_zero: bool) -> ReceiptFact:
    return ReceiptFact(
        number=number,
        kind=kind,
        is_signed=is_signed,
        is_zero=is_zero,
        issued_at_utc=START + timedelta(minutes=number),
    )


def violations(marks: tuple[Mark, ...]) -> list[int]:
    """Receipts, counted from 0, that may not stand where they do."""
    order, found = Order.WHOLE, []
    for place, receipt in enumerate(marks):
        step = advance(order, receipt)
        order = step.order
        if step.is_violation:
            found.append(place)
    return found


@pytest.mark.parametrize(
    ("kind", "is_signed", "is_zero", "expected"),
    [
        (K.SAMMELBELEG, True, True, Z),
        (K.MONATSBELEG, True, True, Z),
        (K.STANDARD, True, True, Z),
        (K.STANDARD, True, False, S),
        (K.STORNO, True, True, S),
        (K.TRAINING, True, True, S),
        (K.TRAINING, False, False, F),
        (K.SAMMELBELEG, False, True, F),
    ],
)
def test_receipts_are_sorted(
    kind: ReceiptKind, *, is_signed: bool, is_zero: bool, expected: Mark
) -> None:
    """§ 17 Abs 4 RKSV: only a signed zero receipt without TRA or STO ends an outage."""
    assert expected == mark_of(fact(1, kind, is_signed=is_signed, is_zero=is_zero))
    is_marked = kind in (K.STORNO, K.TRAINING)
    assert expected == mark(is_signed=is_signed, is_zero=is_zero, is_marked=is_marked)


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((Z, S, S, Z), []),
        ((Z, F, F, Z, S), []),
        ((Z, F, S, Z, S), []),
        ((Z, F, S, S), [3]),
        ((Z, F, S, F), [3]),
        ((Z, S, F, F), []),
        ((Z, F, S, S, S, Z, S), [3]),
        ((Z, F, S, F, S, Z, S), [3]),
        ((Z, F, S, F, S, F), [3, 5]),
    ],
)
def test_order_after_an_outage(marks: tuple[Mark, ...], expected: list[int]) -> None:
    """§ 17 Abs 4 RKSV: the signed zero receipt is the first or second one that is signed again."""
    assert expected == violations(marks)


def test_first_violation_is_that_of_the_written_rule() -> None:
    """§ 17 Abs 4 RKSV: up to seven receipts, all 2187 chains judged as the rule's own words do."""
    for marks in product((Z, S, F), repeat=7):
        is_owed, first, previous = False, None, Z
        for place, receipt in enumerate(marks):
            if receipt is Z:
                is_owed = False
            elif is_owed:
                first = place
                break
            elif receipt is S and previous is F:
                is_owed = True
            previous = receipt
        assert first == next(iter(violations(marks)), None)


def test_an_outage_is_folded_from_its_receipts() -> None:
    """§ 17 Abs 4 RKSV: the Sammelbeleg will list the failed receipts, first to last."""
    outage = fold(None, fact(4, K.STANDARD, is_signed=True, is_zero=False))
    assert outage is None
    outage = fold(outage, fact(5, K.STANDARD, is_signed=False, is_zero=False))
    outage = fold(outage, fact(6, K.TRAINING, is_signed=False, is_zero=False))
    outage = fold(outage, fact(7, K.STANDARD, is_signed=True, is_zero=False))
    expected = Outage(
        first_number=5, last_number=6, count=2, began_at_utc=START + timedelta(minutes=5)
    )
    assert expected == outage
    assert fold(outage, fact(8, K.SAMMELBELEG, is_signed=True, is_zero=True)) is None


def test_a_sammelbeleg_that_fails_extends_the_outage() -> None:
    """§ 17 Abs 4 RKSV: in failure form it collects nothing and is one more failed receipt."""
    outage = fold(None, fact(5, K.STANDARD, is_signed=False, is_zero=False))
    outage = fold(outage, fact(6, K.SAMMELBELEG, is_signed=False, is_zero=True))
    assert outage is not None
    assert (outage.first_number, outage.last_number, outage.count) == (5, 6, 2)


@pytest.mark.parametrize("kind", [K.TRAINING, K.MONATSBELEG, K.NULLBELEG])
def test_any_failed_receipt_owes_a_sammelbeleg(kind: ReceiptKind) -> None:
    """§ 17 Abs 4 RKSV: a failed training or zero receipt alone is an outage."""
    outage = fold(None, fact(5, kind, is_signed=False, is_zero=kind.must_be_zero))
    assert outage is not None
    assert outage.count == 1


@given(st.lists(st.tuples(st.sampled_from(K), st.booleans(), st.booleans()), max_size=40))
@settings(deadline=None)
def test_till_and_examiner_agree(receipts: list[tuple[ReceiptKind, bool, bool]]) -> None:
    """Where the till owes nothing the examiner's chain is whole, and a count is never lost."""
    outage, order, failed = None, Order.WHOLE, 0
    for number, (kind, is_signed, is_zero) in enumerate(receipts, start=1):
        receipt = fact(number, kind, is_signed=is_signed, is_zero=is_zero or kind.must_be_zero)
        outage, order = fold(outage, receipt), advance(order, mark_of(receipt)).order
        failed = 0 if outage is None else failed + (not is_signed)
        if outage is None:
            assert order is Order.WHOLE
        else:
            assert failed == outage.count
            assert outage.first_number <= outage.last_number <= number


def test_report_is_due_after_48_hours() -> None:
    """§ 17 Abs 1 RKSV, Erlass 3.6: an outage of more than 48 hours is reported."""
    outage = Outage(first_number=5, last_number=5, count=1, began_at_utc=START)
    assert not is_report_due(outage, START + timedelta(hours=48))
    assert is_report_due(outage, START + timedelta(hours=48, seconds=1))


def test_report_needs_utc() -> None:
    """Forty-eight hours are measured in UTC, not across a change of summer time."""
    outage = Outage(first_number=5, last_number=5, count=1, began_at_utc=START)
    with pytest.raises(NotUtcError):
        is_report_due(outage, START.replace(tzinfo=None))
