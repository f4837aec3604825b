"""Which orders are open, in the order in which they may be sent (§§ 6, 16, 17 RKSV).

Everything that is owed is made anew from the facts each time (`owed.py`); what the book says was
answered is taken away. An order waits for those it needs: a till is not registered before a unit
is, no receipt is checked before both. One that was refused holds back what needs it, until a person
settles it or has it sent again.
"""

from dataclasses import dataclass
from datetime import datetime

from firmware.finanzonline.facts import Facts, SettledFact
from firmware.finanzonline.order import Order, Verdict
from firmware.finanzonline.owed import Owed, owed_orders


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An order FinanzOnline did not take, and what it said."""

    order: Order
    settled: SettledFact


def open_orders(facts: Facts, now_utc: datetime) -> tuple[Order, ...]:
    """Those that wait for nothing but their `not_before_utc`; each could be the next one sent."""
    verdicts = _verdicts(facts)
    return tuple(one.order for one in _unsettled(facts, now_utc) if _is_ready(one, verdicts))


def waiting_orders(facts: Facts, now_utc: datetime) -> tuple[Order, ...]:
    """Those that wait for another order, open or refused."""
    verdicts = _verdicts(facts)
    return tuple(one.order for one in _unsettled(facts, now_utc) if not _is_ready(one, verdicts))


def refused_orders(facts: Facts, now_utc: datetime) -> tuple[Refused, ...]:
    """Those that wait for a person."""
    last = _last(facts)
    return tuple(
        Refused(order=one.order, settled=last[one.order.key])
        for one in owed_orders(facts, now_utc)
        if one.order.key in last and last[one.order.key].verdict is Verdict.REFUSED
    )


def order_of(facts: Facts, key: str, now_utc: datetime) -> Order | None:
    """The order of this key, whether open or settled; None if it was never owed."""
    owed = owed_orders(facts, now_utc)
    return next((one.order for one in owed if one.order.key == key), None)


def deadline_of(order: Order) -> datetime | None:
    """The last moment at which the order is in time; None where the law names none."""
    return order.due_utc


def is_overdue(order: Order, now_utc: datetime) -> bool:
    """Whether it should have been answered by now."""
    return order.due_utc is not None and now_utc > order.due_utc


def _unsettled(facts: Facts, now_utc: datetime) -> list[Owed]:
    verdicts = _verdicts(facts)
    return [
        one
        for one in owed_orders(facts, now_utc)
        if verdicts.get(one.order.key, Verdict.LATER) is Verdict.LATER
    ]


def _is_ready(owed: Owed, verdicts: dict[str, Verdict]) -> bool:
    is_needed_done = all(
        any(verdicts.get(key) is Verdict.DONE for key in keys) for keys in owed.needs
    )
    over = (Verdict.DONE, Verdict.REFUSED)
    return is_needed_done and all(verdicts.get(key) in over for key in owed.follows)


def _last(facts: Facts) -> dict[str, SettledFact]:
    return {one.key: one for one in facts.settled}


def _verdicts(facts: Facts) -> dict[str, Verdict]:
    return {key: one.verdict for key, one in _last(facts).items()}
