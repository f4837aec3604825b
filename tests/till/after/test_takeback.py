"""firmware.till.after.takeback: what comes back, exact to the cent, never more than was sold."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.money import spread
from firmware.rksv.receipt import ReceiptKind
from firmware.till.after import takeback
from firmware.till.after.takeback import TakenBack
from firmware.till.requests import FoundReceipt
from firmware.till.sales.basket import Line, LineKind, Means, Tender
from firmware.till.sales.sale import Sale, buckets
from firmware.till.stall.catalog import DEPOSIT_GROUP, Package

SOLD_UTC = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
_RATES = {1: 49, 2: 100, 3: 200}


def item(group: int, pieces: int, cents: int) -> Line:
    """So many pieces at `cents` each."""
    return Line(
        group=group,
        name=f"WG {group}",
        vat_per_mille=_RATES.get(group, 0),
        quantity_milli=pieces * 1000,
        unit_cents=cents,
        is_weight=False,
    )


def weighed(milli: int, cents: int) -> Line:
    """So many grams at `cents` per kilogram."""
    return replace(item(2, 1, cents), quantity_milli=milli, is_weight=True)


def discount(line: Line, cents: int, kind: LineKind = LineKind.LINE_DISCOUNT) -> Line:
    """`cents` off `line`, or with SALE_DISCOUNT off everything at its rate."""
    group = 0 if kind is LineKind.SALE_DISCOUNT else line.group
    return replace(
        line,
        group=group,
        quantity_milli=1000,
        unit_cents=-cents,
        is_weight=False,
        kind=kind,
        package=None,
    )


def found(
    *lines: Line, voids: tuple[Sale, ...] = (), tenders: tuple[Tender, ...] = ()
) -> FoundReceipt:
    """A receipt over `lines`, in cash unless said otherwise."""
    total = sum(line.total_cents for line in lines)
    cash = Tender(means=Means.CASH, amount_cents=total, given_cents=total)
    sale = Sale(kind=ReceiptKind.STANDARD, clerk=1, lines=lines, tenders=tenders or (cash,))
    return FoundReceipt(number=412, sale=sale, issued_at_utc=SOLD_UTC, qr="", voids=voids)


def after(receipt: FoundReceipt, back: TakenBack) -> FoundReceipt:
    """`receipt` with one more cancellation."""
    tenders = takeback.money_back(receipt, -back.total_cents, is_by_card=False)
    void = Sale(
        kind=ReceiptKind.STORNO,
        clerk=1,
        lines=back.lines,
        origins=back.origins,
        original=receipt.number,
        tenders=tenders,
    )
    return replace(receipt, voids=(*receipt.voids, void))


def test_whole_receipt_is_mirrored() -> None:
    """Same names, rates and prices, every quantity turned round; the sums cancel out."""
    lines = (item(1, 2, 250), weighed(1345, 290), item(3, 1, 444), item(DEPOSIT_GROUP, -3, 25))
    receipt = found(*lines)
    back = takeback.rest(receipt)
    mirror = tuple(replace(line, quantity_milli=-line.quantity_milli) for line in lines)
    assert mirror == back.lines
    day = SOLD_UTC.date()
    assert -buckets(lines, day) == buckets(back.lines, day)
    assert takeback.is_all_back(after(receipt, back))


def test_discount_comes_back_with_its_position() -> None:
    """Of 3 pieces less 1,00, one piece brings back a third of the discount; the last the rest."""
    line = item(3, 3, 200)
    receipt = found(line, discount(line, 100))
    paid: list[int] = []
    for _ in range(3):
        back = takeback.some(receipt, {0: 1000})
        paid.append(-back.total_cents)
        receipt = after(receipt, back)
    assert [167, 166, 167] == paid
    assert receipt.sale.total_cents == sum(paid)


def test_sale_discount_comes_back_by_value() -> None:
    """Half of the goods of a rate bring back half of that rate's discount, and no other's."""
    fruit, cheese, basket = item(1, 1, 400), item(1, 1, 400), item(3, 1, 1000)
    lines = (
        fruit,
        cheese,
        basket,
        discount(fruit, 80, LineKind.SALE_DISCOUNT),
        discount(basket, 100, LineKind.SALE_DISCOUNT),
    )
    back = takeback.some(found(*lines), {0: 1000})
    assert [-400, 40] == [line.total_cents for line in back.lines]
    assert [0, 3] == [origin.line for origin in back.origins]


def test_deposit_has_no_part_in_a_discount() -> None:
    """A bottle that comes back brings its deposit, nothing else."""
    bottle = item(DEPOSIT_GROUP, 2, 25)
    goods = item(3, 1, 300)
    receipt = found(goods, bottle, discount(goods, 30, LineKind.SALE_DISCOUNT))
    assert -25 == takeback.some(receipt, {1: 1000}).total_cents


def test_cup_has_no_part_in_a_discount() -> None:
    """It was given at its full price, and its line says so, whatever its group is by now."""
    goods, cup = item(3, 1, 1000), replace(item(7, 1, 200), is_passed_on=True)
    receipt = found(goods, cup, discount(goods, 100, LineKind.SALE_DISCOUNT))
    assert -200 == takeback.some(receipt, {1: 1000}).total_cents
    assert -900 == takeback.some(receipt, {0: 1000}).total_cents


def test_part_of_a_package() -> None:
    """Three for 1,00: each piece brings back what it cost in the package."""
    eggs = replace(item(1, 3, 40), package=Package(pieces=3, price_cents=100))
    receipt = found(eggs)
    back = takeback.some(receipt, {0: 2000})
    assert (-67, "2 × WG 1") == (back.total_cents, back.lines[0].name)
    receipt = after(receipt, back)
    assert -33 == takeback.rest(receipt).total_cents


def test_card_gets_no_more_than_it_paid() -> None:
    """10,00 in cash and 9,80 by card: by card goes back 9,80, the rest in cash."""
    tenders = (
        Tender(means=Means.CASH, amount_cents=1000, given_cents=1000),
        Tender(means=Means.CARD, amount_cents=980, given_cents=980),
    )
    receipt = found(item(3, 1, 1980), tenders=tenders)
    back = takeback.money_back(receipt, 1980, is_by_card=True)
    assert [(Means.CARD, -980), (Means.CASH, -1000)] == [(b.means, b.amount_cents) for b in back]
    assert [(Means.CASH, -1980)] == [
        (one.means, one.amount_cents)
        for one in takeback.money_back(receipt, 1980, is_by_card=False)
    ]


def test_voucher_never_becomes_cash() -> None:
    """What a voucher paid goes back onto it, after what was paid in money went back."""
    tenders = (
        Tender(means=Means.VOUCHER, amount_cents=1000, given_cents=1000, voucher="17"),
        Tender(means=Means.CASH, amount_cents=500, given_cents=500),
    )
    receipt = found(item(3, 3, 500), tenders=tenders)
    back = takeback.some(receipt, {0: 1000})
    assert [Means.CASH] == [
        one.means for one in takeback.money_back(receipt, 500, is_by_card=False)
    ]
    receipt = after(receipt, back)
    (share,) = takeback.money_back(receipt, 1000, is_by_card=False)
    assert (Means.VOUCHER, -1000, "17") == (share.means, share.amount_cents, share.voucher)


def test_bottles_that_were_brought_back_are_sold_again() -> None:
    """The cancellation of a payout takes the money back from the customer."""
    receipt = found(item(DEPOSIT_GROUP, -6, 25))
    back = takeback.rest(receipt)
    (tender,) = takeback.money_back(receipt, -back.total_cents, is_by_card=False)
    assert (150, 150) == (back.total_cents, tender.amount_cents)


_ITEMS = st.builds(
    item, st.sampled_from((1, 2, 3, DEPOSIT_GROUP)), st.integers(1, 9), st.integers(0, 5000)
)
_WEIGHED = st.builds(weighed, st.integers(1, 9000), st.integers(0, 5000))


@st.composite
def sales(draw: st.DrawFn) -> tuple[Line, ...]:
    """Goods, some with a discount of their own, perhaps a discount on all of it."""
    lines: list[Line] = []
    for line in draw(st.lists(st.one_of(_ITEMS, _WEIGHED), min_size=1, max_size=6)):
        lines.append(line)
        if line.group != DEPOSIT_GROUP and draw(st.booleans()):
            lines.append(discount(line, draw(st.integers(0, line.total_cents))))
    by_rate: dict[int, int] = {}
    for line in lines:
        if line.group != DEPOSIT_GROUP:
            by_rate[line.vat_per_mille] = by_rate.get(line.vat_per_mille, 0) + line.total_cents
    worth = {rate: cents for rate, cents in by_rate.items() if cents > 0}
    if worth and draw(st.booleans()):
        total = draw(st.integers(0, sum(worth.values())))
        for rate, share in zip(worth, spread(total, tuple(worth.values())), strict=True):
            goods = replace(item(1, 1, 0), vat_per_mille=rate)
            lines.append(discount(goods, share, LineKind.SALE_DISCOUNT))
    return tuple(lines)


@given(lines=sales(), choose=st.data())
def test_all_returns_together_are_the_sale(lines: tuple[Line, ...], choose: st.DataObject) -> None:
    """Piece by piece in any order: no line gives more than it cost, and in the end exactly that."""
    receipt = found(*lines)
    for _ in range(4):
        left = takeback.left_milli(receipt)
        chosen = {
            index: 1000 * choose.draw(st.integers(0, milli // 1000))
            for index, milli in enumerate(left)
            if milli and not lines[index].is_weight
        }
        back = takeback.some(receipt, {index: milli for index, milli in chosen.items() if milli})
        receipt = after(receipt, back) if back.lines else receipt
        for line, one in zip(lines, takeback.so_far(receipt.sale, receipt.voids), strict=True):
            assert abs(one.cents) <= abs(line.total_cents)
            assert one.milli <= abs(line.quantity_milli)
    if not takeback.is_all_back(receipt):
        receipt = after(receipt, takeback.rest(receipt))
    whole = takeback.so_far(receipt.sale, receipt.voids)
    assert [line.total_cents for line in lines] == [one.cents for one in whole]
    assert 0 == sum(void.total_cents for void in receipt.voids) + receipt.sale.total_cents


def test_a_discount_is_given_back_with_what_it_was_given_on() -> None:
    """§ 16 Abs 1 UStG: what was booked after a discount on the sale has no part in it."""
    first = item(3, 1, 1000)
    receipt = found(first, discount(first, 500, LineKind.SALE_DISCOUNT), item(3, 1, 1000))
    assert -500 == takeback.some(receipt, {0: 1000}).total_cents
    assert -1000 == takeback.some(receipt, {2: 1000}).total_cents
    assert -1500 == takeback.rest(receipt).total_cents
