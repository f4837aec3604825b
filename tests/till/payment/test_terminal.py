"""firmware.till.payment.terminal: its menu."""

from dataclasses import replace

import pytest

from firmware.till.acts import JournalKind
from firmware.till.events import CardLost
from firmware.till.papers.paper import Words
from firmware.till.payment.card_requests import (
    CancelCard,
    CardOutcome,
    CardResult,
    CloseTerminal,
    DiagnoseTerminal,
    LastPayment,
    ReverseCard,
)
from tests.till.playbook import STALL, Playbook


def chief(keys: str, word: str = "paid") -> Playbook:
    """A till with a terminal and the chief at it."""
    book = Playbook(replace(STALL, has_terminal=True), clerk=1)
    book.terminal.word = word
    return book.type(keys)


@pytest.mark.parametrize(
    ("keys", "order"),
    [
        ("F KARTE 1", LastPayment()),
        ("F 17 2", CloseTerminal()),
        ("F 17 3", DiagnoseTerminal()),
        ("F 17 4 12 BAR", ReverseCard(receipt_number=12)),
    ],
)
def test_four_things(keys: str, order: object) -> None:
    """Each asks the terminal once and is journalled."""
    book = chief(keys)
    assert [order] == book.terminal.orders
    assert "menu" == book.row(JournalKind.TERMINAL)["state"]


def test_slips_are_printed() -> None:
    """What the terminal writes at its Kassenschnitt, for whoever keeps the books."""
    book = chief("F 17 2")
    assert (Words(text="Kassenschnitt"),) == book.papers[-1].rows
    assert ("Kassenschnitt", "erledigt") == book.zones[:2]


def test_reversal_shows_the_amount() -> None:
    """So much went back to the customer."""
    assert ("Storno", "19,80") == chief("F 17 4 12 BAR").zones[:2]


@pytest.mark.parametrize(
    ("outcome", "item"), [(CardOutcome.REFUSED, "FEHLER E01"), (CardOutcome.UNCLEAR, "FEHLER E18")]
)
def test_no_answer(outcome: CardOutcome, item: str) -> None:
    """Refused and unclear are told apart."""
    book = chief("F 17 1", "slow").hear(CardResult(outcome=outcome, words="Terminal fehlt"))
    assert (item, "Terminal fehlt") == book.zones[:2]


def test_waiting_is_left_by_the_answer_alone() -> None:
    """C asks it to give up."""
    book = chief("F 17 2 C", "slow")
    assert [CloseTerminal(), CancelCard()] == book.terminal.orders
    assert ("TERMINAL", "Kassenschnitt", "C = Abbruch") == book.zones


def test_for_chiefs_with_a_terminal() -> None:
    """A cashier is asked for the PIN; without a terminal there is nothing to ask."""
    assert "E06 Chef-PIN ?" == Playbook().type("F KARTE").screen.item
    assert (
        "Kein Terminal"
        == Playbook(replace(STALL, has_terminal=False), clerk=1).type("F 17").screen.main
    )


def test_lost_payment_is_no_larger_than_the_rest() -> None:
    """Somebody paid the sale otherwise meanwhile: nothing is taken twice."""
    book = chief("500 WG3 200 BAR")
    book.send(CardLost(amount_cents=500, at_utc=book.now_utc))
    book.type("1")
    assert [200, 300] == [one.amount_cents for one in book.sales[0].tenders]
