"""Ringing up and taking off again: numbers, groups, quantities, Sofortstorno, Bonabbruch."""

from dataclasses import replace
from functools import partial

import msgspec

from firmware.till import basket as baskets
from firmware.till import entry as entries
from firmware.till import keys, texts
from firmware.till.acts import JournalKind
from firmware.till.basket import Basket, Line, Means, Tender
from firmware.till.catalog import Group
from firmware.till.correcting import correct
from firmware.till.effects import Record
from firmware.till.entry import ONE_MILLI, Quantity
from firmware.till.paying import settle
from firmware.till.refuse import (
    complain,
    no_price,
    nothing_to_void,
    rest_is_open,
    wrong_key,
    wrong_price,
)
from firmware.till.state import (
    BOOKED,
    WARNING,
    Correction,
    Prompt,
    Question,
    Step,
    Till,
    record,
    say,
)
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key


def type_digit(till: Till, key: Key) -> Step:
    """A digit or the comma; a new number in DONE begins the next sale."""
    entry = entries.typed(till.entry, keys.SYMBOLS[key])
    if entry is None:
        return complain(till, ErrorCode.E01, words="Zahl zu lang", hint="C = löschen")
    return replace(till, entry=entry, done=None, is_subtotal=False), ()


def clear_entry(till: Till, _key: Key) -> Step:
    """C: the typed number is gone, nothing else."""
    return replace(till, entry=entries.EMPTY), ()


def take_quantity(till: Till, _key: Key) -> Step:
    """`×` after a number: it becomes the quantity."""
    if till.entry.quantity is not None:
        return wrong_key(till, Key.TIMES)
    quantity = entries.quantity(till.entry.text)
    if quantity is None:
        return complain(till, ErrorCode.E01, words="Menge prüfen", hint="999 oder 99,999kg")
    return replace(till, entry=entries.Entry(quantity=quantity)), ()


def book_group(till: Till, key: Key) -> Step:
    """A group key: the typed price, the preset price, or one more of the same."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    number = keys.group_number(key, is_shifted=till.is_shifted)
    group = till.profile.groups.get(number)
    if group is None:
        return complain(till, ErrorCode.E03, words=f"WG {number} unbekannt")
    line = _line(till, group)
    if line is None:
        return wrong_price(till) if till.entry.text else no_price(till, key)
    if line.unit_cents < group.lalo_cents:
        return complain(till, ErrorCode.E04, words=f"Preis ab {texts.money(group.lalo_cents)}")
    if len(till.basket.lines) >= baskets.MAX_POSITIONS:
        return complain(till, ErrorCode.E01, words="Bon voll", hint="zuerst BAR")
    if till.basket.total_cents + line.total_cents > baskets.MAX_TOTAL_CENTS:
        limit = texts.money(baskets.MAX_TOTAL_CENTS)
        return complain(till, ErrorCode.E02, hint=f"höchstens {limit}")
    if line.total_cents > group.halo_cents:
        return replace(till, prompt=Prompt(question=Question.HALO, line=line)), (WARNING,)
    return book_line(till, line)


def _line(till: Till, group: Group) -> Line | None:
    """The line a group key books now; None when no price can be had."""
    entry = till.entry
    quantity = entry.quantity or entries.ONE
    if entry.text:
        unit_cents = entries.price_cents(entry.text)
    elif entry.is_empty and (last := _last_of(till, group)):
        return replace(last, quantity_milli=entries.ONE_MILLI)
    else:
        unit_cents = group.price_cents
    if unit_cents is None:
        return None
    return Line(
        group=group.number,
        name=group.name,
        vat_per_mille=group.vat_per_mille,
        quantity_milli=quantity.milli,
        unit_cents=unit_cents,
        is_weight=quantity.is_weight,
    )


def _last_of(till: Till, group: Group) -> Line | None:
    """The last position, if it is of `group`, counted in pieces, and so can be repeated."""
    if not till.basket.lines:
        return None
    last = till.basket.lines[-1]
    return last if last.group == group.number and not last.is_weight else None


def book_line(till: Till, line: Line) -> Step:
    """The position is in the sale and in the journal; a one-key article is paid at once."""
    group = till.profile.groups[line.group]
    is_alone = not till.basket.lines
    booked = replace(
        till,
        basket=baskets.book(till.basket, line),
        entry=entries.EMPTY,
        prompt=None,
        done=None,
        last_done=None,
        notice=None,
        is_subtotal=False,
    )
    row = record(till, JournalKind.POS, line=msgspec.to_builtins(line))
    if group.is_single_item_sale and is_alone:
        amount = booked.basket.total_cents
        tender = Tender(means=Means.CASH, amount_cents=amount, given_cents=amount)
        paid, effects = settle(booked, tender)
        return paid, (row, *effects)
    return booked, (row, BOOKED)


def void_last(till: Till, _key: Key) -> Step:
    """STO: Sofortstorno of the last position."""
    return void(till, len(till.basket.lines) - 1)


def void_typed(till: Till, key: Key) -> Step:
    """`2 × STO` takes two pieces off what was booked last; `3 STO` takes line 3 off."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    if not till.basket.lines:
        return nothing_to_void(till, key)
    entry = till.entry
    if entry.quantity is not None:
        return wrong_key(till, key) if entry.text else _void_some(till, entry.quantity)
    number = entries.small_number(entry.text)
    if number is None or not 1 <= number <= len(till.basket.lines):
        return complain(till, ErrorCode.E01, words=f"Keine Zeile {entry.text}")
    return void(till, number - 1)


