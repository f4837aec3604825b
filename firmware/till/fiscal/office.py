"""F 69: what FinanzOnline is owed; a slip with the steps, settled by hand, or sent once more.

§§ 6, 16, 17 RKSV. A till without the web service is served by this list alone; with it, by what
was refused. Settling is a chief's: from then on the till holds the order for done.
"""

from collections.abc import Callable

from firmware.finanzonline.order import Verdict
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Confirm, Item, Pick, Picked, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper
from firmware.till.fiscal.office_requests import (
    FindOrders,
    FoundOrder,
    FoundOrders,
    OrderState,
)
from firmware.till.fiscal.steps_paper import DONE_BY_HAND, no_sale, paper_row
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.refuse import complain
from firmware.till.rights import require
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode

NAME = "FinanzOnline"
_SLIP, _BY_HAND, _AGAIN = 1, 2, 3


def show_orders(till: Till) -> Step:
    """F 69: the open and refused orders, and what to do with each."""
    return open_dialogue(till, _orders)


def _orders(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(FindOrders())
        case (FoundOrders(orders=()),):
            return say(till, NAME, "nichts offen"), ()
        case (FoundOrders() as found,):
            return Pick(rows=_rows(till, found.orders))
        case (FoundOrders() as found, Picked() as picked, *more):
            return _chosen(till, found.orders[picked.index], tuple(more))
        case _:
            raise AssertionError(answers)


def _rows(till: Till, orders: tuple[FoundOrder, ...]) -> tuple[Item, ...]:
    return tuple(
        Item(item=order.slip.title, main=_state(till, order), hint=_hint(order, place, len(orders)))
        for place, order in enumerate(orders, start=1)
    )


def _state(till: Till, order: FoundOrder) -> str:
    """Why it is still here: the word of the refusal before everything else."""
    if order.state is OrderState.REFUSED:
        return texts.fitting(order.words or order.state.value)
    if order.due_utc is not None and till.now_utc > order.due_utc:
        return "überfällig"
    word: str = order.state.value
    return word


def _hint(order: FoundOrder, place: int, count: int) -> str:
    until = "" if order.due_utc is None else f"  bis {_day(order)}"
    return f"{place}/{count} BAR{until}"


def _day(order: FoundOrder) -> str:
    assert order.due_utc is not None, "only what is due has a day"
    return order.due_utc.astimezone(texts.VIENNA).strftime("%d.%m.")


def _chosen(till: Till, order: FoundOrder, answers: Answers) -> Next:
    match answers:
        case ():
            options = {_SLIP: "Zettel drucken", _BY_HAND: "von Hand erledigt"}
            if order.state is OrderState.REFUSED:
                options[_AGAIN] = "nochmals senden"
            return Choice(title=order.slip.title, options=options)
        case (1,):
            printing = PrintPaper(paper=order_paper(till, order))
            return say(till, order.slip.title, "wird gedruckt"), (printing,)
        case (_,) if till.is_training:
            return complain(till, ErrorCode.E01, words="Nicht im Training")
        case (2,):
            return Confirm(title=order.slip.title, main="erledigt ?")
        case (2, True):
            return require(till, Right.CHIEF, _settling(order, Verdict.DONE, "von Hand"))
        case (3,):
            return require(till, Right.CHIEF, _settling(order, Verdict.LATER, "nochmals"))
        case _:
            raise AssertionError(answers)


def _settling(order: FoundOrder, verdict: Verdict, words: str) -> Callable[[Till], Step]:
    """What a person says of an order is a row like an answer's."""

    def act(till: Till) -> Step:
        row = record(
            till,
            JournalKind.FON,
            order=order.key,
            verdict=verdict.value,
            codes=[],
            words=words,
            advice="",
            status=None,
            by_hand=True,
        )
        said = "erledigt" if verdict is Verdict.DONE else "wird gesendet"
        return say(till, order.slip.title, said), (row, BOOKED)

    return act


def order_paper(till: Till, order: FoundOrder) -> Paper:
    """The steps in FinanzOnline, with what was refused and what to do after it."""
    rows: list[Row] = [
        Title(text=NAME),
        Words(text=order.slip.title, is_bold=True, is_centred=True),
        Pair(left="Kasse", right=till.profile.register_id),
        Rule(),
    ]
    if order.words:
        rows.append(Words(text=f"{order.words}: {order.advice}", is_bold=True))
        rows.append(Rule())
    rows += [paper_row(row) for row in order.slip.rows]
    rows.append(Rule())
    rows.append(Words(text=DONE_BY_HAND))
    rows.append(no_sale())
    return Paper(name=NAME, rows=tuple(rows))


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=69,
        name=NAME,
        chapter=Chapter.TILL,
        right=Right.CASHIER,
        run=show_orders,
    ),
)
