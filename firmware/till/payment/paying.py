"""Paying: subtotal, cash and change, card by hand, part payments; the end issues a receipt."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.after import delivery
from firmware.till.effects import Effect, Issue, OpenDrawer, Play, PrintReceipt
from firmware.till.events import IssueDelayed, IssueRefused, ReceiptStored, Refusal
from firmware.till.fiscal import ended, ending, inspection
from firmware.till.late import year_to_check
from firmware.till.payment import card
from firmware.till.refuse import complain, nothing_to_pay, rest_is_open, wrong_key, wrong_price
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Basket, Means, Tender, merged
from firmware.till.sales.sale import Sale, checked_year
from firmware.till.sounds import Sound
from firmware.till.state import (
    BOOKED,
    DONE_LASTS,
    WARNING,
    Done,
    Notice,
    Prompt,
    Question,
    Step,
    Till,
    record,
    say_later,
)
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key


def subtotal(till: Till, _key: Key) -> Step:
    """ZW: the sum, large."""
    return replace(till, is_subtotal=True), ()


def show_rest(till: Till, _key: Key) -> Step:
    """ZW while part paid: the rest, which is what the display shows anyway."""
    return till, ()


def pay_exact(till: Till, key: Key) -> Step:
    """BAR or KARTE without a number: the rest, exactly."""
    return _tendered(till, key, till.basket.rest_cents)


def pay_typed(till: Till, key: Key) -> Step:
    """BAR or KARTE after a number: so much was given."""
    if not till.basket.lines:
        return nothing_to_pay(till, key)
    if replace(till.entry, text="") != entries.EMPTY:
        return wrong_key(till, key)
    if till.basket.rest_cents <= 0:
        return complain(till, ErrorCode.E01, words="Nur BAR", hint="ohne Betrag")
    given = entries.price_cents(till.entry.text)
    return wrong_price(till) if not given else _tendered(till, key, given)


def _tendered(till: Till, key: Key, given_cents: int) -> Step:
    rest = till.basket.rest_cents
    if rest == 0 and card.has_charged(till):
        # Paid already; only the receipt was refused then.
        return _issue_paid(till)
    if key is Key.KARTE:
        if rest <= 0:
            # What is paid out comes from the drawer; a terminal takes no zero.
            return complain(till, ErrorCode.E01, words="Nur BAR")
        if given_cents > rest:
            return complain(
                till, ErrorCode.E02, words="Karte über Rest", hint="Kein Bargeld zurück"
            )
        tender = Tender(means=Means.CARD, amount_cents=given_cents, given_cents=given_cents)
    else:
        amount = min(given_cents, rest)
        tender = Tender(means=Means.CASH, amount_cents=amount, given_cents=given_cents)
    return settle(till, tender)


def settle(till: Till, tender: Tender, answered: Question | None = None) -> Step:
    """Take `tender`, but first ask what is left to ask after the question `answered`."""
    doubts = _doubts(till, tender)
    left = doubts if answered is None else doubts[doubts.index(answered) + 1 :]
    if not left:
        return _take(till, tender)
    asked = replace(till, prompt=Prompt(question=left[0], tender=tender))
    return asked, () if left[0] is Question.CARD else (WARNING,)


def _doubts(till: Till, tender: Tender) -> tuple[Question, ...]:
    """What is asked about `tender`, in this order: the terminal last, for it takes real money."""
    limits = till.profile.limits
    is_last = tender.amount_cents >= till.basket.rest_cents
    is_large = is_last and till.basket.total_cents > limits.sale_cents
    doubts = (
        (Question.CHANGE_LIMIT, tender.change_cents > limits.change_cents),
        (Question.SALE_LIMIT, is_large),
        (Question.CARD, tender.means is Means.CARD and not card.is_for_terminal(till, tender)),
    )
    return tuple(question for question, is_asked in doubts if is_asked)


def _take(till: Till, tender: Tender) -> Step:
    """Part of the sale is paid, or all of it and the receipt is issued."""
    if card.is_for_terminal(till, tender):
        return card.authorise(till, tender, take_charged)
    if tender.amount_cents >= till.basket.rest_cents:
        return _finalise(till, tender)
    row = record(till, JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))
    basket = replace(till.basket, tenders=(*till.basket.tenders, tender))
    taken = replace(till, basket=basket, entry=entries.EMPTY, prompt=None, is_subtotal=False)
    return taken, (row, BOOKED)


def _finalise(till: Till, tender: Tender) -> Step:
    """Issue the receipt; the sale and the typed amount stay until the book says it is stored."""
    sale = _sale(till, (*till.basket.tenders, tender))
    row = record(till, JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))
    return replace(till, prompt=None, is_issuing=True), (Issue(sale=sale, records=(row,)),)


def _sale(till: Till, tenders: tuple[Tender, ...]) -> Sale:
    """The open sale as it is sold, paid with `tenders`."""
    return Sale(
        kind=ReceiptKind.TRAINING if till.is_training else ReceiptKind.STANDARD,
        clerk=till.clerk,
        lines=merged(till.basket.lines),
        tenders=tenders,
        customer=till.basket.customer,
        paragon=till.basket.paragon,
    )


def take_charged(till: Till, tender: Tender) -> Step:
    """The terminal has taken the money: that is on disk before anything else is tried."""
    row = record(till, JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))
    basket = replace(till.basket, tenders=(*till.basket.tenders, tender))
    taken = replace(till, basket=basket, entry=entries.EMPTY, prompt=None, is_subtotal=False)
    if basket.rest_cents > 0:
        return taken, (row, BOOKED)
    issuing, effects = _issue_paid(taken)
    return issuing, (row, *effects)


def _issue_paid(till: Till) -> Step:
    """Issue the receipt of a sale that is paid to the cent."""
    sale = _sale(till, till.basket.tenders)
    return replace(till, prompt=None, is_issuing=True), (Issue(sale=sale),)


def drop_tender(till: Till, _key: Key) -> Step:
    """STO while part paid: the last tender goes back to the customer."""
    if card.has_charged(till):
        return card.card_is_charged(till)
    tender = till.basket.tenders[-1]
    row = record(till, JournalKind.ZAHLUNG_ZURUECK, tender=msgspec.to_builtins(tender))
    basket = replace(till.basket, tenders=till.basket.tenders[:-1])
    return replace(till, basket=basket, is_subtotal=False), (row, BOOKED)


def heard(till: Till, event: ReceiptStored | IssueRefused | IssueDelayed) -> Step:
    """What became of a receipt that was to be issued."""
    match event:
        case ReceiptStored():
            return stored(till, event)
        case IssueRefused():
            return refused(till, event)
        case IssueDelayed():
            return replace(till, waits_until_utc=event.until_utc), (WARNING,)
        case _:
            assert_never(event)


def stored(till: Till, event: ReceiptStored) -> Step:
    """The receipt is in the book: show the change, open the drawer, print."""
    issued = replace(till, is_issuing=False, waits_until_utc=None)
    if inspection.is_awaited(till, event.sale):
        return inspection.issued(issued, event)
    printing = PrintReceipt(number=event.number, is_copy=False)
    if event.sale.original is not None:
        return _cancelled(issued, event), (*_money_moves(event.sale), printing)
    if event.sale.kind is ReceiptKind.SCHLUSSBELEG:
        return ending.has_ended(issued, event)
    if not event.sale.is_sale:
        return _told(issued, event), (printing,)
    done = _done(till, event)
    closed = replace(
        issued,
        basket=baskets.EMPTY,
        entry=entries.EMPTY,
        # A refusal that kept the receipt half way is over with it: the change is what counts now.
        complaint=None,
        done=done,
        last_done=done,
        is_subtotal=False,
    )
    after, handing = delivery.hand_over(closed, event)
    return replace(after, sale_form=None), (*_money_moves(event.sale), *handing)


def _money_moves(sale: Sale) -> tuple[Effect, ...]:
    """The tune of a stored receipt, and the drawer when money goes in or out of it.

    What is open again is not paid out; what is entered late was paid when it was written by hand.
    With another tender money goes the one way or the other.
    """
    signed = Play(sound=Sound.SIGNED)
    is_real = sale.kind is not ReceiptKind.TRAINING
    is_moving = (sale.has_cash and not sale.reopens) or sale.replaces is not None
    if is_real and is_moving and sale.paragon is None:
        return (signed, OpenDrawer())
    return (signed,)


def paid_back(tenders: Sequence[Tender]) -> tuple[str, int]:
    """What to do with the money of a cancellation, and how much: notes and coins come first."""
    cash = [one.amount_cents for one in tenders if one.means is Means.CASH]
    if not cash:
        return "GUTSCHRIFT", -sum(one.amount_cents for one in tenders)
    return ("KASSIEREN", sum(cash)) if sum(cash) > 0 else ("AUSZAHLEN", -sum(cash))


def _cancelled(till: Till, event: ReceiptStored) -> Till:
    """A receipt is cancelled: what to pay out, or its positions, which are open again."""
    sale = event.sale
    # What BON would have printed instead of a code is cancelled.
    till = replace(till, code_only_number=None)
    if sale.reopens:
        open_again = Basket(lines=sale.reopens, customer=sale.customer, paragon=sale.paragon)
        return replace(till, basket=open_again, entry=entries.EMPTY, complaint=None, done=None)
    label, amount_cents = paid_back(sale.tenders)
    done = Done(
        number=event.number,
        label=label,
        amount_cents=amount_cents,
        total_cents=sale.total_cents,
        is_cash_only=False,
        until_utc=event.at_utc + DONE_LASTS,
    )
    return replace(till, complaint=None, done=done, last_done=None, entry=entries.EMPTY)


def _told(till: Till, event: ReceiptStored) -> Till:
    """A receipt nobody pays is news, but not within a sale, where the sums have the display.

    A closing receipt comes by itself, mostly before a sale: its news waits for the sale's end.
    """
    if event.sale.closes:
        return say_later(till, _closed(event.sale, event.at_utc))
    if till.basket.lines:
        return till
    number = f"Bon {texts.receipt_number(event.number)}"
    news = Notice(item=texts.KIND_NAMES[event.sale.kind], main=number)
    if any(one.hint for one in till.late_notices):
        # What asks for something is not lost for news that ask for nothing.
        return till
    if till.notice is not None:
        # What came before it is read first.
        return say_later(till, news)
    return replace(till, notice=news)


def _closed(sale: Sale, at_utc: datetime) -> Notice:
    """`Monatsbeleg` `Okt ✓`; the Jahresbeleg is to be checked, and until when."""
    year, name = checked_year(sale), texts.KIND_NAMES[sale.kind]
    if year is not None:
        return year_to_check(year, at_utc.astimezone(texts.VIENNA).date())
    names = [texts.MONTH_NAMES[int(month[5:]) - 1][:3] for month in sale.closes]
    months = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
    return Notice(item=name, main=f"{months} ✓")


def _done(till: Till, event: ReceiptStored) -> Done:
    if event.sale.replaces is not None:
        label, amount = "Zahlart geändert", event.sale.total_cents
    elif event.sale.change_cents:
        label, amount = "RÜCKGELD", event.sale.change_cents
    elif event.sale.total_cents < 0:
        label, amount = "AUSZAHLEN", -event.sale.total_cents
    else:
        label, amount = "BEZAHLT", event.sale.total_cents
    return Done(
        number=event.number,
        label=label,
        amount_cents=amount,
        total_cents=event.sale.total_cents,
        # Of a sale paid in parts only the cashier knows what the last note was for.
        is_cash_only=event.sale.has_cash and not till.basket.tenders,
        until_utc=event.at_utc + DONE_LASTS,
    )


def refused(till: Till, event: IssueRefused) -> Step:
    """No receipt: the sale is as open as before, and the display says why."""
    till = inspection.refused(replace(till, is_issuing=False, waits_until_utc=None))
    match event.refusal:
        case Refusal.ENDED:
            return ended.out_of_service(till)
        case Refusal.CLOCK:
            return complain(till, ErrorCode.E14, hint="Uhr stellen: F 94")
        case Refusal.STORAGE:
            return complain(till, ErrorCode.E15, hint="F 72, dann Techniker")
        case Refusal.CHAIN:
            return complain(till, ErrorCode.E21, hint="Techniker rufen")


def reckon_change(till: Till, key: Key) -> Step:
    """`2000 ZW` after an exact cash receipt: what to give back, no new receipt."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    last = till.last_done
    if till.basket.lines or till.entry.quantity is not None:
        return wrong_key(till, key)
    if last is None or not last.is_cash_only or last.total_cents <= 0:
        return wrong_key(till, key)
    given = entries.price_cents(till.entry.text)
    if given is None:
        return wrong_price(till)
    if given < last.total_cents:
        return complain(till, ErrorCode.E01, words="Zu wenig", hint=texts.money(last.total_cents))
    change = given - last.total_cents
    done = replace(last, label="RÜCKGELD", amount_cents=change, until_utc=till.now_utc + DONE_LASTS)
    row = record(
        till,
        JournalKind.RECHENHILFE,
        number=last.number,
        given_cents=given,
        change_cents=change,
    )
    return replace(till, entry=entries.EMPTY, done=done, last_done=done), (row,)


def show_change(till: Till, _key: Key) -> Step:
    """ZW in DONE: the change once more, for another while."""
    assert till.done is not None, "DONE has a last receipt"
    return replace(till, done=replace(till.done, until_utc=till.now_utc + DONE_LASTS)), ()
