"""The list of positions of the open sale: to look through, and to void the one shown (S6)."""

from firmware.till import keys, texts
from firmware.till.asks import Item, Pick, Picked
from firmware.till.dialogue import open_dialogue
from firmware.till.entry import ONE_MILLI
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import nothing_booked, rest_is_open
from firmware.till.sales.basket import Line
from firmware.till.sales.removing import void
from firmware.till.state import Answers, Next, Step, Till
from hal.keypad.port import Key

_HINT = "8/2  STO=weg  C=zur."


def show(till: Till, _key: Key) -> Step:
    """F ZW: the positions, to scroll and to void."""
    return list_positions(till)


def list_positions(till: Till) -> Step:
    """F 18: as F ZW."""
    if not till.basket.lines:
        return nothing_booked(till)
    return open_dialogue(till, _positions, keep_entry=True)


def _positions(till: Till, answers: Answers) -> Next:
    lines = till.basket.lines
    match answers:
        case ():
            rows = tuple(_row(index, line, len(lines)) for index, line in enumerate(lines))
            return Pick(rows=rows, takes=frozenset({keys.Stroke.STO}), begin=len(rows) - 1)
        case (Picked(index=index, stroke=keys.Stroke.STO),):
            return rest_is_open(till, Key.STO) if till.basket.tenders else void(till, index)
        case _:
            # BAR: seen, nothing more.
            return till, ()


def _row(index: int, line: Line, count: int) -> Item:
    """`Z3/7 Äpfel`; the amount large."""
    pieces = line.quantity_milli // ONE_MILLI
    several = f"{pieces}×" if not line.is_weight and abs(pieces) > 1 else ""
    item = texts.abbreviated(f"Z{index + 1}/{count} {several}{line.name}")
    return Item(item=item, main=texts.money(line.total_cents), hint=_HINT)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=18,
        name="Postenliste",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=list_positions,
        is_for_sale=True,
    ),
)
