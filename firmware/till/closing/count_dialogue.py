"""Counting the drawer on the keys: by denomination, as on a calculator, or one total.

The count is blind: what should be there is not shown before it is ended. Each step is journalled
and begins the dialogue anew with the count so far, so that leaving it (or a cut) loses nothing.
"""

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Amount, Ask, Counted, Product, Wrong
from firmware.till.closing.counting import (
    DENOMINATIONS,
    FIRST_COIN,
    MAX_PIECES,
    CashCount,
    CountStep,
    Move,
    content_of,
)
from firmware.till.dialogue import open_dialogue
from firmware.till.keys import Stroke
from firmware.till.stall.catalog import Counting
from firmware.till.state import Answers, Next, Script, Step, Till, record
from firmware.till.texts import ErrorCode

_TAKES = frozenset({Stroke.ZW, Stroke.STO})


def go_on(till: Till, count: CashCount, result: Script) -> Step:
    """The next question of `count`; `result` is the script that follows when it is ended."""
    if count.is_ended:
        return open_dialogue(till, result, count)
    return open_dialogue(till, _counting, result, count)


def count_again(till: Till, count: CashCount, result: Script) -> Step:
    """From the first denomination."""
    return _stepped(till, count, CountStep(move=Move.AGAIN), result)


def _counting(till: Till, answers: Answers) -> Next:
    match answers:
        case (_, CashCount() as count):
            return _ask(till, count)
        case (result, CashCount() as count, answer) if callable(result):
            step = _step(count, answer)
            return step if isinstance(step, Wrong) else _stepped(till, count, step, result)
        case _:
            raise AssertionError(answers)


def _stepped(till: Till, count: CashCount, step: CountStep, result: Script) -> Step:
    row = record(till, JournalKind.ZAEHLUNG, **content_of(count.purpose, step))
    after, effects = go_on(till, count.after(step), result)
    return after, (row, *effects)


def _ask(till: Till, count: CashCount) -> Ask:
    if till.profile.options.counting is Counting.SUM:
        return Amount(title="BARGELD GESAMT ?", is_zero_allowed=True)
    total = texts.money(count.total_cents)
    if count.is_by_amounts:
        hint = "ZW=fertig STO=zurück"
        return Product(title="Stück × Betrag", main=total, hint=hint, takes=_TAKES)
    is_coin = count.position >= FIRST_COIN
    hint = "ZW=fertig STO=zurück" if is_coin else "ZW=Münzen STO=zurück"
    title = f"{texts.money(DENOMINATIONS[count.position])} € × ?"
    return Product(title=title, main=total, hint=hint, takes=_TAKES)


def _step(count: CashCount, answer: object) -> CountStep | Wrong:
    """What an answer does to the count."""
    match answer:
        case int(cents):
            return CountStep(move=Move.TOTAL, unit_cents=cents, pieces=1)
        case Stroke.ZW:
            is_last_part = count.is_by_amounts or count.position >= FIRST_COIN
            return CountStep(move=Move.END if is_last_part else Move.COINS)
        case Stroke.STO:
            if not count.steps:
                return Wrong(code=ErrorCode.E01, words="Kein Schritt", hint="C = abbrechen")
            return CountStep(move=Move.BACK)
        case Counted(pieces=pieces) if pieces > MAX_PIECES:
            return Wrong(code=ErrorCode.E01, words="Zahl prüfen")
        case Counted(pieces=pieces, cents=None):
            if count.is_by_amounts:
                return Wrong(code=ErrorCode.E01, words="n × Betrag", hint="ZW = fertig")
            unit_cents = DENOMINATIONS[count.position]
            return CountStep(move=Move.PIECES, unit_cents=unit_cents, pieces=pieces)
        case Counted(pieces=pieces, cents=int(cents)):
            return CountStep(move=Move.AMOUNT, unit_cents=cents, pieces=pieces)
        case _:
            raise AssertionError(answer)
