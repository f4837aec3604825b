"""Ringing up and taking off again: numbers, groups, quantities, Sofortstorno, Bonabbruch."""

from dataclasses import replace

import msgspec

from firmware.till import basket as baskets
from firmware.till import entry as entries
from firmware.till import keys, texts
from firmware.till.acts import JournalKind
from firmware.till.basket import Line, Means, Tender
from firmware.till.catalog import Group
from firmware.till.paying import finalise
from firmware.till.refuse import complain, no_price, rest_is_open, wrong_key
from firmware.till.state import BOOKED, WARNING, Notice, Prompt, Question, Step, Till, record
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key


def type_digit(till: Till, key: Key) -> Step:
    """A digit or the comma; a new number in DONE begins the next sale."""
    entry = entries.typed(till.entry, keys.SYMBOLS[key])
    if entry is None:
        return complain(till, ErrorCode.E01, words="Zahl zu lang", hint="C = löschen")
    return replace(till, entry=entry, done=None, last_correction=None, is_subtotal=False), ()


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
    number = keys.group_number(key, is_shifted=till.is_shifted)
    group = till.profile.groups.get(number)
    if group is None:
        return complain(till, ErrorCode.E03, words=f"WG {number} unbekannt")
    line = _line(till, group)
    if line is None:
        return no_price(till, key)
    if line.unit_cents < group.lalo_cents:
        return complain(till, ErrorCode.E04, words=f"Preis ab {texts.money(group.lalo_cents)}")
    if len(till.basket.lines) >= baskets.MAX_POSITIONS:
        return complain(till, ErrorCode.E01, words="Bon voll", hint="zuerst BAR")
    if line.total_cents > group.halo_cents:
        return replace(till, prompt=Prompt(question=Question.HALO, line=line)), (WARNING,)
    return book_line(till, line)


def book_group_typed(till: Till, key: Key) -> Step:
    """A group key after a number; refused while part of the sale is paid."""
    return rest_is_open(till, key) if till.basket.tenders else book_group(till, key)


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
        last_correction=None,
        is_subtotal=False,
    )
    row = record(till, JournalKind.POS, line=msgspec.to_builtins(line))
    if group.is_single_item_sale and is_alone:
        amount = booked.basket.total_cents
        tender = Tender(means=Means.CASH, amount_cents=amount, given_cents=amount)
        paid, effects = finalise(booked, tender)
        return paid, (row, *effects)
    return booked, (row, BOOKED)


def void_last(till: Till, _key: Key) -> Step:
    """STO: Sofortstorno of the last position."""
    last = len(till.basket.lines) - 1
    return _void(till, last, till.basket.lines[last].quantity_milli)


def void_typed(till: Till, key: Key) -> Step:
    """`2 × STO` takes two pieces off the last line; `3 STO` takes line 3 off."""
    if till.basket.tenders or not till.basket.lines:
        return wrong_key(till, key)
    entry = till.entry
    lines = till.basket.lines
    if entry.quantity is not None:
        if entry.text or entry.quantity.milli > lines[-1].quantity_milli:
            return complain(till, ErrorCode.E01, words="Menge prüfen")
        return _void(till, len(lines) - 1, entry.quantity.milli)
    number = entries.small_number(entry.text)
    if number is None or not 1 <= number <= len(lines):
        return complain(till, ErrorCode.E01, words=f"Keine Zeile {entry.text}")
    return _void(till, number - 1, lines[number - 1].quantity_milli)


def _void(till: Till, position: int, quantity_milli: int) -> Step:
    line = replace(till.basket.lines[position], quantity_milli=quantity_milli)
    row = record(
        till,
        JournalKind.POS_STORNO,
        position=position + 1,
        quantity_milli=quantity_milli,
        line=msgspec.to_builtins(line),
        amount_cents=-line.total_cents,
    )
    basket = baskets.reduce(till.basket, position, quantity_milli)
    voided = replace(
        till, basket=basket, entry=entries.EMPTY, last_correction=line, is_subtotal=False
    )
    return voided, (row, BOOKED)


def ask_abort(till: Till, _key: Key) -> Step:
    """F C: Bonabbruch, asked back."""
    return replace(till, prompt=Prompt(question=Question.ABORT), entry=entries.EMPTY), (WARNING,)


def abort(till: Till) -> Step:
    """The open sale is gone; the journal keeps all of it."""
    row = record(
        till,
        JournalKind.BON_ABBRUCH,
        lines=[msgspec.to_builtins(line) for line in till.basket.lines],
        tenders=[msgspec.to_builtins(tender) for tender in till.basket.tenders],
        total_cents=till.basket.total_cents,
    )
    from_total = texts.money(till.basket.total_cents)
    empty = replace(till, basket=baskets.EMPTY, prompt=None, is_subtotal=False)
    return notice(empty, "Bon abgebrochen", from_total), (row, BOOKED)


def notice(till: Till, item: str, main: str) -> Till:
    """`till` showing two lines of news until the next key."""
    return replace(till, notice=Notice(item=item, main=main), done=None)


def hint_abort(till: Till, _key: Key) -> Step:
    """C in an open sale: say how a sale is aborted; nothing is lost."""
    return notice(till, "Bon abbrechen?", "F C"), ()


def leave_done(till: Till, _key: Key) -> Step:
    """C after a receipt: the change leaves the display."""
    return replace(till, done=None), ()
