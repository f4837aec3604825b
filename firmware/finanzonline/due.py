"""Which orders are open, in the order in which they may be sent (§§ 6, 16, 17 RKSV).

Everything that is owed is made anew from the facts each time (`owed.py`); what the book says was
answered is taken away. An order waits for those it needs: a till is not registered before a unit
is, no receipt is checked before both. One that was refused holds back what needs it, until a person
settles it or has it sent again.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from firmware.finanzonline.facts import Facts, SettledFact
from firmware.finanzonline.order import Act, Order, Verdict
from firmware.finanzonline.owed import Owed, owed_orders

_URGENT: Final = frozenset({Act.AUSFALL_SE, Act.AUSFALL_KASSE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An order FinanzOnline did not take, and what it said."""

    order: Order
    settled: SettledFact


def open_orders(facts: Facts, now_utc: datetime) -> tuple[Order, ...]:
    """Those that wait for nothing but their `not_before_utc`; each could be the next one sent."""
    return tuple(one.order for one in _sorted_out(facts, now_utc)[0])


def waiting_orders(facts: Facts, now_utc: datetime) -> tuple[Order, ...]:
    """Those that wait for another order, open or refused."""
    return tuple(one.order for one in _sorted_out(facts, now_utc)[1])


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


def is_overdue(order: Order, now_utc: datetime) -> bool:
    """Whether it should have been answered by now."""
    return order.due_utc is not None and now_utc > order.due_utc


def _sorted_out(facts: Facts, now_utc: datetime) -> tuple[list[Owed], list[Owed]]:
    """What is not settled: the orders that are ready, and those that wait for another one.

    None stands before one it waits for, so it is known by then what waits for a person: a refused
    order, and what needs it. That does not hold back the report of an outage, which has a week
    (§ 17 RKSV); whatever is for ever waits for it.
    """
    verdicts = {key: one.verdict for key, one in _last(facts).items()}
    done = frozenset(key for key, verdict in verdicts.items() if verdict is Verdict.DONE)
    refused = frozenset(key for key, verdict in verdicts.items() if verdict is Verdict.REFUSED)
    stuck = set(refused)
    ready: list[Owed] = []
    waiting: list[Owed] = []
    for one in owed_orders(facts, now_utc):
        if one.order.key in done | refused:
            continue
        if any(keys <= stuck for keys in one.needs):
            stuck.add(one.order.key)
        is_needed_done = all(keys & done for keys in one.needs)
        over = done | (stuck if one.order.act in _URGENT else refused)
        is_ready = is_needed_done and one.follows <= over
        (ready if is_ready else waiting).append(one)
    return ready, waiting


def _last(facts: Facts) -> dict[str, SettledFact]:
    return {one.key: one for one in facts.settled}
