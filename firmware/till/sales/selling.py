"""Ringing up: numbers, groups, quantities; and Bonabbruch."""

from dataclasses import replace

import msgspec

from firmware.till import entry as entries
from firmware.till import keys, texts
from firmware.till.acts import JournalKind
from firmware.till.after.late_entry import end_late_entry
from firmware.till.effects import Record
from firmware.till.payment import card
from firmware.till.payment.paying import settle
from firmware.till.refuse import (
    complain,
    no_price,
    no_sale_begins,
    rest_is_open,
    unknown_group,
    wrong_key,
    wrong_price,
)
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Booking, Line, Means, Tender
from firmware.till.sales.correcting import correct
from firmware.till.sales.parts import last_run
from firmware.till.sales.weighing import read_scale
from firmware.till.stall.catalog import Group
from firmware.till.state import (
    BOOKED,
    WARNING,
    Prompt,
    Question,
    Step,
    Till,
    record,
    say,
)
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: What comes back is named so on paper; the display has a shorter word for it.
RETURNED = "Rückgabe "


def type_digit(till: Till, key: Key) -> Step:
    """A digit or the comma; a new number in DONE begins the next sale."""
    entry = entries.typed(till.entry, keys.SYMBOLS[key])
    if entry is None:
        return complain(till, ErrorCode.E01, words="Zahl zu lang", hint="C = löschen")
    return replace(till, entry=entry, done=None), ()


def clear_entry(till: Till, _key: Key) -> Step:
    """C: the typed number is gone, nothing else; with no number what stood before it."""
    return replace(till, entry=entries.EMPTY), ()


def take_quantity(till: Till, key: Key) -> Step:
    """`×` after a number: it becomes the quantity; after a mere sign or tare the scale is read."""
    if till.entry.quantity is not None:
        return wrong_key(till, Key.TIMES)
    if not till.entry.text:
        return read_scale(till, key)
    quantity = entries.quantity(till.entry.text)
    if quantity is None:
        return complain(till, ErrorCode.E01, words="Menge prüfen", hint="999 oder 99,999kg")
    return replace(till, entry=replace(till.entry, text="", quantity=quantity)), ()


def book_group(till: Till, key: Key) -> Step:
    """A group key: the typed price, the preset price, or one more of the same."""
    return book_number(till, keys.group_number(key, is_shifted=till.is_shifted), key)


def book_number(till: Till, number: int, key: Key) -> Step:
    """Group `number`, by whichever keys."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    group = till.profile.groups.get(number)
    if group is None:
        return unknown_group(till, number)
    line = _line(till, group)
    if line is None:
        return wrong_price(till) if till.entry.text else no_price(till, key)
    return book(till, (line,))


def _line(till: Till, group: Group) -> Line | None:
    """The line a group key books now; None when no price can be had."""
    entry = till.entry
    if entry.text:
        unit_cents = entries.price_cents(entry.text)
    elif entry.is_empty and (last := last_piece(till)) and _is_of(last, group):
        return last[0]
    else:
        unit_cents = group.price_cents
    return None if unit_cents is None else line_of(till, group, unit_cents)


def _is_of(booking: Booking, group: Group) -> bool:
    return booking[0].group == group.number and booking[0].plu is None


def line_of(till: Till, group: Group, unit_cents: int) -> Line:
    """So much as was typed of `group`, for `unit_cents` each; the sign of F STO turns it."""
    entry = till.entry
    quantity = entry.quantity or entries.ONE
    return Line(
        group=group.number,
        name=f"{RETURNED}{group.name}" if entry.is_return else group.name,
        # What is passed through is taxed nowhere.
        vat_per_mille=0 if group.is_deposit else group.vat_per_mille,
        quantity_milli=-quantity.milli if entry.is_return else quantity.milli,
        unit_cents=unit_cents,
        is_weight=quantity.is_weight,
        is_scale_weight=quantity.is_from_scale,
        tare_milli=entry.tare_milli if quantity.is_from_scale else 0,
        is_passed_on=True if group.is_deposit or group.is_returnable else msgspec.UNSET,
    )


def last_piece(till: Till) -> Booking | None:
    """One piece of the last position, with its deposit; None if it cannot be repeated."""
    run = last_run(till.basket.lines)
    if not run or run[0].is_weight or run[0].quantity_milli < 0 or not run[0].kind.is_item:
        return None
    return tuple(replace(line, quantity_milli=entries.ONE_MILLI) for line in run)


def book(till: Till, lines: Booking) -> Step:
    """Book a position (with its deposit), unless the stall's limits say no, or ask first."""
    line = lines[0]
    gone = [one.group for one in lines if one.group not in till.profile.groups]
    if gone:
        # More of an article that was booked while the stall still had its group.
        return unknown_group(till, gone[0])
    group = till.profile.groups[line.group]
    if line.quantity_milli < 0 and not (group.is_deposit or group.is_returnable):
        # A sale and a refund stay apart: what was sold before is voided by its receipt.
        return complain(till, ErrorCode.E06, words="Rückgabe: F 31")
    if line.unit_cents < group.lalo_cents:
        return complain(till, ErrorCode.E04, words=f"Preis ab {texts.money(group.lalo_cents)}")
    refusal = no_room(till, lines)
    if refusal is not None:
        return refusal
    if abs(line.total_cents) > group.halo_cents:
        return replace(till, prompt=Prompt(question=Question.HALO, lines=lines)), (WARNING,)
    return book_lines(till, lines)


