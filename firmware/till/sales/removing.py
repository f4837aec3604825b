"""Sofortstorno: taking off what is booked in the open sale, and what goes along with it.

With a position goes the deposit linked to it, and every discount that counted on it (see
parts.py): the one on it and its repeats, and those on the whole sale that were given later.
"""

from dataclasses import replace
from functools import partial
from itertools import pairwise

import msgspec

from firmware.till import entry as entries
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from firmware.till.entry import Quantity
from firmware.till.refuse import complain, nothing_to_void, rest_is_open, wrong_key
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Basket, Line
from firmware.till.sales.correcting import correct
from firmware.till.sales.parts import Part, overdone, part_at, parts
from firmware.till.state import BOOKED, Correction, Step, Till, record
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: What goes: positions (from 0) and how much of each, the last position first.
Plan = tuple[tuple[int, int], ...]


def void_last(till: Till, _key: Key) -> Step:
    """STO: the last position is off, or the discount that was given last (S2, S8)."""
    return void(till, len(till.basket.lines) - 1)


def void_typed(till: Till, key: Key) -> Step:
    """`2 × STO` takes two pieces off what was booked last; `3 STO` takes line 3 off."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    if not till.basket.lines:
        return nothing_to_void(till, key)
    entry = till.entry
    if entry.is_bare:
        return wrong_key(till, key)
    if entry.quantity is not None:
        return wrong_key(till, key) if entry.text else _void_some(till, entry.quantity)
    number = entries.small_number(entry.text)
    if number is None or not 1 <= number <= len(till.basket.lines):
        return complain(till, ErrorCode.E01, words=f"Keine Zeile {entry.text}")
    return void(till, number - 1)


def void(till: Till, position: int) -> Step:
    """All of position `position` (from 0) goes, with what belongs to it."""
    lines = till.basket.lines
    found = parts(lines)
    index = part_at(lines, position)
    part = found[index]
    if part.is_of_sale:
        gone = [*range(part.start, part.stop)]
    elif position >= part.discounts:
        gone = [position]
    else:
        gone = [*_booking_at(lines, part, position), *_discounts(found, index)]
    plan = tuple((one, lines[one].quantity_milli) for one in sorted(gone, reverse=True))
    return _take_off(till, plan, lines[gone[0]].name)


def _void_some(till: Till, quantity: Quantity) -> Step:
    """So much goes of what the display counts as one: the last position and its repeats (`×3`)."""
    lines = till.basket.lines
    found = parts(lines)
    part = found[-1]
    last = lines[part.start]
    milli = sum(line.quantity_milli for line in _heads(lines, part))
    is_too_much = quantity.is_weight != last.is_weight or quantity.milli > abs(milli)
    if part.is_of_sale or is_too_much:
        return complain(till, ErrorCode.E01, words="Menge prüfen")
    gone = [(one, lines[one].quantity_milli) for one in _discounts(found, len(found) - 1)]
    left = quantity.milli
    for start, stop in reversed(_bookings(lines, part)):
        taken = min(left, abs(lines[start].quantity_milli))
        gone += _some_of(lines, start, stop, taken)
        left -= taken
    return _take_off(till, tuple(sorted(gone, reverse=True)), last.name)


def _some_of(lines: tuple[Line, ...], start: int, stop: int, milli: int) -> list[tuple[int, int]]:
    """So much of one booking, and the deposit of as many pieces."""
    head = lines[start]
    is_all = milli == abs(head.quantity_milli)
    sign = 1 if head.quantity_milli > 0 else -1
    gone = [(start, sign * milli)] if milli else []
    for position in range(start + 1, stop):
        linked = lines[position].quantity_milli if is_all else sign * milli
        if milli and (is_all or not head.is_weight):
            gone.append((position, linked))
    return gone


def _bookings(lines: tuple[Line, ...], part: Part) -> list[tuple[int, int]]:
    """Where each booking of `part` begins and ends."""
    starts = [
        position for position in range(part.start, part.discounts) if not lines[position].is_linked
    ]
    return list(pairwise((*starts, part.discounts)))


def _heads(lines: tuple[Line, ...], part: Part) -> list[Line]:
    return [lines[start] for start, _ in _bookings(lines, part)]


def _booking_at(lines: tuple[Line, ...], part: Part, position: int) -> range:
    return next(
        range(start, stop) for start, stop in _bookings(lines, part) if start <= position < stop
    )


def _discounts(found: tuple[Part, ...], index: int) -> list[int]:
    """The positions of all discounts that count on part `index`."""
    later = [part for part in found[index + 1 :] if part.is_of_sale]
    return [one for part in (found[index], *later) for one in range(part.discounts, part.stop)]


def _take_off(till: Till, plan: Plan, name: str) -> Step:
    """What `plan` says goes, if that is allowed; to take a discount off anybody may."""
    basket = till.basket
    for position, milli in plan:
        basket = baskets.reduce(basket, position, milli)
    lost_cents = min(basket.total_cents - till.basket.total_cents, 0)
    kinds = {till.basket.lines[one].kind.is_discount for one, _ in plan}
    if kinds == {True, False}:
        name = "m. Rabatt"
    elif kinds == {True}:
        # Of a discount the first word has room: what kind it was.
        name = name.split(maxsplit=1)[0]
    return correct(till, lost_cents, partial(_taken_off, plan=plan, name=name))


def _taken_off(till: Till, reason: str, *, plan: Plan, name: str) -> Step:
    rows: list[Record] = []
    basket = till.basket
    for position, milli in plan:
        row, basket = _one_off(replace(till, basket=basket), position, milli, reason)
        rows.append(row)
    while (part := overdone(basket.lines)) is not None:
        for position in reversed(range(part.start, part.stop)):
            milli = basket.lines[position].quantity_milli
            row, basket = _one_off(replace(till, basket=basket), position, milli, reason)
            rows.append(row)
    return _corrected(till, basket, name), (*rows, BOOKED)


def _one_off(till: Till, position: int, milli: int, reason: str) -> tuple[Record, Basket]:
    """The journal row and what stays; the amount is what the sum loses, to the cent."""
    basket = baskets.reduce(till.basket, position, milli)
    line = replace(till.basket.lines[position], quantity_milli=milli)
    row = record(
        till,
        JournalKind.POS_STORNO,
        position=position + 1,
        quantity_milli=milli,
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
