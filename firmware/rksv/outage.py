"""Outages of the signature device (§ 17 Abs 4 RKSV): what is owed, and in which order.

Two views of the same rule. `fold` is the till's: from the receipts in order, is a Sammelbeleg
still owed, and for which ones. `advance` is the examiner's: may this receipt stand here. After an
outage a signed zero receipt must be the first or second receipt that is signed again; until it is
there, nothing may fail anew. A failed training or zero receipt counts like a failed sale.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final, assert_never

from firmware.rksv.receipt import ReceiptKind, require_utc

# Until then an outage is temporary and need not be reported (decree BMF on tills, 3.6).
REPORT_AFTER: Final = timedelta(hours=48)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptFact:
    """What the rules of outage look at in a stored receipt; `is_zero`: every amount is 0,00."""

    number: int
    kind: ReceiptKind
    is_signed: bool
    is_zero: bool
    issued_at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """An outage whose Sammelbeleg is still owed: the failed receipts it will have to list.

    `first_number` and `last_number` are failed receipts; between them may stand one that was
    signed. `began_at_utc` is the time of the first failed one.
    """

    first_number: int
    last_number: int
    count: int
    began_at_utc: datetime


class Mark(Enum):
    """What a receipt is to the order rule."""

    SIGNED_ZERO = "signed zero"
    SIGNED = "signed"
    FAILED = "failed"


class Order(Enum):
    """Where a chain stands in the order rule."""

    WHOLE = "whole"
    FAILING = "failing"
    OWING = "owing"  # one receipt was signed after the failed ones, the next must be signed zero


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The order after a receipt, and whether that receipt was allowed to stand there."""

    order: Order
    is_violation: bool


_ALLOWED: Final[Mapping[tuple[Order, Mark], Order]] = MappingProxyType(
    {
        (Order.WHOLE, Mark.SIGNED_ZERO): Order.WHOLE,
        (Order.WHOLE, Mark.SIGNED): Order.WHOLE,
        (Order.WHOLE, Mark.FAILED): Order.FAILING,
        (Order.FAILING, Mark.SIGNED_ZERO): Order.WHOLE,
        (Order.FAILING, Mark.SIGNED): Order.OWING,
        (Order.FAILING, Mark.FAILED): Order.FAILING,
        (Order.OWING, Mark.SIGNED_ZERO): Order.WHOLE,
    }
)
# After a violation the missing Sammelbeleg is told once, not again at every receipt that follows.
_AFTER_VIOLATION: Final[Mapping[Mark, Order]] = MappingProxyType(
    {Mark.SIGNED: Order.WHOLE, Mark.FAILED: Order.FAILING}
)


def mark(*, is_signed: bool, is_zero: bool, is_marked: bool) -> Mark:
    """Sort a receipt; `is_marked` says that field 10 carries TRA or STO.

    Only a signed zero receipt that is neither training nor cancellation ends an outage.
    """
    if not is_signed:
        return Mark.FAILED
    return Mark.SIGNED_ZERO if is_zero and not is_marked else Mark.SIGNED


def mark_of(fact: ReceiptFact) -> Mark:
    """Sort a stored receipt."""
    return mark(
        is_signed=fact.is_signed,
        is_zero=fact.is_zero,
        is_marked=fact.kind.counter_marker is not None,
    )


def advance(order: Order, receipt: Mark) -> Step:
    """Take one receipt after the Startbeleg; a new chain begins at `Order.WHOLE`."""
    allowed = _ALLOWED.get((order, receipt))
    if allowed is not None:
        return Step(order=allowed, is_violation=False)
    return Step(order=_AFTER_VIOLATION[receipt], is_violation=True)


def fold(outage: Outage | None, fact: ReceiptFact) -> Outage | None:
    """Take one stored receipt into account; None means that no Sammelbeleg is owed.

    Whether the device works again is not asked: a signed sale does not end an outage, only a
    signed zero receipt does.
    """
    match mark_of(fact):
        case Mark.SIGNED_ZERO:
            return None
        case Mark.SIGNED:
            return outage
        case Mark.FAILED:
            return _extend(outage, fact)
        case never:
            assert_never(never)


def is_report_due(outage: Outage, now_utc: datetime) -> bool:
    """Tell whether the outage has lasted more than 48 hours and FinanzOnline must be told.

    Raises:
        NotUtcError: the time does not say that it is UTC.
    """
    return require_utc(now_utc) - outage.began_at_utc > REPORT_AFTER


def _extend(outage: Outage | None, fact: ReceiptFact) -> Outage:
    if outage is not None:
        return replace(outage, last_number=fact.number, count=outage.count + 1)
    return Outage(
        first_number=fact.number,
        last_number=fact.number,
        count=1,
        began_at_utc=require_utc(fact.issued_at_utc),
    )
