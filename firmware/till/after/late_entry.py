"""F 32: what was sold on handwritten receipts while the till was down, entered afterwards.

§ 17 Abs 5 RKSV: such sales are recorded as soon as the till works again, and the number of the
handwritten receipt is enough of a reference. Those of a day may be entered together: first and last
number with a comma between. The receipt is signed like any other, at the time it is entered; it
says whose late entry it is, and no money moves.
"""

from dataclasses import replace
from datetime import date

import msgspec

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Digits, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain, no_sale_begins
from firmware.till.sales.basket import Paragon
from firmware.till.state import BOOKED, Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode

#: So long a number stands on a bought receipt pad.
LONGEST_NUMBER = 12
DAY_DIGITS = 6


def begin_late_entry(till: Till) -> Step:
    """F 32: ask for number and day; what is rung up next belongs to that receipt."""
    if till.is_training:
        return complain(till, ErrorCode.E01, words="Nicht im Training")
    return no_sale_begins(till) or open_dialogue(till, _late_entry)


def _late_entry(till: Till, answers: Answers) -> Next:
    today = till.now_utc.astimezone(texts.VIENNA).date()
    match answers:
        case ():
            return Digits(title="PARAGON NR ?")
        case (str(typed),):
            if paragon_number(typed) is None:
                return Wrong(code=ErrorCode.E01, words="Zahl prüfen", hint="17 oder 17,23")
            return Digits(title="DATUM TTMMJJ ?", proposal=f"{today:%d%m%y}")
        case (str(typed), str(digits)):
            day, number = _day(digits), paragon_number(typed)
            assert number is not None, "looked at before"
            if day is None or day > today:
                return Wrong(code=ErrorCode.E01, words="Datum prüfen", hint="z.B. 191126")
            return _begun(till, Paragon(number=number, day=day))
        case _:
            raise AssertionError(answers)


def paragon_number(typed: str) -> str | None:
    """„17", or „17-23" for all receipts of a day; None if it is neither."""
    first, comma, last = typed.partition(",")
    if len(typed) > LONGEST_NUMBER or not first.isdigit():
        return None
    if not comma:
        return first
    return f"{first}-{last}" if last.isdigit() and int(first) < int(last) else None


def _day(digits: str) -> date | None:
    if len(digits) != DAY_DIGITS or not digits.isdigit():
        return None
    try:
        return date(2000 + int(digits[4:]), int(digits[2:4]), int(digits[:2]))
    except ValueError:
        return None


def _begun(till: Till, paragon: Paragon) -> Step:
    row = record(till, JournalKind.NACHERFASSUNG, paragon=msgspec.to_builtins(paragon))
    basket = replace(till.basket, paragon=paragon)
    return replace(till, basket=basket, done=None), (row, BOOKED)


def end_late_entry(till: Till) -> Step:
    """C with nothing rung up: no late entry after all."""
    row = record(till, JournalKind.NACHERFASSUNG, paragon=None)
    left = replace(till, basket=replace(till.basket, paragon=None), done=None)
    return say(left, "Nacherfassung", "beendet"), (row,)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=32,
        name="Nacherfassung Paragon",
        chapter=Chapter.AFTER,
        right=Right.CASHIER,
        run=begin_late_entry,
    ),
)
