"""firmware.till.sales.discounts: beyond the rows of the manual."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.acts import JournalKind
from firmware.till.sales.basket import MAX_POSITIONS, LineKind
from firmware.till.sales.sale import buckets
from firmware.till.stall.catalog import Limits
from firmware.till.state import Phase
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]
DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("250 WG1 0 %", "Prozent ?"),
        ("250 WG1 101 %", "Prozent ?"),
        ("250 WG1 1,25 %", "Prozent ?"),
        ("250 WG1 F 33", "Prozent ?"),
        ("250 WG1 2 × 10 %", "Tastenfolge"),
        ("250 WG1 0 F %", "Preis prüfen"),
        ("250 WG1 F 37", "Preis prüfen"),
        ("250 WG1 F 36", "Preis prüfen"),
        ("250 WG1 250 F 36", "Nur weniger"),
        ("250 WG1 251 F %", "Rabatt zu hoch"),
        ("2 WG1 10 %", "Zu wenig"),
        ("21 PLU 0,1 %", "Zu wenig"),
        ("F WG8 10 %", "Kein Rabatt"),
        ("500 WG7 10 %", "Kein Rabatt"),
        ("F STO F WG8 10 %", "Kein Rabatt"),
        ("F WG8 ZW 10 %", "Kein Rabatt"),
        ("F WG8 10 F 36", "Kein Rabatt"),
    ],
)
def test_refused(typed: Typed, keys: str, words: str) -> None:
    """What cannot be given is refused in words; the sale and the number stay."""
    book = typed(keys)
    assert words == book.screen.main
    assert "RABATT" not in book.kinds


@pytest.mark.parametrize("keys", ["10 %", "10 F 33", "1500 F 36"])
def test_nothing_booked(typed: Typed, keys: str) -> None:
    """Who gives something on an empty sale is told what comes first."""
    assert ("FEHLER E07", "Bon leer", "Zuerst etwas buchen") == typed(keys).zones


@pytest.mark.parametrize("keys", ["10 F 33", "1500 F 36", "50 F 37"])
def test_no_sale(typed: Typed, keys: str) -> None:
    """Between sales there is nothing to make cheaper."""
    assert typed(keys).screen.main == "Bon leer"


@pytest.mark.parametrize("keys", ["10 %", "50 F %", "10 F 33", "100 F 36", "50 F 37"])
def test_not_while_part_paid(typed: Typed, keys: str) -> None:
    """E08: what was paid was paid on this price."""
    assert typed(f"500 WG3 100 BAR {keys}").screen.main == "Rest offen 4,00"


@pytest.mark.parametrize(
    "keys", ["250 WG1 10 % 10 %", "250 WG1 ZW 10 % ZW 10 %", "1537 WG3 1530 F 36 1500 F 36"]
)
def test_pressed_twice(typed: Typed, keys: str) -> None:
    """The same discount once more right after it is a slip of the finger."""
    book = typed(keys)
    assert book.screen.main == "Schon gegeben"
    assert book.kinds.count("RABATT") == 1


def test_after_a_discount_on_the_sale_there_is_no_last_position(typed: Typed) -> None:
    """`%` without ZW means a position; the next one may have a discount again."""
    assert typed("500 WG1 ZW 10 % 5 %").screen.main == "Kein Rabatt"
    assert typed("500 WG1 ZW 10 % 500 WG3 5 %").till.basket.total_cents == 500 - 50 + 500 - 25


def test_percent_with_a_comma(typed: Typed) -> None:
    """2,5 % of 10,00."""
    book = typed("1000 WG3 2,5 %")
    assert book.zones[:2] == ("−2,5%", "−0,25")
    assert book.till.basket.lines[-1].name == "Rabatt 2,5 %"


def test_second_discount_counts_from_the_reduced_price(typed: Typed) -> None:
    """10 % and then 5 % of what is left."""
    assert typed("1000 WG3 10 % 5 %").till.basket.total_cents == 855
    assert typed("1000 WG3 10 % ZW 5 %").till.basket.total_cents == 855


def test_surcharge_on_the_sale_is_spread(typed: Typed) -> None:
    """N7 after ZW: a line for each rate, deposits left out."""
    book = typed("500 WG1 500 WG3 21 PLU ZW 10 F 33")
    given = [line for line in book.till.basket.lines if line.kind is LineKind.SURCHARGE]
    assert [(line.vat_per_mille, line.total_cents) for line in given] == [(49, 50), (200, 85)]
    assert book.zones[:2] == ("+10% Bon", "1,35")


def test_journal_says_how_much(typed: Typed) -> None:
    """Each line has its row; each row says the percent and the whole amount."""
    book = typed("500 WG1 333 WG2 444 WG3 ZW 10 %")
    rows = [row for kind, row in book.journal if kind == JournalKind.RABATT]
    assert [(row["per_mille"], row["amount_cents"]) for row in rows] == [(100, -128)] * 3
    row = typed("500 WG3 50 F %").row(JournalKind.RABATT)
    assert (row["per_mille"], row["amount_cents"]) == (0, -50)


@pytest.mark.parametrize(
    "keys",
    [
        "1000 WG3 21 %",
        "1000 WG3 201 F %",
        "1000 WG3 799 F 36",
        "1000 WG3 ZW 201 F %",
        "1000 WG3 15 % 10 %",
        "1000 WG3 20 % ZW 1 %",
        "1000 WG3 10 % ZW 110 F %",
    ],
)
def test_chief_is_asked(typed: Typed, keys: str) -> None:
    """N8: more than a fifth in all, in one go or in slices; the row names both."""
    book = typed(keys)
    assert book.screen.item == "E06 Chef-PIN ?"
    book.type("1111 BAR")
    assert book.row(JournalKind.RABATT)["chief"] == 1
    assert book.kinds[-2:] == ["CHEF", "RABATT"]


@pytest.mark.parametrize("keys", ["1000 WG3 20 %", "1000 WG3 200 F %", "1000 WG3 800 F 36"])
def test_the_limit_itself_is_allowed(typed: Typed, keys: str) -> None:
    """A fifth is the cashier's; a surcharge of any size is no gift."""
    assert typed(keys).till.basket.total_cents == 800
    assert typed("1000 WG3 50 F 33").till.basket.total_cents == 1500