def no_room(till: Till, lines: Booking) -> Step | None:
    """Why `lines` do not fit into the sale; None if they do."""
    booked = baskets.book(till.basket, *lines)
    if len(booked.lines) > baskets.MAX_POSITIONS:
        return complain(till, ErrorCode.E01, words="Bon voll", hint="zuerst BAR")
    if abs(booked.total_cents) > baskets.MAX_TOTAL_CENTS:
        limit = texts.money(baskets.MAX_TOTAL_CENTS)
        return complain(till, ErrorCode.E02, hint=f"höchstens {limit}")
    return None


def book_lines(till: Till, lines: Booking) -> Step:
    """The position is in the sale and in the journal; a one-key article is paid at once."""
    refusal = no_sale_begins(till)
    if refusal is not None:
        return refusal
    group = till.profile.groups[lines[0].group]
    # What is entered from a handwritten receipt stays on one, however many positions it has.
    is_late = till.basket.paragon is not None
    is_alone = not till.basket.lines and lines[0].quantity_milli > 0 and not is_late
    booked = replace(
        till,
        basket=baskets.book(till.basket, *lines),
        entry=entries.EMPTY,
        prompt=None,
        done=None,
        last_done=None,
        notice=None,
        is_subtotal=False,
    )
    rows = tuple(_row(till, line) for line in lines)
    if group.is_single_item_sale and is_alone:
        amount = booked.basket.total_cents
        tender = Tender(means=Means.CASH, amount_cents=amount, given_cents=amount)
        paid, effects = settle(booked, tender)
        return paid, (*rows, *effects)
    return booked, (*rows, BOOKED)


def _row(till: Till, line: Line) -> Record:
    """The journal row of a position; a weight is the scale's (W) or was typed (H)."""
    weighed = {"weighed": "W" if line.is_scale_weight else "H"} if line.is_weight else {}
    return record(till, JournalKind.POS, line=msgspec.to_builtins(line), **weighed)


def ask_abort(till: Till, key: Key) -> Step:
    """F C: Bonabbruch, asked back; what was typed is kept for a no."""
    if not till.basket.lines:
        return wrong_key(till, key)
    if card.has_charged(till):
        return card.card_is_charged(till)
    return replace(till, prompt=Prompt(question=Question.ABORT)), (WARNING,)


def abort_asked(till: Till) -> Step:
    """The cashier said yes to the abort; now whoever must allow it, and why."""
    return correct(till, till.basket.total_cents, abort)


def abort(till: Till, reason: str = "") -> Step:
    """The open sale is gone; the journal keeps all of it."""
    row = record(
        till,
        JournalKind.BON_ABBRUCH,
        lines=[msgspec.to_builtins(line) for line in till.basket.lines],
        tenders=[msgspec.to_builtins(tender) for tender in till.basket.tenders],
        total_cents=till.basket.total_cents,
        **({"reason": reason} if reason else {}),
    )
    from_total = texts.money(till.basket.total_cents)
    empty = replace(till, basket=baskets.EMPTY, entry=entries.EMPTY, prompt=None, is_subtotal=False)
    return say(empty, "Bon abgebrochen", from_total), (row, BOOKED)


def hint_abort(till: Till, _key: Key) -> Step:
    """C in an open sale: say how a sale is aborted; nothing is lost."""
    return say(replace(till, is_subtotal=False), "Bon abbrechen?", "F C"), ()


def leave_done(till: Till, _key: Key) -> Step:
    """C between sales: the change of the last receipt leaves the display, or a late entry ends."""
    if till.basket.paragon is not None:
        return end_late_entry(till)
    return replace(till, done=None), ()
