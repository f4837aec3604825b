"""Discounts and surcharges: on a position, on the sale, down to a round sum.

Each is a position of its own. One on the sale is spread over the rates in proportion to what was
booked at each (§ 16 Abs 1 UStG: the tax follows the price), so it has a line for every rate. What
is passed through or comes back at the same price (deposits, cups, vouchers) is left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

import msgspec

from firmware.rksv.money import half_up, spread
from firmware.till import entry as entries
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain, nothing_booked, rest_is_open, wrong_key, wrong_price
from firmware.till.rights import require
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Booking, Line, LineKind, merged
from firmware.till.sales.parts import Part, is_same_discount, parts
from firmware.till.sales.selling import no_room
from firmware.till.state import BOOKED, Step, Till, record
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

_PER_MILLE_OF_ALL = 1000
_NAMES: Mapping[bool, str] = {True: "Aufschlag", False: "Rabatt"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scope:
    """What a discount is given on: `cents` by rate, after what was given on it before.

    `group` is 0 for the whole sale; `gross_cents` is without any discount, `given_cents` what all
    discounts on it take off already (not positive); `standing` are the lines of the last one.
    """

    group: int
    cents: Mapping[int, int]
    gross_cents: int
    given_cents: int
    standing: Booking

    @property
    def net_cents(self) -> int:
        """What can be given away at most."""
        return sum(self.cents.values())


def percent(till: Till, key: Key) -> Step:
    """`%`: so much off the last position, after ZW off the sale."""
    preset = till.profile.options.discount_percent * 10
    return _per_mille(till, key, preset, is_surcharge=False)


def surcharge(till: Till) -> Step:
    """F 33: so many percent more on the last position, after ZW on the sale."""
    return _per_mille(till, Key.PERCENT, None, is_surcharge=True)


def _per_mille(till: Till, key: Key, preset: int | None, *, is_surcharge: bool) -> Step:
    refusal = _out_of_place(till, key)
    if refusal is not None:
        return refusal
    per_mille = entries.per_mille(till.entry.text) if till.entry.text else preset
    if per_mille is None:
        return complain(till, ErrorCode.E01, words="Prozent ?", hint="0,1 bis 100")
    scope = _scope(till)
    if scope is None:
        return _no_scope(till)
    cents = half_up(scope.net_cents * per_mille, _PER_MILLE_OF_ALL)
    name = f"{_NAMES[is_surcharge]} {texts.percent(per_mille)} %"
    return _give(till, scope, cents if is_surcharge else -cents, name, per_mille)


def amount(till: Till, key: Key) -> Step:
    """F %: an amount off the last position, after ZW off the sale."""
    refusal = _out_of_place(till, key)
    if refusal is not None:
        return refusal
    cents = entries.price_cents(till.entry.text)
    if not cents:
        return wrong_price(till)
    scope = _scope(till)
    return _no_scope(till) if scope is None else _give(till, scope, -cents, "Nachlass")


def round_down(till: Till) -> Step:
    """F 36, Glattpreis: the sale comes to what was typed, less than it was."""
    refusal = _out_of_place(till, Key.PERCENT)
    if refusal is not None:
        return refusal
    cents = entries.price_cents(till.entry.text)
    if cents is None:
        return wrong_price(till)
    if cents >= till.basket.total_cents:
        hint = f"unter {texts.money(till.basket.total_cents)}"
        return complain(till, ErrorCode.E01, words="Nur weniger", hint=hint)
    scope = _of_sale(till)
    given = cents - till.basket.total_cents
    return _no_scope(till) if scope is None else _give(till, scope, given, "Nachlass")


def _out_of_place(till: Till, key: Key) -> Step | None:
    """Why nothing can be given now; None if it can."""
    if till.basket.tenders:
        return rest_is_open(till, key)
    if not till.basket.lines:
        return nothing_booked(till)
    entry = till.entry
    is_position = entry.quantity is not None or entry.is_return or entry.tare_milli
    return wrong_key(till, key) if is_position else None


def _no_scope(till: Till) -> Step:
    return complain(till, ErrorCode.E01, words="Kein Rabatt", hint="nicht auf Pfand")


def _scope(till: Till) -> _Scope | None:
    """What is meant: after ZW the sale, otherwise what was booked last; None if it has no price."""
    return _of_sale(till) if till.is_subtotal else _of_position(till)


def _of_sale(till: Till) -> _Scope | None:
    lines = [
        line for line in merged(till.basket.lines) if line.is_reducible or line.kind.is_discount
    ]
    cents: dict[int, int] = {}
    for line in lines:
        cents[line.vat_per_mille] = cents.get(line.vat_per_mille, 0) + line.total_cents
    last = parts(till.basket.lines)[-1]
    standing = till.basket.lines[last.start : last.stop] if last.is_of_sale else ()
    return _scope_of(0, lines, cents, standing)


def _of_position(till: Till) -> _Scope | None:
    last: Part = parts(till.basket.lines)[-1]
    sold = merged(till.basket.lines[last.start : last.discounts])[:1]
    if last.is_of_sale or not all(line.is_reducible for line in sold):
        return None
    own = till.basket.lines[last.discounts : last.stop]
    lines = [*sold, *own]
    cents = {sold[0].vat_per_mille: sum(line.total_cents for line in lines)}
    return _scope_of(sold[0].group, lines, cents, own)


def _scope_of(
    group: int, lines: list[Line], cents: Mapping[int, int], standing: Booking
) -> _Scope | None:
    worth = {rate: cents[rate] for rate in sorted(cents) if cents[rate] > 0}
    if not worth:
        return None
    return _Scope(
        group=group,
        cents=worth,
        gross_cents=sum(line.total_cents for line in lines if line.kind.is_item),
        given_cents=sum(min(line.total_cents, 0) for line in lines if line.kind.is_discount),
        standing=standing,
    )


def _give(till: Till, scope: _Scope, cents: int, name: str, per_mille: int = 0) -> Step:
    """Give `cents` (negative) or ask for them, if that is possible and allowed."""
    if cents == 0:
        return complain(till, ErrorCode.E01, words="Zu wenig", hint="Rabatt 0,00")
    if -cents > scope.net_cents:
        hint = f"höchstens {texts.money(scope.net_cents)}"
        return complain(till, ErrorCode.E02, words="Rabatt zu hoch", hint=hint)
    lines = _lines(scope, cents, name, per_mille)
    if any(is_same_discount(lines[0], line) for line in scope.standing):
        return complain(till, ErrorCode.E01, words="Schon gegeben", hint="STO = zurück")
    refusal = no_room(till, lines)
    if refusal is not None:
        return refusal
    given_cents = scope.given_cents + min(cents, 0)
    # Rounded as the discount itself: 20 % is never more than 20 %.
    limit_cents = half_up(till.profile.limits.discount_percent * scope.gross_cents, 100)
    is_large = -given_cents > limit_cents
    right = Right.CHIEF if cents < 0 and is_large else Right.CASHIER
    return require(till, right, partial(_given, lines=lines))


def _lines(scope: _Scope, cents: int, name: str, per_mille: int) -> Booking:
    """A line for each rate that gets a part of it."""
    kind = LineKind.SALE_DISCOUNT if scope.group == 0 else LineKind.LINE_DISCOUNT
    shares = spread(cents, tuple(scope.cents.values()))
    return tuple(
        Line(
            group=scope.group,
            name=name,
            vat_per_mille=rate,
            quantity_milli=entries.ONE_MILLI,
            unit_cents=share,
            is_weight=False,
            kind=LineKind.SURCHARGE if cents > 0 else kind,
            per_mille=per_mille,
        )
        for rate, share in zip(scope.cents, shares, strict=True)
        if share
    )


def _given(till: Till, *, lines: Booking) -> Step:
    cents = sum(line.total_cents for line in lines)
    rows = tuple(
        record(
            till,
            JournalKind.RABATT,
            line=msgspec.to_builtins(line),
            per_mille=line.per_mille,
            amount_cents=cents,
        )
        for line in lines
    )
    basket = baskets.book(till.basket, *lines)
    given = replace(till, basket=basket, entry=entries.EMPTY, is_subtotal=False, notice=None)
    return given, (*rows, BOOKED)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=33,
        name="Aufschlag",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=surcharge,
        is_for_sale=True,
    ),
    Function(
        code=36,
        name="Glattpreis",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=round_down,
        is_for_sale=True,
    ),
    Function(
        code=37,
        name="Betrags-Rabatt",
        chapter=Chapter.SALE,
        right=Right.CASHIER,
        run=lambda till: amount(till, Key.PERCENT),
        is_for_sale=True,
    ),
)
