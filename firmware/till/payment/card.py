"""Paying by card where a terminal is connected (B8, B9): it is asked once, and believed.

The row `asked` is on disk before the amount leaves, its end (`paid`, `refused`, `decided`) with
what follows from it; a boot that finds `asked` alone asks the cashier. When nobody knows whether
the customer has paid, the till asks neither the terminal nor the customer for the money again:
E18, and a person decides, by name.
"""

from collections.abc import Callable
from dataclasses import replace

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Effect, PrintPaper
from firmware.till.papers.paper import Paper, Words
from firmware.till.payment.card_requests import (
    Authorise,
    CancelCard,
    CardOutcome,
    CardResult,
    ClearUp,
)
from firmware.till.refuse import complain
from firmware.till.sales.basket import Means, Tender
from firmware.till.state import Answers, Next, Step, Till, record
from firmware.till.texts import ErrorCode

#: Takes a tender that the terminal has charged.
Act = Callable[[Till, Tender], Step]

_PAID, _NOT_PAID, _ASK_AGAIN = 1, 2, 3
#: BAR and C ask the terminal once more, which changes nothing; only 1 and 2 decide.
_E18 = Choice(
    title="Terminal unklar",
    main="bezahlt ?",
    hint="1=ja 2=nein 3=abfrag.",
    options={_PAID: "bezahlt", _NOT_PAID: "nicht bezahlt", _ASK_AGAIN: "nochmals abfragen"},
    takes_bar_as=_ASK_AGAIN,
    leaves_as=_ASK_AGAIN,
)


def is_for_terminal(till: Till, tender: Tender) -> bool:
    """Whether the terminal takes `tender`: not in training, not what was paid long ago."""
    is_now = not till.is_training and till.basket.paragon is None
    is_card = tender.means is Means.CARD and tender.amount_cents > 0
    return is_card and is_now and till.profile.has_terminal


def has_charged(till: Till) -> bool:
    """Whether the terminal has taken money for the open sale."""
    return any(tender.is_charged for tender in till.basket.tenders)


def card_is_charged(till: Till) -> Step:
    """E08: no key gives back what the terminal has taken; the receipt comes first."""
    return complain(till, ErrorCode.E08, words="Karte ist belastet", hint="Bon fertig, dann F 30")


def authorise(till: Till, tender: Tender, act: Act) -> Step:
    """Have the terminal take `tender`, then do `act`."""
    row = record(till, JournalKind.TERMINAL, state="asked", amount_cents=tender.amount_cents)
    asking, effects = open_dialogue(till, _paying, tender, act, keep_entry=True)
    return asking, (row, *effects)


def ask_unclear(till: Till, tender: Tender, act: Act) -> Step:
    """E18 for a payment that a power cut found under way."""
    lost = CardResult(outcome=CardOutcome.UNCLEAR, words="Strom war weg", detail="power cut")
    return open_dialogue(till, _paying, tender, act, lost)


def _paying(till: Till, answers: Answers) -> Next:
    tender, act, *heard = answers
    assert isinstance(tender, Tender), tender
    assert callable(act), act
    main = texts.money(tender.amount_cents)
    match heard:
        case []:
            wanted = Authorise(amount_cents=tender.amount_cents)
            return Wanting(wanted, cancel=CancelCard(), title="KARTE", main=main)
        case [*_, CardResult(outcome=CardOutcome.UNCLEAR)]:
            return _E18
        case [*_, CardResult() as result]:
            return _ended(till, tender, act, result)
        case [*_, 3]:
            again = ClearUp(amount_cents=tender.amount_cents)
            return Wanting(again, cancel=CancelCard(), title="TERMINAL ?", main=main)
        case [*_, int(decision)]:
            return _decided(till, tender, act, is_paid=decision == _PAID)
        case _:
            raise AssertionError(answers)


def _ended(till: Till, tender: Tender, act: Act, result: CardResult) -> Step:
    """The terminal said yes or no."""
    state = result.outcome.value
    row = record(
        till,
        JournalKind.TERMINAL,
        state=state,
        amount_cents=tender.amount_cents,
        receipt_number=result.receipt_number,
        detail=result.detail,
    )
    papers = slips(result)
    if result.outcome is CardOutcome.REFUSED:
        refused, effects = complain(till, ErrorCode.E01, words=result.words, hint="nicht bezahlt")
        return refused, (row, *papers, *effects)
    charged, effects = act(till, replace(tender, is_charged=True, slip=result.customer))
    return charged, (row, *papers, *effects)


def _decided(till: Till, tender: Tender, act: Act, *, is_paid: bool) -> Step:
    """Somebody looked at the terminal, or asked the bank, and answers for it."""
    row = record(
        till,
        JournalKind.TERMINAL,
        state="decided",
        amount_cents=tender.amount_cents,
        is_paid=is_paid,
    )
    if not is_paid:
        return till, (row,)
    charged, effects = act(till, replace(tender, is_charged=True))
    return charged, (row, *effects)


def slips(result: CardResult) -> tuple[Effect, ...]:
    """What the terminal wants printed, for whoever keeps it."""
    return tuple(
        PrintPaper(paper=Paper(name="Terminal", rows=tuple(Words(text=line) for line in lines)))
        for lines in result.slips
    )
