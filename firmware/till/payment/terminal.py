"""The card terminal: its menu (F 17), and what it says while the till waits for it."""

from dataclasses import replace
from typing import assert_never

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Number, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.events import CardLost, TerminalSaid
from firmware.till.function import Chapter, Function, Right
from firmware.till.payment import card
from firmware.till.payment.card_requests import (
    CancelCard,
    CardOutcome,
    CardResult,
    CardWanted,
    CloseTerminal,
    DiagnoseTerminal,
    LastPayment,
    ReverseCard,
)
from firmware.till.payment.paying import take_charged
from firmware.till.refuse import complain
from firmware.till.rights import require
from firmware.till.sales.basket import Means, Tender
from firmware.till.state import Answers, Next, Step, Till, record, say
from firmware.till.texts import ErrorCode, fitting
from hal.keypad.port import Key

_LAST, _CLOSE, _DIAGNOSE, _REVERSE = 1, 2, 3, 4
_NAMES = {
    _LAST: "letzte Zahlung",
    _CLOSE: "Kassenschnitt",
    _DIAGNOSE: "Diagnose",
    _REVERSE: "Storno",
}


def heard(till: Till, event: TerminalSaid | CardLost) -> Step:
    """What the terminal waits for; or, after a power cut, that nobody knows what it did."""
    match event:
        case TerminalSaid():
            return replace(till, terminal_text=event.text), ()
        case CardLost():
            return _lost(till, event.amount_cents)
        case _:
            assert_never(event)


def _lost(till: Till, amount_cents: int) -> Step:
    """The payment belongs to the open sale, which a cut leaves as it was."""
    cents = min(amount_cents, till.basket.rest_cents)
    tender = Tender(means=Means.CARD, amount_cents=cents, given_cents=cents)
    return card.ask_unclear(till, tender, take_charged)


def open_menu(till: Till, _key: Key) -> Step:
    """F KARTE: the menu of the terminal, for a chief."""
    return require(till, Right.CHIEF, ask_terminal)


def ask_terminal(till: Till) -> Step:
    """F 17: last payment, Kassenschnitt, diagnosis, reversal."""
    if not till.profile.has_terminal:
        return complain(till, ErrorCode.E01, words="Kein Terminal")
    return open_dialogue(till, _menu)


def _menu(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Choice(title="TERMINAL", options=_NAMES)
        case (4,):
            return Number(title="TERMINAL-BELEG ?", hint="Kartenbeleg-Nr + BAR", largest=9999)
        case (int(choice), *_, CardResult() as result):
            return _told(till, choice, result)
        case (int(choice), *number):
            return Wanting(
                _wanted(choice, number), cancel=CancelCard(), title="TERMINAL", main=_NAMES[choice]
            )
        case _:
            raise AssertionError(answers)


def _wanted(choice: int, number: list[object]) -> CardWanted:
    match choice:
        case 1:
            return LastPayment()
        case 2:
            return CloseTerminal()
        case 3:
            return DiagnoseTerminal()
        case _:
            (receipt_number,) = number
            assert isinstance(receipt_number, int), number
            return ReverseCard(receipt_number=receipt_number)


def _told(till: Till, choice: int, result: CardResult) -> Step:
    """The answer in words, its slips on paper, both in the journal; money never moves unseen."""
    row = record(
        till,
        JournalKind.TERMINAL,
        state="menu",
        what=_NAMES[choice],
        outcome=result.outcome.value,
        amount_cents=result.amount_cents,
        receipt_number=result.receipt_number,
        detail=result.detail,
    )
    papers = card.slips(result)
    if result.outcome is not CardOutcome.PAID:
        code = ErrorCode.E18 if result.outcome is CardOutcome.UNCLEAR else ErrorCode.E01
        complaining, effects = complain(till, code, words=result.words)
        return complaining, (row, *papers, *effects)
    amount = result.amount_cents
    main = fitting(result.words) if amount is None else texts.money(amount)
    return say(till, _NAMES[choice], main), (row, *papers)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=17,
        name="Terminalmenü",
        chapter=Chapter.CASH,
        right=Right.CHIEF,
        run=ask_terminal,
    ),
)
