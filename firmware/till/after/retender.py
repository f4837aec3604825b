"""F 34: the receipt was paid otherwise than it says (manual B15).

One step, two signed receipts: a cancellation, and a sale of the same lines with the right means.
The positions are open again in between, so that a power cut or a refusal there leaves an open sale.
"""

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.after.takeback import rest
from firmware.till.after.voiding import begin, cancellation, refusal, used
from firmware.till.asks import Choice, Wanting, Wrong
from firmware.till.effects import Effect, Issue
from firmware.till.function import Chapter, Function, Right
from firmware.till.requests import FindReceipt, FoundReceipt
from firmware.till.sales.basket import Means, Tender
from firmware.till.sales.correcting import REASONS
from firmware.till.sales.sale import Sale
from firmware.till.state import Answers, Next, Step, Till, record
from firmware.till.texts import ErrorCode

_MEANS: Mapping[int, Means] = {1: Means.CASH, 2: Means.CARD}
_WRONG_MEANS = 4


def change_tender(till: Till) -> Step:
    """F 34: of the last receipt, or of the one whose number was typed."""
    return begin(till, _change)


def _change(till: Till, answers: Answers) -> Next:
    match answers:
        case (None | int() as number,):
            return Wanting(FindReceipt(number=number))
        case (_, answer):
            refused = refusal(till, answer)
            if refused is not None:
                return refused
            assert isinstance(answer, FoundReceipt), answer
            return (
                _unfit(answer)
                or used(answer)
                or Choice(title=f"Bon {answer.number} MIT ?", options=_others(answer))
            )
        case (_, FoundReceipt() as found, int(choice)):
            return _changed(till, found, _MEANS[choice])
        case _:
            raise AssertionError(answers)


def _others(found: FoundReceipt) -> Mapping[int, str]:
    """Every means the receipt was not wholly paid with."""
    paid = {tender.means for tender in found.sale.tenders}
    return {number: means.name_de for number, means in _MEANS.items() if paid != {means}}


def _unfit(found: FoundReceipt) -> Wrong | None:
    """Only what stands whole in the open period is changed so; the rest is a chief's F 30."""
    if found.is_before_z:
        return Wrong(code=ErrorCode.E01, words="Z schon gemacht", hint="Chef: F 30")
    if found.voids:
        return Wrong(code=ErrorCode.E01, words="Teilweise zurück", hint="Chef: F 30")
    if any(tender.means is Means.VOUCHER for tender in found.sale.tenders):
        return Wrong(code=ErrorCode.E01, words="Mit Gutschein bezahlt", hint="Chef: F 30")
    if found.sale.total_cents <= 0:
        return Wrong(code=ErrorCode.E01, words="Nichts bezahlt")
    return None


def _changed(till: Till, found: FoundReceipt, means: Means) -> Step:
    """A card terminal has to be asked first: then the sale is open, for KARTE."""
    sale, total = found.sale, found.sale.total_cents
    void = replace(
        cancellation(till, found, rest(found), REASONS[_WRONG_MEANS]),
        tenders=tuple(_turned(tender) for tender in sale.tenders),
        reopens=sale.lines,
        paragon=sale.paragon,
    )
    effects: tuple[Effect, ...] = (Issue(sale=void),)
    if not (means is Means.CARD and till.profile.has_terminal):
        tender = Tender(means=means, amount_cents=total, given_cents=total)
        row = record(till, JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))
        effects = (*effects, Issue(sale=_again(till, found, tender), records=(row,)))
    return replace(till, is_issuing=True), effects


def _turned(tender: Tender) -> Tender:
    """`tender` going back."""
    cents = -tender.amount_cents
    return replace(tender, amount_cents=cents, given_cents=cents, slip=())


def _again(till: Till, found: FoundReceipt, tender: Tender) -> Sale:
    """The same sale, paid with `tender`."""
    return Sale(
        kind=ReceiptKind.TRAINING if till.is_training else ReceiptKind.STANDARD,
        clerk=till.clerk,
        lines=found.sale.lines,
        tenders=(tender,),
        customer=found.sale.customer,
        paragon=found.sale.paragon,
        replaces=found.number,
        chief=till.chief,
    )


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=34,
        name="Zahlart ändern",
        chapter=Chapter.AFTER,
        right=Right.CASHIER,
        run=change_tender,
    ),
)
