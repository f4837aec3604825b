"""The slip of a new register: what must be told to FinanzOnline, in which order, until when.

§ 6 Abs 3 RKSV: signature unit and register are registered within one week; Abs 4: the Startbeleg is
checked at once after that. Whoever stands there with this slip needs nothing else.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from firmware.finanzonline.order import Order
from firmware.finanzonline.steps import Till, steps
from firmware.till.fiscal.steps_paper import no_sale, paper_row
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.texts import VIENNA

NAME: Final = "FinanzOnline neu"


def commission_slip(till: Till, orders: Sequence[Order]) -> Paper:
    """The slip of `orders`, each a step with its exact values."""
    return Paper(name=NAME, rows=(*_head(till, orders), *_steps(till, orders), no_sale()))


def _head(till: Till, orders: Sequence[Order]) -> Iterator[Row]:
    yield Title(text="NEUE KASSE")
    due = [order.due_utc for order in orders if order.due_utc is not None]
    if due:
        until = f"{min(due).astimezone(VIENNA):%d.%m.%Y}"
        yield Words(text=f"In FinanzOnline anmelden bis {until}", is_bold=True)
    yield Words(text="Mit Webservice meldet die Kasse das selbst; was noch offen ist, zeigt F 69.")
    yield Pair(left="Kassen-ID", right=till.register_id, is_bold=True)
    yield Pair(left="AES-Prüfwert", right=till.aes_key_check, is_bold=True)


def _steps(till: Till, orders: Sequence[Order]) -> Iterator[Row]:
    for number, order in enumerate(orders, start=1):
        slip = steps(order, till)
        yield Rule()
        yield Words(text=f"{number}. {slip.title}", is_bold=True)
        yield from (paper_row(row) for row in slip.rows)
    yield Rule()
