"""The slip of a new register: what must be told to FinanzOnline, in which order, until when.

§ 6 Abs 3 RKSV: signature unit and register are registered within one week; Abs 4: the Startbeleg is
checked at once after that. Whoever stands there with this slip needs nothing else.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from firmware.finanzonline.order import Order
from firmware.finanzonline.steps import Till, steps
from firmware.till.fiscal.steps_paper import BY_ITSELF, DONE_BY_HAND, no_sale, paper_row
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.texts import VIENNA

NAME: Final = "FinanzOnline neu"


def commission_slip(till: Till, orders: Sequence[Order]) -> Paper:
    """The slip of `orders`, each a step with its exact values."""
    first_utc = min((one.due_utc for one in orders if one.due_utc is not None), default=None)
    until = None if first_utc is None else _day(first_utc)
    return Paper(name=NAME, rows=(*_head(till, until), *_steps(till, orders, until)))


def _head(till: Till, until: str | None) -> Iterator[Row]:
    yield Title(text="NEUE KASSE")
    yield Pair(left="Kasse", right=till.register_id)
    if until is not None:
        yield Words(text=f"In FinanzOnline anmelden bis {until}", is_bold=True)
    yield Words(text=BY_ITSELF)


def _steps(till: Till, orders: Sequence[Order], until: str | None) -> Iterator[Row]:
    """Each order; the day that stands above is not said again."""
    for number, order in enumerate(orders, start=1):
        is_said = order.due_utc is not None and _day(order.due_utc) == until
        slip = steps(replace(order, due_utc=None) if is_said else order, till)
        yield Rule()
        yield Words(text=f"{number}. {slip.title}", is_bold=True)
        yield from (paper_row(row) for row in slip.rows)
    yield Rule()
    yield Words(text=DONE_BY_HAND)
    yield no_sale()


def _day(at_utc: datetime) -> str:
    return f"{at_utc.astimezone(VIENNA):%d.%m.%Y}"