def test_the_limit_is_rounded_as_the_discount_is(typed: Typed) -> None:
    """20 % of 30,33 are 6,07, which is more than 6,066 and still 20 %; a cent more is not."""
    assert typed("3033 WG3 20 %").till.basket.total_cents == 2426
    assert typed("3033 WG3 607 F %").till.basket.total_cents == 2426
    assert typed("3033 WG3 608 F %").screen.item == "E06 Chef-PIN ?"


def test_chief_declined(typed: Typed) -> None:
    """C: nothing is given, the number is still there; after ZW still of the sale."""
    book = typed("1000 WG3 500 WG1 ZW 30 % C")
    assert book.till.entry.text == "30"
    assert book.till.is_subtotal


def test_stall_decides_how_much() -> None:
    """limits.discount_percent."""
    strict = replace(STALL, limits=Limits(discount_percent=0))
    assert Playbook(strict).type("1000 WG3 1 %").screen.item == "E06 Chef-PIN ?"


def test_everything_given_away(typed: Typed) -> None:
    """100 % by the chief: the sale comes to 0,00 and BAR finalises it."""
    book = typed("1000 WG3 100 % 1111 BAR BAR")
    assert book.zones[:2] == ("BEZAHLT", "0,00")


def test_no_room(typed: Typed) -> None:
    """6.1: a discount is a position; the hundredth is refused."""
    book = typed("WG1 " * MAX_POSITIONS + "10 %")
    assert book.screen.main == "Bon voll"


def test_discount_leaves_what_comes_back(typed: Typed) -> None:
    """N9: 10 % on 5,00 of goods, while bottles for 1,50 come back in full."""
    book = typed("500 WG3 F STO 6 × F WG8 ZW 10 %")
    assert book.till.basket.total_cents == 500 - 150 - 50


def test_training_is_the_same(typed: Typed) -> None:
    """C9: a discount can be practised; its rows are marked."""
    book = typed("F 50 1111 BAR 500 WG1 10 %")
    assert book.row(JournalKind.RABATT)["training"] is True


PRICES = st.lists(
    st.tuples(st.integers(1, 99_999), st.sampled_from(("WG1", "WG2", "WG3", "WG6", "F WG8"))),
    min_size=1,
    max_size=8,
)


@given(prices=PRICES, percent=st.integers(1, 100))
def test_percent_is_spread_to_the_cent(prices: list[tuple[int, str]], percent: int) -> None:
    """N3, N9, for any sale: the lines are the discount, half up, none on deposit; none too much."""
    book = Playbook(clerk=1)
    for cents, group in prices:
        book.type(f"{cents} {group} BAR" if cents > 200_00 else f"{cents} {group}")
    goods = {
        rate: sum(
            line.total_cents
            for line in book.till.basket.lines
            if line.vat_per_mille == rate and line.group != 16
        )
        for rate in (49, 100, 190, 200)
    }
    before = book.till.basket.total_cents
    book.type(f"ZW {percent} %")
    if book.phase is not Phase.SALE:
        return
    base = sum(goods.values())
    lost = before - book.till.basket.total_cents
    assert (2 * base * percent + 100) // 200 == lost
    for line in book.till.basket.lines[len(prices) :]:
        assert 0 <= goods[line.vat_per_mille] + line.total_cents


@given(prices=PRICES, target=st.integers(0, 100_000))
def test_round_sum_is_the_sum(prices: list[tuple[int, str]], target: int) -> None:
    """N6: the receipt comes to what was typed, and its five amounts to the same."""
    book = Playbook(clerk=1)
    for cents, group in prices:
        book.type(f"{cents} {group} BAR" if cents > 200_00 else f"{cents} {group}")
    book.type(f"{target} F 36")
    if "RABATT" in book.kinds:
        basket = book.till.basket
        assert target == basket.total_cents == buckets(basket.lines, DAY).total


def test_the_line_says_whether_it_is_cheaper() -> None:
    """A sale laid aside outlives its groups: goods stay goods, and a cup stays one."""
    for keys, total_cents in (("12 PLU", 162), ("100 WG7", 100)):
        sale = Playbook().type(keys).till.basket
        book = Playbook(replace(STALL, groups={}), open_sale=sale).type("10 %")
        assert total_cents == book.till.basket.total_cents
