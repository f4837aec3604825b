"""Weights from a scale, and the tare.

§ 43 MEG: what is sold by weight is sold net; the packing is taken off before the price is made.
"""

from dataclasses import replace

from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.asks import Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain, rest_is_open, wrong_key
from firmware.till.requests import Failed, ReadScale, Weighed
from firmware.till.state import Answers, Next, Step, Till
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: Grams; heavier packing is no packing.
MAX_TARE_MILLI = 9_999


def read_scale(till: Till, _key: Key) -> Step:
    """`×` alone: the weight on the scale is the quantity, less the tare."""
    if not till.profile.has_scale:
        return _no_scale(till)
    return open_dialogue(till, _weigh, keep_entry=True)


def _weigh(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(ReadScale())
        case (Failed() as failed,):
            return complain(till, ErrorCode.E01, words=failed.words)
        case (Weighed() as weighed,):
            return _taken(till, weighed)
        case _:
            raise AssertionError(answers)


def _taken(till: Till, weighed: Weighed) -> Step:
    if not weighed.is_stable:
        return complain(till, ErrorCode.E01, words="Waage unruhig")
    net_milli = weighed.milli - till.entry.tare_milli
    if not 0 < net_milli <= entries.MAX_PARTS_MILLI:
        return complain(till, ErrorCode.E01, words="Gewicht prüfen", hint="0,001 bis 99,999kg")
    quantity = entries.Quantity(milli=net_milli, is_weight=True, is_from_scale=True)
    return replace(till, entry=replace(till.entry, quantity=quantity)), ()


def set_tare(till: Till, key: Key) -> Step:
    """F × after a number: grams of packing for the next weighing."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    if not till.profile.has_scale:
        return _no_scale(till)
    grams = entries.small_number(till.entry.text)
    if till.entry.quantity is not None or not grams:
        return wrong_key(till, key)
    if grams > MAX_TARE_MILLI:
        limit = f"höchstens {texts.kilograms(MAX_TARE_MILLI)}kg"
        return complain(till, ErrorCode.E01, words="Tara prüfen", hint=limit)
    return replace(till, entry=replace(till.entry, text="", tare_milli=grams)), ()


def _no_scale(till: Till) -> Step:
    """E01: a weight is typed where no scale is."""
    return complain(till, ErrorCode.E01, words="Keine Waage", hint="Gewicht tippen")


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=38,
        name="Tara",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=lambda till: set_tare(till, Key.TIMES),
        is_for_sale=True,
    ),
)