def void(till: Till, position: int) -> Step:
    """All of one line goes, counted from 0."""
    amount_cents = till.basket.lines[position].total_cents
    return correct(till, amount_cents, partial(_void, position=position))


def _void(till: Till, reason: str, *, position: int) -> Step:
    line = till.basket.lines[position]
    row, basket = _taken_off(till, position, line.quantity_milli, reason)
    return _corrected(till, basket, line.name), (row, BOOKED)


def _void_some(till: Till, quantity: Quantity) -> Step:
    """So much goes of what the display counts as one: the last line and its repeats (`×3`)."""
    last = till.basket.lines[-1]
    there_milli = last.quantity_milli if last.is_weight else till.basket.repeats * ONE_MILLI
    if quantity.is_weight != last.is_weight or quantity.milli > there_milli:
        return complain(till, ErrorCode.E01, words="Menge prüfen")
    amount_cents = replace(last, quantity_milli=quantity.milli).total_cents
    return correct(till, amount_cents, partial(_void_counted, quantity=quantity))


def _void_counted(till: Till, reason: str, *, quantity: Quantity) -> Step:
    last = till.basket.lines[-1]
    rows: list[Record] = []
    basket, left_milli = till.basket, quantity.milli
    while left_milli:
        position = len(basket.lines) - 1
        taken_milli = min(left_milli, basket.lines[position].quantity_milli)
        row, basket = _taken_off(replace(till, basket=basket), position, taken_milli, reason)
        rows.append(row)
        left_milli -= taken_milli
    return _corrected(till, basket, last.name), (*rows, BOOKED)


def _taken_off(
    till: Till, position: int, quantity_milli: int, reason: str
) -> tuple[Record, Basket]:
    """The journal row and what stays; the amount is what the sum loses, to the cent."""
    basket = baskets.reduce(till.basket, position, quantity_milli)
    line = replace(till.basket.lines[position], quantity_milli=quantity_milli)
    row = record(
        till,
        JournalKind.POS_STORNO,
        position=position + 1,
        quantity_milli=quantity_milli,
        line=msgspec.to_builtins(line),
        amount_cents=basket.total_cents - till.basket.total_cents,
        **({"reason": reason} if reason else {}),
    )
    return row, basket


def _corrected(till: Till, basket: Basket, name: str) -> Till:
    """`till` with the smaller `basket`, showing what went."""
    amount_cents = basket.total_cents - till.basket.total_cents
    return replace(
        till,
        basket=basket,
        entry=entries.EMPTY,
        last_correction=Correction(name=name, amount_cents=amount_cents),
        is_subtotal=False,
    )


def ask_abort(till: Till, key: Key) -> Step:
    """F C: Bonabbruch, asked back; what was typed is kept for a no."""
    if not till.basket.lines:
        return wrong_key(till, key)
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
    return say(till, "Bon abbrechen?", "F C"), ()


def leave_done(till: Till, _key: Key) -> Step:
    """C between sales: the change of the last receipt leaves the display."""
    return replace(till, done=None), ()
