"""firmware.till.sales.basket: the open sale and how it is rebuilt."""

from dataclasses import replace
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.errors import RksvError
from firmware.till.acts import JournalKind
from firmware.till.sales import basket
from firmware.till.sales.basket import EMPTY, Basket, Customer, Line, LineKind, Means, Tender
from firmware.till.stall.catalog import DEPOSIT_GROUP, Package

APPLES = Line(
    group=1,
    name="Äpfel",
    vat_per_mille=100,
    quantity_milli=1000,
    unit_cents=250,
    is_weight=False,
)
CHEESE = replace(APPLES, group=2, name="Käse", quantity_milli=1345, unit_cents=290, is_weight=True)
TEN = Tender(means=Means.CASH, amount_cents=1000, given_cents=2000)

LINES = st.builds(
    Line,
    group=st.integers(1, 3),
    name=st.just("Äpfel"),
    vat_per_mille=st.sampled_from((49, 100)),
    quantity_milli=st.integers(1, 999).map(lambda pieces: pieces * 1000),
    unit_cents=st.integers(0, 300),
    is_weight=st.just(False),
)


def row(kind: JournalKind, **content: object) -> tuple[str, dict[str, object]]:
    """A journal row as the book gives it back."""
    return str(kind), dict(content)


def booked(line: Line) -> tuple[str, dict[str, object]]:
    """The row of a booked position."""
    return row(JournalKind.POS, line=msgspec.to_builtins(line))


def paid(tender: Tender) -> tuple[str, dict[str, object]]:
    """The row of a part payment."""
    return row(JournalKind.ZAHLUNG, tender=msgspec.to_builtins(tender))


def test_weight_is_rounded_once() -> None:
    """1,345 kg at 2,90 are 3,90."""
    assert CHEESE.total_cents == 390


def test_sums() -> None:
    """Total, paid and rest of a part paid sale."""
    sale = Basket(lines=(replace(APPLES, quantity_milli=8000),), tenders=(TEN,))
    assert (sale.total_cents, sale.paid_cents, sale.rest_cents) == (2000, 1000, 1000)
    assert TEN.change_cents == 1000


def test_reduce_some_and_all() -> None:
    """What is left stays where it was; a line of nothing goes."""
    four = replace(APPLES, quantity_milli=4000)
    sale = Basket(lines=(four, CHEESE))
    assert (replace(APPLES, quantity_milli=2000), CHEESE) == basket.reduce(sale, 0, 2000).lines
    assert basket.reduce(sale, 0, 4000).lines == (CHEESE,)


@pytest.mark.parametrize(
    ("position", "quantity_milli"), [(-1, 1000), (1, 1000), (0, 0), (0, 2000), (0, 500), (0, -1000)]
)
def test_reduce_refuses(position: int, quantity_milli: int) -> None:
    """No such line, more than there is, nothing, half an apple."""
    with pytest.raises(ValueError, match=r"position|take"):
        basket.reduce(Basket(lines=(APPLES,)), position, quantity_milli)


def test_weight_may_be_divided() -> None:
    """Half a kilogram less of a kilogram and more."""
    assert basket.reduce(Basket(lines=(CHEESE,)), 0, 500).lines[0].quantity_milli == 845


@given(st.lists(LINES, max_size=20))
def test_merging_keeps_the_sums(lines: list[Line]) -> None:
    """Fewer lines of paper, the same money at the same rates, and no equal neighbours left."""
    merged = basket.merged(lines)
    for rate in (49, 100):
        before = sum(line.total_cents for line in lines if line.vat_per_mille == rate)
        assert before == sum(line.total_cents for line in merged if line.vat_per_mille == rate)
    assert not any(a.is_like(b) for a, b in pairwise(merged))


def test_weights_are_never_merged() -> None:
    """Two weighings are two lines: each was rounded for itself."""
    assert basket.merged([CHEESE, CHEESE]) == (CHEESE, CHEESE)


def test_fold_rebuilds() -> None:
    """Booked, voided, paid, given back, paid again; rows of other kinds change nothing."""
    rows = [
        booked(APPLES),
        booked(CHEESE),
        row(JournalKind.POS_STORNO, position=1, quantity_milli=1000),
        row(JournalKind.FEHLER, code="E01"),
        paid(TEN),
        row(JournalKind.ZAHLUNG_ZURUECK),
        paid(TEN),
    ]
    assert Basket(lines=(CHEESE,), tenders=(TEN,)) == basket.fold(rows)


def test_fold_ends() -> None:
    """A receipt or an abort ends the sale; a Sammelbeleg issued meanwhile does not."""
    sale = [booked(APPLES)]
    assert basket.fold([*sale, row(JournalKind.BELEG, is_sale=True)]) == EMPTY
    assert basket.fold([*sale, row(JournalKind.BON_ABBRUCH)]) == EMPTY
    assert Basket(lines=(APPLES,)) == basket.fold([*sale, row(JournalKind.BELEG, is_sale=False)])


