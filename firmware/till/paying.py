"""Paying: subtotal, cash and change, card by hand, part payments; the end issues a receipt."""

from dataclasses import replace
from datetime import datetime

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.till import basket as baskets
from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.basket import Means, Tender, merged
from firmware.till.effects import Effect, Issue, OpenDrawer, Play, PrintReceipt
from firmware.till.events import IssueRefused, ReceiptStored, Refusal
from firmware.till.refuse import complain, nothing_to_pay, rest_is_open, wrong_key
from firmware.till.sale import Sale
from firmware.till.sounds import Sound
from firmware.till.state import (
    BOOKED,
    DONE_LASTS,
    WARNING,
    Done,
    Phase,
    Prompt,
    Question,
    Step,
    Till,
    base_phase,
    record,
)
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key


def subtotal(till: Till, _key: Key) -> Step:
    """ZW: the sum, large."""
    return replace(till, is_subtotal=True, last_correction=None, notice=None), ()


def pay_exact(till: Till, key: Key) -> Step:
    """BAR or KARTE without a number: the rest, exactly."""
    rest = till.basket.rest_cents
    return _tendered(till, key, rest)


def pay_typed(till: Till, key: Key) -> Step:
    """BAR or KARTE after a number: so much was given."""
    if not till.basket.lines:
        return nothing_to_pay(till, key)
    given = entries.price_cents(till.entry.text)
    if given is None or given == 0 or till.entry.quantity is not None:
        return wrong_key(till, key)
    return _tendered(till, key, given)


def _tendered(till: Till, key: Key, given_cents: int) -> Step:
    rest = till.basket.rest_cents
    if key is Key.KARTE:
        if given_cents > rest:
            return complain(
                till, ErrorCode.E02, words="Karte über Rest", hint="Kein Bargeld zurück"
            )
        tender = Tender(means=Means.CARD, amount_cents=given_cents, given_cents=given_cents)
        return replace(till, prompt=Prompt(question=Question.CARD, tender=tender)), ()
    tender = Tender(means=Means.CASH, amount_cents=min(given_cents, rest), given_cents=given_cents)
    if tender.change_cents > till.profile.limits.change_cents:
        return _ask(till, Question.CHANGE_LIMIT, tender)
    return check_total(till, tender)


def _ask(till: Till, question: Question, tender: Tender) -> Step:
    return replace(till, prompt=Prompt(question=question, tender=tender)), (WARNING,)


def check_total(till: Till, tender: Tender) -> Step:
    """Ask back for a sale above the stall's limit, once, before its last tender."""
    is_last = tender.amount_cents >= till.basket.rest_cents
    if is_last and till.basket.total_cents > till.profile.limits.sale_cents:
        return _ask(till, Question.SALE_LIMIT, tender)
    return take(till, tender)


def take(till: Till, tender: Tender) -> Step:
    """A tender is taken: part of the sale is paid, or all of it and the receipt is issued."""
    till = replace(till, prompt=None, entry=entries.EMPTY, notice=None)
    if tender.amount_cents >= till.basket.rest_cents:
        return finalise(till, tender)
    row = record(till, JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))
    basket = replace(till.basket, tenders=(*till.basket.tenders, tender))
    return replace(till, basket=basket, is_subtotal=False), (row, BOOKED)


def finalise(till: Till, tender: Tender) -> Step:
    """Issue the receipt; the sale stays open until the book says it is stored."""
    sale = Sale(
        kind=ReceiptKind.TRAINING if till.is_training else ReceiptKind.STANDARD,
        clerk=till.clerk,
        lines=merged(till.basket.lines),
        tenders=(*till.basket.tenders, tender),
    )
    row = record(till, JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))
    return replace(till, is_issuing=True), (Issue(sale=sale, records=(row,)),)


def drop_tender(till: Till, _key: Key) -> Step:
    """STO while part paid: the last tender goes back to the customer."""
    tender = till.basket.tenders[-1]
    row = record(till, JournalKind.ZAHLUNG_ZURUECK, tender=msgspec.to_builtins(tender))
    basket = replace(till.basket, tenders=till.basket.tenders[:-1])
    return replace(till, basket=basket), (row, BOOKED)


def stored(till: Till, event: ReceiptStored) -> Step:
    """The receipt is in the book: show the change, open the drawer, print."""
    issued = replace(till, is_issuing=False, prompt=None)
    printing = PrintReceipt(number=event.number, is_copy=False)
    if not event.is_sale:
        return issued, (printing,)
    done = _done(event, event.at_utc)
    effects: list[Effect] = [Play(sound=Sound.SIGNED)]
    if event.has_cash and event.kind is not ReceiptKind.TRAINING:
        effects.append(OpenDrawer())
    closed = replace(
        issued,
        basket=baskets.EMPTY,
        entry=entries.EMPTY,
        done=done,
        last_done=done,
        notice=None,
        last_correction=None,
        is_subtotal=False,
    )
    return closed, (*effects, printing)


def _done(event: ReceiptStored, now_utc: datetime) -> Done:
    if event.change_cents:
        label, amount = "RÜCKGELD", event.change_cents
    elif event.total_cents < 0:
        label, amount = "AUSZAHLEN", -event.total_cents
    else:
        label, amount = "BEZAHLT", event.total_cents
    return Done(
        number=event.number,
        label=label,
        amount_cents=amount,
        total_cents=event.total_cents,
        has_cash=event.has_cash,
        until_utc=now_utc + DONE_LASTS,
    )


def refused(till: Till, event: IssueRefused) -> Step:
    """No receipt: the sale is as open as before, and the display says why."""
    till = replace(till, is_issuing=False)
    match event.refusal:
        case Refusal.CLOCK:
            return complain(till, ErrorCode.E14, hint="Uhr stellen: F 94")
        case Refusal.STORAGE:
            return complain(till, ErrorCode.E15, hint="Techniker rufen")
        case Refusal.CHAIN:
            return complain(till, ErrorCode.E21, hint="Techniker rufen")


def reckon_change(till: Till, key: Key) -> Step:
    """`2000 ZW` after an exact cash receipt: what to give back, no new receipt."""
    given = entries.price_cents(till.entry.text)
    if till.basket.tenders:
        return rest_is_open(till, key)
    last = till.last_done
    if till.basket.lines or given is None or last is None or not last.has_cash:
        return wrong_key(till, key)
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


def copy_last(till: Till, _key: Key) -> Step:
    """BON: a copy of the last receipt, marked as one, not signed again."""
    return till, (PrintReceipt(number=None, is_copy=True),)


def can_issue_zero(till: Till) -> bool:
    """Zero receipts on demand come between sales, not within one."""
    return base_phase(till) in (Phase.LOCKED, Phase.IDLE, Phase.DONE)
