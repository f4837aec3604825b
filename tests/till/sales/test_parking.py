"""firmware.till.sales.parking: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.till.sales import parking
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_nine_slots(typed: Typed) -> None:
    """The tenth sale stays where it is."""
    book = typed("WG1 F 06 " * 9 + "WG1 F 06")
    assert "Kein Platz frei" == book.screen.main
    assert 250 == book.till.basket.total_cents


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("F 06", "Zuerst etwas buchen"),
        ("F 07", "Nichts geparkt"),
        ("WG1 3 F 06 WG1 C WG2 3 F 06", "Platz besetzt"),
        ("WG1 F 06 2 F 07", "Platz ist leer"),
        ("WG1 F 06 250 WG1 F 07", "Bon ist offen"),
        ("500 WG1 100 BAR F 06", "Rest offen 4,00"),
        ("250 WG1 0 F 06", "Platz besetzt"),
        ("250 WG1 12 F 06", "Platz besetzt"),
    ],
)
def test_refusals(typed: Typed, keys: str, words: str) -> None:
    """In words, and nothing is lost."""
    shown = typed(keys).zones
    assert words in shown[1:]


def test_all_of_a_sale_is_parked(typed: Typed) -> None:
    """Positions and discounts come back as they were, and what is parked is gone from its slot."""
    book = typed("500 WG1 10 % 3 × WG2")
    before = book.till.basket
    book.type("F 06 700 WG3 BAR F 07 1")
    assert before == book.till.basket
    assert {} == book.till.parked


def test_journal_gives_it_back(typed: Typed) -> None:
    """The fold of the rows is what is parked; what was taken up again is not."""
    book = typed("WG1 F 06 WG2 F 06 500 WG3 5 F 06 2 F 07")
    assert book.till.parked == parking.fold(book.journal)
    assert {1, 5} == set(book.till.parked)


def test_fetched_sale_survives_the_plug(typed: Typed) -> None:
    """The open sale after a boot is the one that was taken up."""
    book = typed("WG1 500 WG3 F 06 1 F 07")
    before = book.till.basket
    assert before == book.reboot().till.basket


def test_practice_has_its_own_slots() -> None:
    """Nothing practised is taken up as a sale, and no sale in practice."""
    book = Playbook(clerk=1).type("WG1 F 06 F 50 F 07")
    assert "Nichts geparkt" == book.screen.main
    book.type("C 500 WG3 F 06")
    assert {1} == set(book.till.parked_practice)
    assert 250 == parking.fold(book.journal)[1].total_cents
    book.type("F 50 1 F 07")
    assert 250 == book.till.basket.total_cents
