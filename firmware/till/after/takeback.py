"""What of a receipt can still come back, and the lines that take it back, exact to the cent.

Every line of the original comes back at the rate it was sold at. Of a line of several pieces, and
of the discounts on it, comes back what is due for all pieces returned so far less what came back
before: the last return takes the rest, and all returns together never exceed the original.
A discount on the whole sale comes back with the goods of its rate, in proportion to their price.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from firmware.rksv.money import half_up
from firmware.till.entry import ONE_MILLI
from firmware.till.requests import FoundReceipt
from firmware.till.sales.basket import Line, LineKind, Means, Tender
from firmware.till.sales.sale import Origin, Sale

_DISCOUNTS = (LineKind.LINE_DISCOUNT, LineKind.SALE_DISCOUNT, LineKind.SURCHARGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Lines of a cancellation, and from which lines of the original each comes."""

    lines: tuple[Line, ...]
    origins: tuple[Origin, ...]

    @property
    def total_cents(self) -> int:
        """The amount of the cancellation, negative where the customer gets money."""
        return sum(line.total_cents for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """What has come back of one line so far: thousandths without sign, cents with the line's."""

    milli: int = 0
    cents: int = 0


def so_far(sale: Sale, voids: Iterable[Sale]) -> tuple[Back, ...]:
    """What the cancellations `voids` have taken back of `sale`, by line."""
    back = [Back() for _ in sale.lines]
    for void in voids:
        for line, origin in zip(void.lines, void.origins, strict=True):
            was = back[origin.line]
            back[origin.line] = Back(
                milli=was.milli + origin.quantity_milli, cents=was.cents - line.total_cents
            )
    return tuple(back)


def left_milli(found: FoundReceipt) -> tuple[int, ...]:
    """How much of each line can still come back, in thousandths; 0 for discounts."""
    return tuple(
        0 if line.kind in _DISCOUNTS else abs(line.quantity_milli) - back.milli
        for line, back in zip(found.sale.lines, _backs(found), strict=True)
    )


def is_all_back(found: FoundReceipt) -> bool:
    """Whether nothing is left to cancel; a receipt without lines never is."""
    return bool(found.sale.lines) and not any(left_milli(found))


def rest(found: FoundReceipt) -> TakenBack:
    """All that is left: of a receipt that nothing was returned of, its exact mirror."""
    return some(found, dict(enumerate(left_milli(found))))


def some(found: FoundReceipt, milli: Mapping[int, int]) -> TakenBack:
    """So much of the lines named by their index, with what belongs to it of the discounts."""
    sale, backs = found.sale, _backs(found)
    after = tuple(back.milli + milli.get(index, 0) for index, back in enumerate(backs))
    lines: list[Line] = []
    origins: list[Origin] = []
    for index, (line, back) in enumerate(zip(sale.lines, backs, strict=True)):
        taken = milli.get(index, 0)
        cents = _due(sale.lines, index, after) - back.cents
        if taken or cents:
            lines.append(_mirrored(line, taken, cents))
            origins.append(Origin(line=index, quantity_milli=taken))
    return TakenBack(lines=tuple(lines), origins=tuple(origins))


def _backs(found: FoundReceipt) -> tuple[Back, ...]:
    return so_far(found.sale, found.voids)


def _due(lines: tuple[Line, ...], index: int, after: tuple[int, ...]) -> int:
    """The cents of a line that have come back once `after` thousandths of each have."""
    line = lines[index]
    if line.kind not in _DISCOUNTS:
        return _share(line.total_cents, after[index], abs(line.quantity_milli))
    if line.group:
        owner = _owner(lines, index)
        return _share(line.total_cents, after[owner], abs(lines[owner].quantity_milli))
    # What was booked after the discount has no part in it (docs/adr/0013).
    goods = [
        (one, number)
        for number, one in enumerate(lines[:index])
        if one.is_reducible and one.vat_per_mille == line.vat_per_mille
    ]
    if all(after[number] == abs(one.quantity_milli) for one, number in goods):
        return line.total_cents
    whole = sum(one.total_cents for one, _ in goods)
    part = sum(_share(one.total_cents, after[n], abs(one.quantity_milli)) for one, n in goods)
    # A cup returned among the goods, booked before its line said that it is one, may turn the
    # proportion round; it stays within the line.
    return _share(line.total_cents, max(0, min(part, whole)), whole) if whole > 0 else 0


def _owner(lines: tuple[Line, ...], index: int) -> int:
    """The position a discount was given on: the one before it, of its group."""
    return next(
        number
        for number in range(index - 1, -1, -1)
        if lines[number].kind not in _DISCOUNTS and lines[number].group == lines[index].group
    )


def _share(total: int, part: int, whole: int) -> int:
    return total if part == whole else half_up(total * part, whole)


def _mirrored(line: Line, taken_milli: int, cents: int) -> Line:
    """`line` turned round: so much of it, for exactly `cents` of what it cost."""
    direction = -1 if line.quantity_milli > 0 else 1
    is_discount = line.kind in _DISCOUNTS
    turned = line.quantity_milli if is_discount else abs(taken_milli)
    mirror = replace(line, quantity_milli=direction * abs(turned))
    if mirror.total_cents == -cents:
        return mirror
    pieces = taken_milli // ONE_MILLI
    name = f"{pieces} × {line.name}" if pieces > 1 else line.name
    return replace(
        line,
        name=name,
        quantity_milli=direction * ONE_MILLI,
        unit_cents=-direction * cents,
        is_weight=False,
        per_mille=0,
        package=None,
    )


def money_back(found: FoundReceipt, cents: int, *, is_by_card: bool) -> tuple[Tender, ...]:
    """How `cents` go back to the customer, as tenders of a cancellation (negative).

    By card goes back at most what was paid by card; a voucher gets back last what it paid, and
    never becomes cash. With negative `cents` it is the customer who pays, in cash.
    """
    if cents <= 0:
        return (_back(Means.CASH, cents),)
    money = _paid_left(found, Means.CASH) + _paid_left(found, Means.CARD)
    to_vouchers = _to_vouchers(found, cents - max(0, money))
    left = cents + sum(one.amount_cents for one in to_vouchers)
    card = min(left, card_cents(found)) if is_by_card else 0
    by_card = (_back(Means.CARD, card),) if card else ()
    in_cash = (_back(Means.CASH, left - card),) if left > card else ()
    return (*by_card, *in_cash, *to_vouchers)


def card_cents(found: FoundReceipt) -> int:
    """How much can go back by card."""
    return max(0, _paid_left(found, Means.CARD))


def _back(means: Means, cents: int, voucher: str = "") -> Tender:
    return Tender(means=means, amount_cents=-cents, given_cents=-cents, voucher=voucher)


def _paid_left(found: FoundReceipt, means: Means, voucher: str = "") -> int:
    """What was paid so, less what went back so (cancellations carry it negative)."""
    sales = (found.sale, *found.voids)
    return sum(
        tender.amount_cents
        for sale in sales
        for tender in sale.tenders
        if (tender.means, tender.voucher) == (means, voucher)
    )


def _to_vouchers(found: FoundReceipt, cents: int) -> tuple[Tender, ...]:
    """What was paid with vouchers is on them again, the last one first."""
    shares: list[Tender] = []
    numbers = [one.voucher for one in found.sale.tenders if one.means is Means.VOUCHER]
    for number in reversed(numbers):
        share = min(cents, _paid_left(found, Means.VOUCHER, number))
        if share > 0:
            shares.append(_back(Means.VOUCHER, share, number))
            cents -= share
    return tuple(shares)
