"""The orders FinanzOnline is owed, as F 69 lists them and the chief is told of them."""

from collections.abc import Mapping
from datetime import datetime

from firmware.finanzonline import due, steps
from firmware.finanzonline.facts import Facts
from firmware.finanzonline.order import Order
from firmware.till.fiscal.office_requests import FoundOrder, FoundOrders, OrderState

#: What the chief reads when a deadline went by.
OVERDUE = "überfällig"


def list_orders(
    facts: Facts, now_utc: datetime, till: steps.Till, why: Mapping[str, tuple[str, str]]
) -> FoundOrders:
    """What is owed at this moment, each order with its slip.

    `why` gives words and advice, by key, of an order that the web service has not sent yet; under
    no key of those that keep it from every order.
    """

    def found(order: Order, state: OrderState, words: str = "", advice: str = "") -> FoundOrder:
        return FoundOrder(
            key=order.key,
            slip=steps.steps(order, till),
            state=state,
            due_utc=order.due_utc,
            words=words,
            advice=advice,
        )

    refused = (
        found(one.order, OrderState.REFUSED, one.settled.words, one.settled.advice)
        for one in due.refused_orders(facts, now_utc)
    )
    ready = (
        found(order, OrderState.OPEN, *why.get(order.key, why.get("", ())))
        for order in due.open_orders(facts, now_utc)
    )
    waiting = (found(order, OrderState.WAITING) for order in due.waiting_orders(facts, now_utc))
    return FoundOrders(orders=(*refused, *ready, *waiting))


def words_of(facts: Facts, now_utc: datetime) -> str:
    """Why an order was refused, or that one is late; empty when nothing needs a person."""
    for one in due.refused_orders(facts, now_utc):
        return one.settled.words or OrderState.REFUSED.value
    unsettled = (*due.open_orders(facts, now_utc), *due.waiting_orders(facts, now_utc))
    return OVERDUE if any(due.is_overdue(order, now_utc) for order in unsettled) else ""