@pytest.mark.parametrize(
    "bad",
    [
        row(JournalKind.POS),
        row(JournalKind.POS, line={"group": "one"}),
        row(JournalKind.POS_STORNO, position=1, quantity_milli=1000),
        row(JournalKind.ZAHLUNG, tender={"means": "gold"}),
        row(JournalKind.ZAHLUNG_ZURUECK),
        row(JournalKind.BELEG),
    ],
)
def test_fold_refuses(bad: tuple[str, dict[str, object]]) -> None:
    """A row that does not fit is named, not guessed."""
    with pytest.raises(RksvError, match=bad[0]):
        basket.fold([bad])


def test_practice() -> None:
    """The last row of the sale decides, whatever was voided before, and no receipt between."""
    practised = row(JournalKind.POS, training=True)
    assert basket.is_practice([booked(APPLES), practised])
    assert basket.is_practice([practised, row(JournalKind.BELEG, is_sale=False)])
    assert not basket.is_practice([practised, row(JournalKind.POS_STORNO), booked(APPLES)])
    assert not basket.is_practice([])


PACKED = replace(APPLES, unit_cents=40, package=Package(pieces=3, price_cents=100))
BEER = replace(APPLES, name="Bier", plu=21)
BOTTLE = replace(APPLES, group=16, name="Pfand", unit_cents=25, is_linked=True)
BACK = replace(BOTTLE, quantity_milli=-1000, is_linked=False)


@pytest.mark.parametrize(
    ("pieces", "cents"), [(1, 40), (2, 80), (3, 100), (4, 140), (7, 240), (-3, -100), (-4, -140)]
)
def test_packages(pieces: int, cents: int) -> None:
    """As many packages as fit, the rest singly; backwards the same."""
    assert cents == replace(PACKED, quantity_milli=pieces * 1000).total_cents


def test_singles_become_a_package() -> None:
    """The sum is that of the printed lines."""
    assert Basket(lines=(PACKED, PACKED, PACKED)).total_cents == 100
    assert Basket(lines=(PACKED, PACKED, CHEESE, PACKED)).total_cents == 80 + 390 + 40


def test_deposits_are_merged_with_their_drinks() -> None:
    """Beer, bottle, beer, bottle are two lines; without a bottle the beer is another thing."""
    two = [replace(line, quantity_milli=2000) for line in (BEER, BOTTLE)]
    assert tuple(two) == basket.merged((BEER, BOTTLE, BEER, BOTTLE))
    assert basket.merged((BEER, BOTTLE, BEER)) == (BEER, BOTTLE, BEER)


def test_what_comes_back_is_not_merged_with_what_goes() -> None:
    """One bottle out and one in are two lines, not none."""
    out = replace(BACK, quantity_milli=1000)
    assert basket.merged((out, BACK)) == (out, BACK)
    two_back = replace(BACK, quantity_milli=-2000)
    assert basket.merged((BACK, BACK)) == (two_back,)


def test_discounts_are_not_merged() -> None:
    """Each was given for itself."""
    off = replace(APPLES, unit_cents=-25, kind=LineKind.LINE_DISCOUNT)
    assert basket.merged((off, off)) == (off, off)


def test_reduce_what_comes_back() -> None:
    """Its quantity is negative, and so is what is taken off it."""
    six = replace(BACK, quantity_milli=-6000)
    assert basket.reduce(Basket(lines=(six,)), 0, -2000).lines[0].quantity_milli == -4000
    with pytest.raises(ValueError, match="take"):
        basket.reduce(Basket(lines=(six,)), 0, 2000)


def test_customer_goes_with_the_last_line() -> None:
    """Nobody stays on an empty sale; before that she does."""
    sale = Basket(lines=(APPLES, CHEESE), customer=Customer(name="Huber"))
    one = basket.reduce(sale, 0, 1000)
    assert Customer(name="Huber") == one.customer
    assert EMPTY == basket.reduce(one, 0, 1345)


def test_fold_customer_and_delivery() -> None:
    """Named, taken away again; a delivery note ends the sale."""
    named = row(JournalKind.KUNDE, customer={"name": "Huber"})
    assert Customer(name="Huber") == basket.fold([booked(APPLES), named]).customer
    assert basket.fold([booked(APPLES), named, row(JournalKind.KUNDE, customer=None)]) == (
        Basket(lines=(APPLES,))
    )
    assert EMPTY == basket.fold([booked(APPLES), named, row(JournalKind.LIEFERSCHEIN)])


def test_only_what_is_passed_on_says_so() -> None:
    """A row of anything else has not a byte more, and those from before are read as they were."""
    cup = replace(APPLES, is_passed_on=True)
    assert "is_passed_on" not in msgspec.to_builtins(APPLES)
    assert msgspec.to_builtins(APPLES) | {"is_passed_on": True} == msgspec.to_builtins(cup)
    assert Basket(lines=(APPLES, cup)) == basket.fold([booked(APPLES), booked(cup)])
    bottle = replace(APPLES, group=DEPOSIT_GROUP)
    assert [True, False, False] == [one.is_reducible for one in (APPLES, cup, bottle)]
