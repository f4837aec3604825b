"""Every sequence of receipts against the order rule as the law's own words give it (§ 17 Abs 4).

`Written` is that rule, written down a second time and from the text alone: a receipt that is signed
and zero, and neither training nor cancellation, restores; one that is signed otherwise demands a
restoration when it follows a failed one; while one is demanded nothing but it may stand.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import chain, product
from typing import NamedTuple

import pytest

from firmware.rksv.outage import Mark, Order, Outage, ReceiptFact, advance, fold, mark_of
from firmware.rksv.receipt import ReceiptKind

START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
K = ReceiptKind
LONGEST = 8


class Letter(NamedTuple):
    """One receipt of a sequence."""

    kind: ReceiptKind
    is_signed: bool
    is_zero: bool

    def fact(self, number: int) -> ReceiptFact:
        return ReceiptFact(
            number=number,
            kind=self.kind,
            is_signed=self.is_signed,
            is_zero=self.is_zero,
            issued_at_utc=START + timedelta(minutes=number),
        )


#: Every receipt there is after the Startbeleg: a sale may be zero, a Monatsbeleg must be.
ALL = tuple(
    Letter(kind, is_signed, is_zero)
    for kind in ReceiptKind
    for is_signed in (True, False)
    for is_zero in (True, False)
    if kind is not K.STARTBELEG and (is_zero or not kind.must_be_zero)
)
#: What a market day is made of.
DAILY = tuple(
    Letter(kind, is_signed, kind.must_be_zero)
    for kind in (K.STANDARD, K.TRAINING, K.STORNO, K.MONATSBELEG, K.SAMMELBELEG)
    for is_signed in (True, False)
)
#: One letter for each way in which a receipt can matter.
MATTERING = (
    Letter(K.STANDARD, is_signed=True, is_zero=False),
    Letter(K.TRAINING, is_signed=False, is_zero=False),
    Letter(K.SAMMELBELEG, is_signed=True, is_zero=True),
    Letter(K.MONATSBELEG, is_signed=False, is_zero=True),
)


class Written(NamedTuple):
    """The rule's two memories: is a restoration demanded, and did the predecessor fail."""

    is_demanded: bool = False
    has_failed: bool = False

    def after(self, receipt: Letter) -> "Written | None":
        """The memories after `receipt`; None when it may not stand here."""
        restores = receipt.is_signed and receipt.is_zero
        if restores and receipt.kind not in (K.TRAINING, K.STORNO):
            return Written()
        if self.is_demanded:
            return None
        return Written(
            is_demanded=receipt.is_signed and self.has_failed, has_failed=not receipt.is_signed
        )


@cache
def _sorted(receipt: Letter) -> Mark:
    return mark_of(receipt.fact(2))


def judged(order: Order, receipt: Letter) -> Order | None:
    """Where the product's rule stands after `receipt`; None when it may not stand there."""
    step = advance(order, _sorted(receipt))
    return None if step.is_violation else step.order


def disagreements(
    letters: tuple[Letter, ...], length: int, order: Order, written: Written
) -> Iterator[tuple[Letter, ...]]:
    """Sequences up to their first violation that the two rules judge differently."""
    if length == 0:
        return
    for letter in letters:
        ours, theirs = judged(order, letter), written.after(letter)
        if (ours is None) != (theirs is None):
            yield (letter,)
        elif ours is not None and theirs is not None:
            for rest in disagreements(letters, length - 1, ours, theirs):
                yield (letter, *rest)


def test_every_length_by_what_is_remembered() -> None:
    """§ 17 Abs 4 RKSV: in each pair of memories that can be reached every receipt is judged alike.

    There are few such pairs, so that this holds for sequences of any length and of all kinds.
    """
    seen: set[tuple[Order, Written]] = set()
    todo = {(Order.WHOLE, Written())}
    while todo:
        order, written = todo.pop()
        seen.add((order, written))
        for letter in ALL:
            ours, theirs = judged(order, letter), written.after(letter)
            assert (ours is None) == (theirs is None), (order, written, letter)
            if ours is not None and theirs is not None and (ours, theirs) not in seen:
                todo.add((ours, theirs))
    assert {order for order, _ in seen} == set(Order)


def test_sequences_of_what_matters() -> None:
    """§ 17 Abs 4 RKSV: up to eight receipts, one for each way in which they can matter."""
    assert [] == list(disagreements(MATTERING, LONGEST, Order.WHOLE, Written()))


def test_short_sequences_of_all_kinds() -> None:
    """§ 17 Abs 4 RKSV: up to four receipts of every kind, signed and failed, zero and not."""
    assert [] == list(disagreements(ALL, 4, Order.WHOLE, Written()))


@pytest.mark.heavy
def test_sequences_of_a_market_day() -> None:
    """§ 17 Abs 4 RKSV: up to eight of sale, training, cancellation, month and Sammelbeleg."""
    assert [] == list(disagreements(DAILY, LONGEST, Order.WHOLE, Written()))


def owed(sequence: tuple[Letter, ...]) -> Outage | None:
    """What the Sammelbeleg must list: the failed receipts since the last that restored."""
    failed: list[ReceiptFact] = []
    for number, letter in enumerate(sequence, start=2):
        if not letter.is_signed:
            failed.append(letter.fact(number))
        elif letter.is_zero and letter.kind not in (K.TRAINING, K.STORNO):
            failed.clear()
    if not failed:
        return None
    return Outage(
        first_number=failed[0].number,
        last_number=failed[-1].number,
        count=len(failed),
        began_at_utc=failed[0].issued_at_utc,
    )


def folded(sequence: tuple[Letter, ...]) -> Outage | None:
    """The same by the product."""
    outage: Outage | None = None
    for number, letter in enumerate(sequence, start=2):
        outage = fold(outage, letter.fact(number))
    return outage


@pytest.mark.parametrize("length", range(LONGEST))
def test_what_is_owed(length: int) -> None:
    """§ 17 Abs 4 RKSV: first, last, count and begin, allowed sequence or not."""
    for sequence in product(MATTERING, repeat=length):
        assert owed(sequence) == folded(sequence), sequence


@pytest.mark.heavy
def test_what_is_owed_after_eight() -> None:
    """§ 17 Abs 4 RKSV: the longest of them, and all kinds to a length of four."""
    for sequence in chain(product(MATTERING, repeat=LONGEST), product(ALL, repeat=4)):
        assert owed(sequence) == folded(sequence), sequence


@pytest.mark.parametrize(
    "alone",
    [Letter(K.TRAINING, is_signed=False, is_zero=False), Letter(K.MONATSBELEG, False, True)],
    ids=["training", "Monatsbeleg"],
)
def test_one_failed_receipt_alone(alone: Letter) -> None:
    """§ 17 Abs 4 RKSV: a failed training or a failed Monatsbeleg alone demands a Sammelbeleg."""
    sale = Letter(K.STANDARD, is_signed=True, is_zero=False)
    assert folded((sale, alone, sale)) is not None
    owing = judged(judged(Order.WHOLE, alone) or Order.WHOLE, sale)
    assert owing is Order.OWING
    assert judged(owing, sale) is None
    assert judged(owing, alone) is None
    assert judged(owing, Letter(K.SAMMELBELEG, is_signed=True, is_zero=True)) is Order.WHOLE
