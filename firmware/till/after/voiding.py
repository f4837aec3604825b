"""After the receipt (manual 6.7): cancellation of all that is left of it, or its lines open again.

A receipt is never changed: another one, with a number of its own, takes back what was sold, at the
same rates and prices (§ 9 Abs 1 RKSV: a cancellation is signed like a sale). Who may: a chief; a
cashier up to the stall's limit, in the period that is still open. Practice cancels only practice.
"""

from dataclasses import dataclass, replace
from functools import partial

from firmware.rksv.receipt import ReceiptKind
from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.after.takeback import TakenBack, card_cents, is_all_back, money_back, rest
from firmware.till.asks import BAR_OR_C, Ask, Choice, Confirm, Number, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Issue
from firmware.till.function import Chapter, Function, Right
from firmware.till.payment.paying import paid_back
from firmware.till.refuse import complain
from firmware.till.requests import FindReceipt, FoundReceipt, Missing
from firmware.till.rights import require
from firmware.till.sales.basket import Tender
from firmware.till.sales.correcting import REASON_ASKED, REASONS
from firmware.till.sales.sale import Sale
from firmware.till.state import Answers, Next, Script, Step, Till, is_closed
from firmware.till.texts import ErrorCode

_BY_CARD = 2
_OPEN_AGAIN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be taken back of which receipt; `is_whole` when nothing of it stays sold.

    `can_reopen` says that all of it comes back at once, so that its lines can be open again.
    """

    found: FoundReceipt
    back: TakenBack
    is_whole: bool
    can_reopen: bool

    @property
    def cents(self) -> int:
        """What the customer gets."""
        return -self.back.total_cents


def begin(till: Till, script: Script) -> Step:
    """Ask by `script` about the receipt whose number was typed before F, or about the last."""
    text = till.entry.text
    number = entries.small_number(text) if text else None
    if till.entry.quantity is not None or (text and number is None):
        return complain(till, ErrorCode.E01, words="Zahl prüfen")
    return open_dialogue(replace(till, entry=entries.EMPTY), script, number)


def refusal(till: Till, answer: object) -> Wrong | None:
    """Why nothing can be taken back of what the book found; None when it can."""
    if isinstance(answer, Missing):
        return Wrong(code=ErrorCode.E03, words="Bon unbekannt")
    assert isinstance(answer, FoundReceipt), answer
    kind = answer.sale.kind
    if kind is ReceiptKind.STORNO or answer.sale.original is not None:
        return Wrong(code=ErrorCode.E01, words="Ist selbst ein Storno")
    if kind not in (ReceiptKind.STANDARD, ReceiptKind.TRAINING):
        return Wrong(code=ErrorCode.E01, words="Kein Verkauf")
    if (kind is ReceiptKind.TRAINING) is not till.is_training:
        words = "Kein Übungsbon" if till.is_training else "Ist ein Übungsbon"
        return Wrong(code=ErrorCode.E01, words=words)
    if is_all_back(answer):
        return Wrong(code=ErrorCode.E01, words=f"bereits storniert ({answer.voided_by[-1]})")
    return None


def void(till: Till) -> Step:
    """F 30: cancel the last receipt, or the one whose number was typed."""
    return begin(till, _void)


def _void(till: Till, answers: Answers) -> Next:
    match answers:
        case (None | int() as number,):
            return Wanting(FindReceipt(number=number))
        case (_, answer):
            return refusal(till, answer) or used(answer) or _asked(answer)
        case (_, FoundReceipt() as found, True):
            # After the Z of a stall that closes with it, money goes back but nothing is sold.
            can_reopen = not found.voids and not is_closed(till)
            order = Order(found=found, back=rest(found), is_whole=True, can_reopen=can_reopen)
            return allow(till, order)
        case _:
            raise AssertionError(answers)


def used(answer: object) -> Wrong | None:
    """A voucher somebody has bought something with is no longer ours to take back."""
    if isinstance(answer, FoundReceipt) and answer.used_vouchers:
        words = f"G-{answer.used_vouchers[0]} eingelöst"
        return Wrong(code=ErrorCode.E01, words=words)
    return None


def _asked(answer: object) -> Ask:
    assert isinstance(answer, FoundReceipt), answer
    cents = -rest(answer).total_cents
    return Confirm(title=f"Storno {answer.number} ?", main=texts.money(cents))


def allow(till: Till, order: Order) -> Step:
    """Take back what is ordered, by whoever may; then it is asked why and how."""
    limit_cents = till.profile.limits.refund_cents
    is_small = abs(order.cents) <= limit_cents and limit_cents > 0
    ordered = partial(_ordered, order=order)
    if till.is_training or (is_small and not order.found.is_before_z):
        return ordered(till)
    return require(till, Right.CHIEF, ordered)


def _ordered(till: Till, *, order: Order) -> Step:
    return open_dialogue(till, _give_back, order)


def _give_back(till: Till, answers: Answers) -> Next:
    """Why, by which means, and at last whether it is paid out or open again."""
    order, *given = answers
    assert isinstance(order, Order), order
    if not given:
        return REASON_ASKED
    is_card_asked = order.cents > 0 and card_cents(order.found) > 0
    if is_card_asked and len(given) == 1:
        return Choice(title="RÜCKZAHLUNG ?", options={1: "bar", _BY_CARD: "Karte"})
    is_by_card = is_card_asked and given[1] == _BY_CARD
    answer = given[1 + is_card_asked :]
    tenders = money_back(order.found, order.cents, is_by_card=is_by_card)
    if not answer:
        return _last_question(order, tenders)
    if answer == [0]:
        return Wrong(code=ErrorCode.E01, words="1 oder 2")
    assert isinstance(given[0], int), "a reason is chosen by its number"
    sale = replace(
        cancellation(till, order.found, order.back, REASONS[given[0]]),
        tenders=tenders,
        is_part=not order.is_whole,
    )
    if answer == [_OPEN_AGAIN]:
        original = order.found.sale
        sale = replace(sale, reopens=original.lines, paragon=original.paragon)
    return replace(till, is_issuing=True), (Issue(sale=sale),)


def _last_question(order: Order, tenders: tuple[Tender, ...]) -> Ask:
    title, cents = paid_back(tenders)
    main = texts.money(cents)
    if not order.can_reopen:
        return Confirm(title=title, main=main, hint=BAR_OR_C)
    return Number(title=title, main=main, hint="BAR   2 BAR=Bon offen", proposal=1, largest=2)


def cancellation(till: Till, found: FoundReceipt, back: TakenBack, reason: str) -> Sale:
    """The receipt that takes `back` what `found` sold; in training it is practice as well."""
    return Sale(
        kind=ReceiptKind.TRAINING if till.is_training else ReceiptKind.STORNO,
        clerk=till.clerk,
        lines=back.lines,
        origins=back.origins,
        original=found.number,
        reason=reason,
        customer=found.sale.customer,
        chief=till.chief,
    )


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=30,
        name="Belegstorno",
        chapter=Chapter.AFTER,
        # A chief, or a cashier up to the stall's limit: asked once the amount is known.
        right=Right.CASHIER,
        run=void,
    ),
)
