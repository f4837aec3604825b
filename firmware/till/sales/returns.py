"""What comes back: deposits and cups, with the sign that F STO gives the next position."""

from dataclasses import replace

from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import rest_is_open
from firmware.till.sales.selling import book_number
from firmware.till.stall.catalog import DEPOSIT_GROUP
from firmware.till.state import Step, Till
from hal.keypad.port import Key


def turn_sign(till: Till, key: Key) -> Step:
    """F STO: the next position is taken back; a second time it is not."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    entry = replace(till.entry, is_return=not till.entry.is_return)
    return replace(till, entry=entry, done=None), ()


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=35,
        name="Rücknahme-Vorzeichen",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=lambda till: turn_sign(till, Key.STO),
        is_for_sale=True,
    ),
    Function(
        code=39,
        name="Einwegpfand",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=lambda till: book_number(till, DEPOSIT_GROUP, Key.WG8),
        is_for_sale=True,
    ),
)
