"""Sales laid aside and taken up again (F 06, F 07): nine slots, each kept by its journal row.

Practice has slots of its own, so that nothing practised is ever taken up as real.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

import msgspec

from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain, no_sale_begins, nothing_booked, rest_is_open
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Basket
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

SLOTS = range(1, 10)


def slots(till: Till) -> Mapping[int, Basket]:
    """What is laid aside, by slot: of sales, or of practice while that is on."""
    return till.parked_practice if till.is_training else till.parked


def _with_slots(till: Till, parked: Mapping[int, Basket]) -> Till:
    if till.is_training:
        return replace(till, parked_practice=parked)
    return replace(till, parked=parked)


def park(till: Till) -> Step:
    """F 06: lay the open sale aside, in the slot typed before F or the first free one."""
    if not till.basket.lines:
        return nothing_booked(till)
    if till.basket.tenders:
        return rest_is_open(till, Key.BAR)
    free = [slot for slot in SLOTS if slot not in slots(till)]
    if till.entry.is_empty:
        slot = free[0] if free else None
    else:
        slot = entries.small_number(till.entry.text) if till.entry.quantity is None else None
    if slot not in free:
        return complain(
            till, ErrorCode.E01, words="Kein Platz frei" if not free else "Platz besetzt"
        )
    assert slot is not None, "a free slot has a number"
    row = record(till, JournalKind.PARKEN, slot=slot, basket=msgspec.to_builtins(till.basket))
    laid = _with_slots(till, {**slots(till), slot: till.basket})
    empty = replace(laid, basket=baskets.EMPTY, entry=entries.EMPTY, is_subtotal=False)
    return say(empty, "Bon geparkt", f"Platz {slot}"), (row, BOOKED)


def fetch(till: Till) -> Step:
    """F 07: take a sale up again; with one digit, typed before F or asked for."""
    if not slots(till):
        return complain(till, ErrorCode.E01, words="Nichts geparkt")
    refusal = no_sale_begins(till)
    if refusal is not None:
        return refusal
    if till.entry.is_empty:
        return open_dialogue(till, _fetch)
    slot = entries.small_number(till.entry.text) if till.entry.quantity is None else None
    if slot not in slots(till):
        return complain(till, ErrorCode.E01, words="Platz ist leer")
    assert slot is not None, "a slot in use has a number"
    return _fetched(till, slot)


def _fetch(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            options = {
                slot: texts.money(basket.total_cents) for slot, basket in slots(till).items()
            }
            return Choice(title="GEPARKT: PLATZ ?", options=options)
        case (int(slot),):
            return _fetched(till, slot)
        case _:
            raise AssertionError(answers)


def _fetched(till: Till, slot: int) -> Step:
    basket = slots(till)[slot]
    row = record(till, JournalKind.HOLEN, slot=slot, basket=msgspec.to_builtins(basket))
    left = {number: one for number, one in slots(till).items() if number != slot}
    taken = _with_slots(till, left)
    return replace(taken, basket=basket, entry=entries.EMPTY, done=None), (row, BOOKED)


def fold(rows: Iterable[tuple[str, Mapping[str, object]]]) -> Mapping[int, Basket]:
    """What is laid aside after journal `rows` (kind, content), oldest first; practice is not.

    Raises:
        msgspec.ValidationError: a row is not one that was written here.
    """
    parked: dict[int, Basket] = {}
    for kind, content in rows:
        if content.get("training") or kind not in (JournalKind.PARKEN, JournalKind.HOLEN):
            continue
        slot = msgspec.convert(content["slot"], int)
        if kind == JournalKind.PARKEN:
            parked[slot] = msgspec.convert(content["basket"], Basket)
        else:
            parked.pop(slot, None)
    return parked


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=6,
        name="Bon parken",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=park,
        is_for_sale=True,
    ),
    Function(code=7, name="Bon holen", chapter=Chapter.SALE, right=Right.CASHIER, run=fetch),
)
