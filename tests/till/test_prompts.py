"""firmware.till.prompts: yes, no, and nothing else."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from hal.keypad.port import Key
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]

QUESTIONS = {
    "25000 WG1": ("E02 sicher?", "250,00"),
    "1980 WG3 25000 BAR": ("RÜCKGELD sicher?", "230,20"),
    "100100 WG7 BAR": ("SUMME sicher?", "1.001,00"),
    "1980 WG3 KARTE": ("KARTE OK?", "19,80"),
    "1980 WG3 F C": ("BON ABBRECHEN?", "19,80"),
}


@pytest.mark.parametrize(("keys", "asked"), QUESTIONS.items())
def test_only_bar_and_c_answer(typed: Typed, keys: str, asked: tuple[str, str]) -> None:
    """Every other key leaves question, sale and journal as they are."""
    book = typed(keys)
    rows = list(book.journal)
    for key in set(Key) - {Key.BAR, Key.C, Key.F}:
        book.press(key)
        assert asked == book.zones[:2]
    assert rows == book.journal


@pytest.mark.parametrize("keys", ["F BAR", "F 1", "F 6 5", "F 6 WG1", "F 00", "F 6 C", "F F 5"])
def test_no_code_but_that_of_an_inspector(typed: Typed, keys: str) -> None:
    """F leads out of a question only as F 60; anything else leaves it as it is."""
    book = typed("25000 WG1").type(keys)
    assert QUESTIONS["25000 WG1"] == book.zones[:2]
    assert [] == book.journal


@pytest.mark.parametrize("keys", QUESTIONS)
def test_no_means_nothing_happened(typed: Typed, keys: str) -> None:
    """C: same sale, same number, no row."""
    book = typed(keys.rsplit(" ", 1)[0])
    before = book.till.basket, book.till.entry, list(book.journal)
    last = keys.rsplit(" ", 1)[1]
    book.type(f"{last} C")
    assert before == (book.till.basket, book.till.entry, book.journal)


def test_passed_limits_are_journalled(typed: Typed) -> None:
    """HALO_OK names the question and the amount the cashier saw, before what it allowed."""
    book = typed("25000 WG1 BAR")
    assert book.kinds == ["HALO_OK", "POS"]
    assert book.row(JournalKind.HALO_OK) == {"question": "halo", "amount_cents": 25000}
    book = typed("1980 WG3 25000 BAR BAR")
    assert book.row(JournalKind.HALO_OK) == {"question": "change limit", "amount_cents": 23020}


def test_card_is_no_limit(typed: Typed) -> None:
    """That the terminal said yes stands in the payment."""
    assert JournalKind.HALO_OK not in typed("1980 WG3 KARTE BAR").kinds
