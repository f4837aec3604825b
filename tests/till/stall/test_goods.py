"""firmware.till.stall.goods: F 90 and F 92, key by key."""

from datetime import date

import pytest

from firmware.till.acts import JournalKind
from firmware.till.stall.goods import RATE_OPTIONS
from tests.till.playbook import STALL, Playbook


@pytest.fixture
def chief() -> Playbook:
    """The chief stands at the till."""
    return Playbook(clerk=1)


def last(book: Playbook) -> dict[str, object]:
    """The last change."""
    return dict(book.row(JournalKind.STAMM))


def rate_key(per_mille: int) -> int:
    """The digit that chooses a rate."""
    return next(digit for digit, rate in RATE_OPTIONS.items() if rate == per_mille)


def test_a_price(chief: Playbook) -> None:
    """F 90: what it was, what it is, at once; the next sale has it."""
    chief.type("F 90 1 1 BAR 1 300 BAR BAR")
    assert last(chief) == {
        "type": "group",
        "key": "1",
        "old": {"price_cents": 250},
        "new": {"price_cents": 300},
        "valid_from": None,
        "source": "keys",
    }
    assert chief.zones[:2] == ("Geändert", "ab sofort")
    assert chief.type("WG1").zones[1] == "3,00"


def test_a_price_from_a_day_on(chief: Playbook) -> None:
    """TTMMJJ: today's customers still pay today's price."""
    chief.type("F 90 1 1 BAR 1 300 BAR 010127 BAR")
    assert last(chief)["valid_from"] == "2027-01-01"
    assert chief.zones[:2] == ("Geändert", "ab 01.01.")
    assert chief.type("WG1").zones[1] == "2,50"


@pytest.mark.parametrize("day", ["310226", "0101", "191126", "999999"])
def test_a_day_that_cannot_be(chief: Playbook, day: str) -> None:
    """No such day, half a day, yesterday: said, and asked again."""
    chief.type(f"F 90 1 1 BAR 1 300 BAR {day} BAR")
    assert chief.zones[1] == "Datum prüfen"
    assert chief.type("C").zones[0] == "GÜLTIG AB ?"
    chief.type("BAR")
    assert last(chief)["new"] == {"price_cents": 300}


def test_the_same_price_is_no_change(chief: Playbook) -> None:
    """BAR alone takes the price as it is; then there is nothing to write."""
    chief.type("F 90 1 1 BAR 1 BAR BAR")
    assert chief.zones[:2] == ("Stammdaten", "unverändert")
    assert JournalKind.STAMM not in chief.kinds


def test_an_open_price(chief: Playbook) -> None:
    """0 is no price of nothing, but none: it must be typed."""
    chief.type("F 90 1 1 BAR 1 0 BAR BAR")
    assert last(chief)["new"] == {"price_cents": None}


def test_a_name(chief: Playbook) -> None:
    """Letters as on an old telephone."""
    chief.type("F 90 1 1 BAR 2 5 5 4 BAR BAR")
    assert last(chief)["new"] == {"name": "Kg"}


def test_a_group_that_articles_need_stays(chief: Playbook) -> None:
    """Told in words, and nothing is half done."""
    needed = next(iter(STALL.articles.values())).group
    chief.type(f"F 90 1 {needed} BAR 3 BAR BAR")
    assert chief.zones[1] == "WG fehlt"
    assert JournalKind.STAMM not in chief.kinds


def test_a_group_goes_with_its_rate(chief: Playbook) -> None:
    """Two rows, one act."""
    free = next(
        number
        for number in STALL.groups
        if number != 16
        and all(
            number not in (one.group, one.deposit.group if one.deposit else 0)
            for one in STALL.articles.values()
        )
    )
    chief.type(f"F 90 1 {free} BAR 3 BAR BAR").wait(1)
    assert free not in chief.till.profile.groups
    assert [kind for kind in chief.kinds if kind == "STAMM"] == ["STAMM", "STAMM"]


def test_a_new_group(chief: Playbook) -> None:
    """Name, rate, price: two rows."""
    chief.type(f"F 90 1 14 BAR 9 9 9 BAR {rate_key(200)} 500 BAR BAR").wait(1)
    group = chief.till.profile.groups[14]
    assert (group.name, group.vat_per_mille, group.price_cents) == ("Y", 200, 500)


def test_a_new_article(chief: Playbook) -> None:
    """Name, group, price, unit; sold at once."""
    chief.type("F 90 2 77 BAR 2 BAR 1 BAR 180 BAR 2 BAR").wait(1)
    article = chief.till.profile.articles[77]
    assert (article.name, article.group, article.price_cents) == ("A", 1, 180)
    assert article.is_weight


def test_an_article_changed_in_every_way(chief: Playbook) -> None:
    """Price, name, group, unit, deposit, gone."""
    chief.type("F 90 2 77 BAR 2 BAR 1 BAR 180 BAR 1 BAR").wait(1)
    for keys, new in (
        ("1 200 BAR", {"price_cents": 200}),
        ("2 2 2 BAR", {"name": "B"}),
        ("3 2 BAR", {"group": 2}),
        ("4 2", {"is_weight": True}),
        ("5 25 BAR", {"deposit": {"group": 16, "cents": 25}}),
        ("5 0 BAR", {"deposit": None}),
        ("6 BAR", None),
    ):
        chief.type(f"F 90 2 77 BAR {keys} BAR").wait(1)
        assert last(chief)["new"] == new
    assert 77 not in chief.till.profile.articles


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("F 90 1 0 BAR", "WG 1 bis 16"),
        ("F 90 2 0 BAR", "PLU 1 bis 9999"),
        ("F 90 2 77 BAR 2 BAR 16 BAR", "WG 16 fehlt"),
        ("F 90 2 77 BAR 2 BAR 14 BAR", "WG 14 fehlt"),
        ("F 92 14 BAR", "WG 14 fehlt"),
    ],
)
def test_what_is_not_there(chief: Playbook, keys: str, words: str) -> None:
    """Each number is one of the stall's, or can be."""
    assert chief.type(keys).zones[1] == words


def test_a_rate_from_new_year_on(chief: Playbook) -> None:
    """F 92: dated, one rate at a time."""
    chief.type(f"F 92 1 BAR {rate_key(100)} 010127 BAR")
    assert (last(chief)["type"], last(chief)["new"]) == ("vat", {"per_mille": 100})
    chief.wait(0)
    assert chief.till.profile.groups[1].vat_per_mille == 49
    days = (date(2027, 1, 1) - date(2026, 11, 20)).days
    chief.wait(days * 86_400)
    assert chief.till.profile.groups[1].vat_per_mille == 100


def test_the_deposit_has_no_other_rate(chief: Playbook) -> None:
    """What is passed through is no turnover."""
    assert chief.type(f"F 92 16 BAR {rate_key(200)} BAR").zones[1] == "Pfand hat 0 %"


def test_c_takes_the_last_answer_back(chief: Playbook) -> None:
    """From the price back to the choice, and out; nothing has happened."""
    chief.type("F 90 1 1 BAR 1 C")
    assert chief.zones[0] == f"1 {STALL.groups[1].name}"
    chief.type("C C C")
    assert chief.till.dialogue is None
    assert JournalKind.STAMM not in chief.kinds
