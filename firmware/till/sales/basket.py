"""The open sale: positions, what was taken off again, and what has been paid so far.

Each change is an act with a journal row; `fold` rebuilds the open sale from those rows, so a sale
survives the plug exactly as far as it was journalled.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

import msgspec

from firmware.rksv.errors import RksvError
from firmware.rksv.money import line_total
from firmware.till.acts import SALE_KINDS, JournalKind
from firmware.till.entry import ONE_MILLI
from firmware.till.stall.catalog import DEPOSIT_GROUP, Package

MAX_POSITIONS = 99
#: No stall sells for a million; the bound keeps every sum within display and paper.
MAX_TOTAL_CENTS = 999_999_99


class Means(Enum):
    """How a customer pays; all count as cash turnover (§ 131b Abs 1 Z 3 BAO)."""

    CASH = "bar"
    CARD = "karte"
    VOUCHER = "gutschein"

    @property
    def name_de(self) -> str:
        """As on the key, the display and the receipt."""
        return self.value.upper()


class LineKind(Enum):
    """What a position is; a discount is a position of its own, with a negative price.

    A VOUCHER is money paid in advance and, like the deposit, no turnover (see vouchers.py).
    """

    ITEM = "item"
    LINE_DISCOUNT = "line discount"
    SALE_DISCOUNT = "sale discount"
    SURCHARGE = "surcharge"
    VOUCHER = "voucher"

    @property
    def is_item(self) -> bool:
        """Whether something goes over the counter, in one direction or the other."""
        return self is LineKind.ITEM

    @property
    def is_discount(self) -> bool:
        """Whether it only changes the price of other positions, down or up."""
        return self in (LineKind.LINE_DISCOUNT, LineKind.SALE_DISCOUNT, LineKind.SURCHARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One position. `unit_cents` is per piece or, with `is_weight`, per kilogram.

    What comes back (deposit, refund) has a negative `quantity_milli`; a discount has a negative
    `unit_cents` and follows the position it belongs to, or with group 0 the whole sale; one in
    percent says in `per_mille` how much. `plu` is the article, if one was typed; `package` its
    price for several. `is_linked` is the deposit that comes and goes with the position before.
    `is_scale_weight` and `tare_milli` say how it was weighed. `is_passed_on` is a deposit or a cup,
    which is given back at the same price; no row names it of anything else.
    """

    group: int
    name: str
    vat_per_mille: int
    quantity_milli: int
    unit_cents: int
    is_weight: bool
    kind: LineKind = LineKind.ITEM
    plu: int | None = None
    is_scale_weight: bool = False
    tare_milli: int = 0
    package: Package | None = None
    is_linked: bool = False
    per_mille: int = 0
    voucher: str = ""
    is_passed_on: bool | msgspec.UnsetType = msgspec.UNSET

    @property
    def is_reducible(self) -> bool:
        """Whether a discount counts on it: not on a deposit, which is given back in full."""
        # Rows from before `is_passed_on` tell a deposit by its group alone.
        is_passed_on = self.is_passed_on or self.is_linked or self.group == DEPOSIT_GROUP
        return self.kind.is_item and not is_passed_on

    @property
    def total_cents(self) -> int:
        """Rounded half up, once per line; packages at their price, what is left over singly."""
        if self.package is None:
            return line_total(self.unit_cents, self.quantity_milli)
        packages, pieces = divmod(abs(self.quantity_milli) // ONE_MILLI, self.package.pieces)
        total = packages * self.package.price_cents + pieces * self.unit_cents
        return total if self.quantity_milli > 0 else -total

    @property
    def is_of_sale(self) -> bool:
        """Whether it is a discount or a surcharge on everything booked before."""
        is_surcharge = self.kind is LineKind.SURCHARGE and self.group == 0
        return self.kind is LineKind.SALE_DISCOUNT or is_surcharge

    def is_like(self, other: "Line") -> bool:
        """Same thing at the same price, counted in pieces: may be printed as one line."""
        is_counted = self.kind.is_item and not self.is_weight
        is_same_way = (self.quantity_milli < 0) == (other.quantity_milli < 0)
        return is_counted and is_same_way and self.thing == other.thing

    @property
    def thing(self) -> tuple[object, ...]:
        """All but how many of it; a display is drawn with this, so no values are copied."""
        sold = (self.group, self.name, self.unit_cents, self.plu, self.package, self.is_linked)
        return (*sold, self.vat_per_mille, self.is_weight, self.kind, self.per_mille)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """`given_cents` came over the counter, `amount_cents` of it pays; the rest is change.

    Both are negative where money goes back to the customer. `voucher` is the number of the one
    redeemed; `slip` what the card terminal, if it `is_charged`, wants on the customer's receipt.
    """

    means: Means
    amount_cents: int
    given_cents: int
    voucher: str = ""
    slip: tuple[str, ...] = ()
    is_charged: bool = False

    @property
    def change_cents(self) -> int:
        """What goes back to the customer."""
        return self.given_cents - self.amount_cents


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Who wants an invoice: UID, number of the invoice that is (partly) paid, a name or number."""

    uid: str = ""
    invoice: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragon:
    """A receipt written by hand while the till was down: its number and its day."""

    number: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """Positions in the order of booking, part payments, for whom, and what is entered late."""

    lines: tuple[Line, ...] = ()
    tenders: tuple[Tender, ...] = ()
    customer: Customer | None = None
    paragon: Paragon | None = None

    @property
    def total_cents(self) -> int:
        """Sum of the line totals, equal neighbours taken together as they are printed."""
        return sum(line.total_cents for line in merged(self.lines))

    @property
    def paid_cents(self) -> int:
        """Sum of the part payments."""
        return sum(tender.amount_cents for tender in self.tenders)

    @property
    def rest_cents(self) -> int:
        """What is still to pay."""
        return self.total_cents - self.paid_cents


EMPTY = Basket()


def book(basket: Basket, *lines: Line) -> Basket:
    """`basket` with `lines` as its last positions."""
    return replace(basket, lines=(*basket.lines, *lines))


def reduce(basket: Basket, position: int, quantity_milli: int) -> Basket:
    """`basket` with `quantity_milli` less of `position` (from 0); an empty line goes.

    The quantity has the sign of the line's. With the last line the customer goes too.

    Raises:
        ValueError: there is no such position, or not that much of it.
    """
    if not 0 <= position < len(basket.lines):
        raise ValueError(f"no position {position} among {len(basket.lines)}")
    line = basket.lines[position]
    left = line.quantity_milli - quantity_milli
    is_part_of_piece = not line.is_weight and quantity_milli % ONE_MILLI != 0
    is_too_much = not 0 < abs(quantity_milli) <= abs(line.quantity_milli)
    if is_too_much or quantity_milli * line.quantity_milli < 0 or is_part_of_piece:
        raise ValueError(f"cannot take {quantity_milli} from {line.quantity_milli}")
    kept = (replace(line, quantity_milli=left),) if left else ()
    lines = basket.lines[:position] + kept + basket.lines[position + 1 :]
    return replace(basket, lines=lines, customer=basket.customer if lines else None)


Booking = tuple[Line, ...]


def bookings(lines: Iterable[Line]) -> Iterator[Booking]:
    """`lines` by what was booked at once: a position, with the deposit that is linked to it."""
    booking: Booking = ()
    for line in lines:
        if booking and line.is_linked:
            booking = (*booking, line)
            continue
        if booking:
            yield booking
        booking = (line,)
    if booking:
        yield booking


def is_again(booking: Booking, before: Booking) -> bool:
    """Whether `booking` is the one `before` it once more."""
    return len(booking) == len(before) and all(
        line.is_like(other) for line, other in zip(booking, before, strict=True)
    )


def merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Equal neighbours as one line: it saves paper, and three singles become a package."""
    result: list[Booking] = []
    for booking in bookings(lines):
        if result and is_again(booking, result[-1]):
            result[-1] = tuple(
                replace(line, quantity_milli=before.quantity_milli + line.quantity_milli)
                for before, line in zip(result[-1], booking, strict=True)
            )
        else:
            result.append(booking)
    return tuple(line for booking in result for line in booking)


def fold(rows: Iterable[tuple[str, Mapping[str, object]]]) -> Basket:
    """The open sale after journal `rows` (kind, content), oldest first.

    Raises:
        RksvError: a row does not fit the ones before it.
    """
    basket = EMPTY
    for kind, content in rows:
        try:
            basket = _after(basket, kind, content)
        except (ValueError, KeyError, msgspec.ValidationError) as error:
            raise RksvError(f"journal row {kind} does not fit the open sale: {error}") from error
    return basket


def is_practice(rows: Iterable[tuple[str, Mapping[str, object]]]) -> bool:
    """Whether the open sale after journal `rows` is practice and must never become real.

    The last row the counter wrote for it decides: training begins and ends only while nothing is
    open, and a sale that was voided line by line leaves no row that ends it. Receipts are left
    out; a Sammelbeleg issued meanwhile is real in training too.
    """
    marks = [
        bool(content.get("training"))
        for kind, content in rows
        if kind in SALE_KINDS and kind != JournalKind.BELEG
    ]
    return bool(marks) and marks[-1]


def _after(basket: Basket, kind: str, content: Mapping[str, object]) -> Basket:
    match kind:
        case JournalKind.POS | JournalKind.RABATT:
            return book(basket, msgspec.convert(content["line"], Line))
        case JournalKind.KUNDE:
            return replace(basket, customer=msgspec.convert(content["customer"], Customer | None))
        case JournalKind.NACHERFASSUNG:
            return replace(basket, paragon=msgspec.convert(content["paragon"], Paragon | None))
        case JournalKind.HOLEN:
            return msgspec.convert(content["basket"], Basket)
        case JournalKind.POS_STORNO:
            position = msgspec.convert(content["position"], int) - 1
            return reduce(basket, position, msgspec.convert(content["quantity_milli"], int))
        case JournalKind.ZAHLUNG | JournalKind.ZAHLUNG_ZURUECK:
            return _after_tender(basket, kind, content)
        case JournalKind.BON_ABBRUCH | JournalKind.PARKEN | JournalKind.LIEFERSCHEIN:
            return EMPTY
        case JournalKind.BELEG:
            # A Nullbeleg or Sammelbeleg issued meanwhile leaves the open sale alone.
            return EMPTY if content["is_sale"] else basket
        case _:
            return basket


def _after_tender(basket: Basket, kind: str, content: Mapping[str, object]) -> Basket:
    """One tender more, or the last one less."""
    if kind == JournalKind.ZAHLUNG:
        tender = msgspec.convert(content["tender"], Tender)
        return replace(basket, tenders=(*basket.tenders, tender))
    if not basket.tenders:
        raise ValueError("nothing was paid yet")
    return replace(basket, tenders=basket.tenders[:-1])
