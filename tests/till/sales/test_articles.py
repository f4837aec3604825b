"""firmware.till.sales.articles: beyond the rows of the manual."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.till.stall.catalog import Article, ArticleDeposit, Group
from firmware.till.state import Phase
from tests.till.playbook import STALL, Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("47 PLU", "PLU 47 unbekannt"),
        ("1,2 PLU", "PLU 1,2 unbekannt"),
        ("10000 PLU", "PLU 10000 unbekannt"),
        ("PLU", "Preis fehlt"),
        ("3 × PLU", "unbekannt"),
        ("F PLU", "Nummer fehlt"),
        ("47 F PLU", "PLU 47 unbekannt"),
        ("31 PLU", "Gewicht fehlt"),
        ("3 × 31 PLU", "Gewicht fehlt"),
        ("0,5 × 12 PLU", "Nur ganze Stück"),
        ("F STO 12 PLU", "Rückgabe: F 31"),
    ],
)
def test_refused(typed: Typed, keys: str, words: str) -> None:
    """What cannot be booked is refused in words, and nothing is booked."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.kinds == ["FEHLER"]


@pytest.mark.parametrize("keys", ["250 WG1 PLU", "1,345 × WG2 PLU", "0,250 × 31 PLU PLU"])
def test_nothing_to_repeat(typed: Typed, keys: str) -> None:
    """PLU alone repeats an article that is counted, not a group and not a weight."""
    book = typed(keys)
    assert book.screen.main == "Preis fehlt"
    assert len(book.till.basket.lines) == 1


def test_not_while_part_paid(typed: Typed) -> None:
    """E08: the rest comes first, whichever way an article would be booked or looked up."""
    for keys in ("12 PLU", "PLU", "12 F PLU", "12 F 16"):
        assert typed(f"500 WG3 100 BAR {keys}").screen.main == "Rest offen 4,00"


def test_open_price_can_be_left(typed: Typed) -> None:
    """C leads back to the number as it was typed; nothing was booked."""
    book = typed("3 × 13 PLU 180 C C")
    assert book.phase is Phase.NUM
    assert book.zones[:2] == ("3 ×", "0,13")
    assert book.kinds == []


def test_open_price_must_be_one(typed: Typed) -> None:
    """No price and a zero are asked again."""
    assert typed("13 PLU PLU").screen.main == "Betrag prüfen"
    assert typed("13 PLU 0 PLU").screen.main == "Betrag prüfen"
    assert typed("13 PLU 0 PLU C 180 PLU").till.basket.total_cents == 180


def test_open_price_repeats(typed: Typed) -> None:
    """The price that was typed is the price of the next one."""
    assert typed("13 PLU 180 PLU PLU").till.basket.total_cents == 360


def test_limits_hold_for_articles(typed: Typed) -> None:
    """6.1: HALO asks, and a yes books article and deposit."""
    book = typed("99 × 21 PLU")
    assert book.phase is Phase.PROMPT
    assert book.type("BAR").till.basket.total_cents == 99 * 375
    assert book.kinds == ["HALO_OK", "POS", "POS"]
    candle = replace(STALL, articles={7: Article(number=7, name="Docht", group=5, price_cents=40)})
    assert Playbook(candle).type("7 PLU").screen.main == "Preis ab 0,50"


def test_deposit_of_a_cup_has_a_group_of_its_own() -> None:
    """R25: Becherpfand is at the rate of the drink."""
    mug = Article(
        number=8,
        name="Glühwein",
        group=11,
        price_cents=450,
        deposit=ArticleDeposit(group=7, cents=200),
    )
    book = Playbook(replace(STALL, articles={8: mug})).type("2 × 8 PLU")
    assert [(one.name, one.vat_per_mille, one.total_cents) for one in book.till.basket.lines] == [
        ("Glühwein", 200, 900),
        ("Becher", 200, 400),
    ]


def test_weighed_article_has_one_deposit() -> None:
    """One jar, however much is in it."""
    jar = Article(
        number=8,
        name="Oliven",
        group=9,
        price_cents=1000,
        is_weight=True,
        deposit=ArticleDeposit(group=7, cents=100),
    )
    book = Playbook(replace(STALL, articles={8: jar})).type("0,500 × 8 PLU")
    assert [line.total_cents for line in book.till.basket.lines] == [500, 100]
    assert not book.type("0,2 × STO").till.basket.lines[1].is_weight
    assert [line.total_cents for line in book.till.basket.lines] == [300, 100]


def test_one_key_article_is_paid_at_once() -> None:
    """R7 for articles: their group says so; with its deposit."""
    heart = Article(
        number=9, name="Herz", group=4, price_cents=300, deposit=ArticleDeposit(group=16, cents=25)
    )
    book = Playbook(replace(STALL, articles={9: heart})).type("9 PLU")
    assert book.zones[:2] == ("BEZAHLT", "3,25")


@pytest.mark.parametrize("missing", [9, 16])
def test_group_that_is_gone(missing: int) -> None:
    """Master data that do not fit are said, not guessed."""
    groups: dict[int, Group] = {
        number: group for number, group in STALL.groups.items() if number != missing
    }
    drink = Article(
        number=8, name="Saft", group=9, price_cents=100, deposit=ArticleDeposit(group=16, cents=25)
    )
    stall = replace(STALL, groups=groups, articles={8: drink})
    assert Playbook(stall).type("8 PLU").screen.main == f"WG {missing} unbekannt"


@pytest.mark.parametrize(("keys", "missing"), [("12 PLU", 9), ("21 PLU", 11), ("21 PLU", 16)])
def test_group_went_while_the_sale_was_laid_aside(keys: str, missing: int) -> None:
    """No more of it is booked, nor of its deposit; what is in the sale stays there."""
    sale = Playbook().type(keys).till.basket
    groups = {number: group for number, group in STALL.groups.items() if number != missing}
    book = Playbook(replace(STALL, groups=groups), open_sale=sale).type("PLU")
    assert ("FEHLER E03", f"WG {missing} unbekannt") == book.zones[:2]
    assert sale == book.till.basket


@pytest.mark.parametrize(
    ("keys", "main", "hint"),
    [
        ("13 F PLU", "offen", "WG 9  10%"),
        ("14 F PLU", "0,40", "WG 2  10% 3 um 1,00"),
        ("21 F PLU", "3,50", "WG 11  20%  +Pf"),
        ("31 F PLU", "19,80", "WG 9  10%  €/kg"),
        ("250 WG1 12 F PLU", "1,80", "WG 9  10%"),
    ],
)
def test_look_up(typed: Typed, keys: str, main: str, hint: str) -> None:
    """R14: price, group and rate, and what is particular; the sale stays as it is."""
    book = typed(keys)
    assert (main, hint) == book.zones[1:]
    assert "FEHLER" not in book.kinds
