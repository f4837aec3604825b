"""The open sale: positions, what was taken off again, and what has been paid so far.

Each change is an act with a journal row; `fold` rebuilds the open sale from those rows, so a sale
survives the plug exactly as far as it was journalled.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum

import msgspec

from firmware.rksv.errors import RksvError
from firmware.rksv.money import line_total
from firmware.till.acts import SALE_KINDS, JournalKind
from firmware.till.entry import ONE_MILLI

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One position. `unit_cents` is per piece or, with `is_weight`, per kilogram.

    What comes back (deposit, refund) has a negative `quantity_milli`; a discount has a negative
    `unit_cents` and follows the position it belongs to, or with group 0 the whole sale. `plu` is
    the article, if one was typed; `is_scale_weight` and `tare_milli` say how it was weighed.
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
    voucher: str = ""

    @property
    def total_cents(self) -> int:
        """Rounded half up, once per line."""
        return line_total(self.unit_cents, self.quantity_milli)

    def is_like(self, other: "Line") -> bool:
        """Same thing at the same price, counted in pieces: may be printed as one line."""
        return not self.is_weight and replace(self, quantity_milli=0) == replace(
            other, quantity_milli=0
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tender:
    """`given_cents` came over the counter, `amount_cents` of it pays; the rest is change.

    Both are negative where money goes back to the customer. `voucher` is the number of the one
    redeemed; `slip` what the card terminal wants on the customer's receipt.
    """

    means: Means
    amount_cents: int
    given_cents: int
    voucher: str = ""
    slip: tuple[str, ...] = ()

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
        """Sum of the line totals."""
        return sum(line.total_cents for line in self.lines)

    @property
    def paid_cents(self) -> int:
        """Sum of the part payments."""
        return sum(tender.amount_cents for tender in self.tenders)

    @property
    def rest_cents(self) -> int:
        """What is still to pay."""
        return self.total_cents - self.paid_cents

    @property
    def repeats(self) -> int:
        """How often the last position stands there in a row (its pieces, for a counter from 2)."""
        count = 0
        for line in reversed(self.lines):
            if not line.is_like(self.lines[-1]):
                break
            count += line.quantity_milli // ONE_MILLI
        return count


EMPTY = Basket()


def book(basket: Basket, line: Line) -> Basket:
    """`basket` with `line` as its last position."""
    return replace(basket, lines=(*basket.lines, line))


def reduce(basket: Basket, position: int, quantity_milli: int) -> Basket:
    """`basket` with `quantity_milli` less of `position` (from 0); an empty line goes.

    Raises:
        ValueError: there is no such position, or not that much of it.
    """
    if not 0 <= position < len(basket.lines):
        raise ValueError(f"no position {position} among {len(basket.lines)}")
    line = basket.lines[position]
    left = line.quantity_milli - quantity_milli
    is_part_of_piece = not line.is_weight and quantity_milli % ONE_MILLI != 0
    if quantity_milli <= 0 or left < 0 or is_part_of_piece:
        raise ValueError(f"cannot take {quantity_milli} from {line.quantity_milli}")
    kept = (replace(line, quantity_milli=left),) if left else ()
    return replace(basket, lines=basket.lines[:position] + kept + basket.lines[position + 1 :])


def merged(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Equal neighbours as one line (saves paper; sums stay, since pieces have exact totals)."""
    result: list[Line] = []
    for line in lines:
        if result and result[-1].is_like(line):
            pieces = result[-1].quantity_milli + line.quantity_milli
            result[-1] = replace(line, quantity_milli=pieces)
        else:
            result.append(line)
    return tuple(result)


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
            return replace(basket, customer=msgspec.convert(content["customer"], Customer))
        case JournalKind.NACHERFASSUNG:
            return replace(basket, paragon=msgspec.convert(content["paragon"], Paragon | None))
        case JournalKind.HOLEN:
            return msgspec.convert(content["basket"], Basket)
        case JournalKind.POS_STORNO:
            position = msgspec.convert(content["position"], int) - 1
            return reduce(basket, position, msgspec.convert(content["quantity_milli"], int))
        case JournalKind.ZAHLUNG | JournalKind.ZAHLUNG_ZURUECK:
            return _after_tender(basket, kind, content)
        case JournalKind.BON_ABBRUCH | JournalKind.PARKEN:
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
