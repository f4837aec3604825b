"""firmware.till.after.voiding: beyond the rows of the manual."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind
from firmware.till.events import Refusal
from firmware.till.sales.basket import Means
from firmware.till.state import Phase
from tests.till.playbook import STALL, Playbook, stall_with

Typed = Callable[[str], Playbook]


@pytest.fixture
def chief() -> Callable[[str], Playbook]:
    """A new till after these keys, with the chief at it."""
    return lambda keys: Playbook(clerk=1).type(keys)


def test_storno_row_links_both_ways(typed: Typed) -> None:
    """Both numbers, who allowed it, why; the row belongs to the clerk at the till."""
    book = typed("1980 WG3 BAR F 30 BAR 1111 BAR 8 BAR")
    row = book.row(JournalKind.STORNO)
    assert (412, 413, "Reklamation", 1) == (
        row["original"],
        row["number"],
        row["reason"],
        row["chief"],
    )
    assert 2 == book.sales[-1].clerk
    assert book.till.chief is None


def test_drawer_opens_for_cash_alone(chief: Typed) -> None:
    """What goes back by card moves no money here."""
    assert 2 == chief("500 WG3 BAR F 30 BAR 1 BAR").pulses
    assert 0 == chief("500 WG3 KARTE BAR F 30 BAR 1 2 BAR").pulses


def test_reopened_sale_is_paid_once(chief: Typed) -> None:
    """Storno and a new sale: the drawer holds what the second says."""
    book = chief("500 WG3 BAR F 30 BAR 5 2 BAR STO 250 WG1 BAR")
    assert [500, -500, 250] == [sale.total_cents for sale in book.sales]
    assert ("BEZAHLT", "2,50") == book.zones[:2]


def test_reopened_sale_survives_the_plug(chief: Typed) -> None:
    """Its positions are journalled with the cancellation."""
    book = chief("500 WG3 3 × 100 WG5 BAR F 30 BAR 5 2 BAR")
    before = book.till.basket
    assert before == book.reboot().till.basket


def test_refused_cancellation_changes_nothing(chief: Typed) -> None:
    """Nothing issued, nothing open again, the display says why."""
    book = chief("500 WG3 BAR").refusing(Refusal.STORAGE).type("F 30 BAR 1 2 BAR")
    assert "FEHLER E15" == book.screen.item
    assert () == book.till.basket.lines
    book.refusing(None).type("C F 30 BAR 1 BAR")
    assert -500 == book.sales[-1].total_cents


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("1,5 F 30", "Zahl prüfen"),
        ("3 × F 30", "Zahl prüfen"),
        ("999 F 30", "Bon unbekannt"),
        ("F 30", "Bon unbekannt"),
    ],
)
def test_no_such_receipt(chief: Typed, keys: str, words: str) -> None:
    """What is no receipt's number is refused by name."""
    assert words == chief(keys).screen.main


def test_not_within_a_sale(chief: Typed) -> None:
    """E08: sale and refund are kept apart."""
    assert "Bon ist offen" == chief("500 WG3 BAR WG1 F 30").screen.main


def test_c_leaves_one_question_after_the_other(chief: Typed) -> None:
    """Nothing has happened until the last answer."""
    book = chief("500 WG3 BAR F 30 BAR 1 C C")
    assert Phase.DIALOGUE is not book.phase
    assert 1 == len(book.sales)


def test_only_one_or_two(chief: Typed) -> None:
    """Neither paid out nor open again: asked once more."""
    assert "1 oder 2" == chief("500 WG3 BAR F 30 BAR 1 0 BAR").screen.main


def test_practice_cancels_practice(chief: Typed) -> None:
    """C9: Übungs-Storno is training with an original, and never touches a real receipt."""
    book = chief("500 WG3 BAR F 50 412 F 30")
    assert "Kein Übungsbon" == book.screen.main
    book.type("C 700 WG3 BAR F 30 BAR 7 BAR")
    sale = book.sales[-1]
    assert (ReceiptKind.TRAINING, 413, -700) == (sale.kind, sale.original, sale.total_cents)
    assert True is book.row(JournalKind.STORNO)["training"]
    assert 1 == book.pulses
    assert "Ist ein Übungsbon" == book.type("F 50 413 F 30").screen.main


def test_closed_period_needs_the_chief() -> None:
    """T7: whatever the stall's limit, what a Z has closed is a chief's to take back."""
    stall = stall_with('[limits]\nrefund = "20,00"')
    book = Playbook(stall).type("500 WG3 BAR")
    book.book.receipts[412] = replace(book.book.receipts[412], is_before_z=True)
    assert "E06 Chef-PIN ?" == book.type("F 30 BAR").screen.item


def test_limit_is_no_more_than_it_says() -> None:
    """A cashier cancels up to the limit, to the cent."""
    stall = stall_with('[limits]\nrefund = "5,00"')
    assert "GRUND ?" == Playbook(stall).type("500 WG3 BAR F 30 BAR").screen.item
    assert "E06 Chef-PIN ?" == Playbook(stall).type("501 WG3 BAR F 30 BAR").screen.item
    assert STALL.limits.refund_cents == 0


def test_voucher_that_was_used_stays_sold(chief: Typed) -> None:
    """Nobody gets the money of a voucher back that has bought something."""
    keys = "F 44 17 BAR 1000 BAR BAR 400 WG3 F 45 17 BAR BAR 412 F 30"
    assert "G-17 eingelöst" == chief(keys).screen.main


def test_voucher_is_filled_again(chief: Typed) -> None:
    """The cancellation of what it paid puts the amount back on it."""
    book = chief("F 44 17 BAR 1000 BAR BAR 400 WG3 F 45 17 BAR BAR F 30 BAR 1 BAR")
    assert [(Means.VOUCHER, -400)] == [
        (one.means, one.amount_cents) for one in book.sales[-1].tenders
    ]
    assert ("EINLÖSEN G-17", "3,00", "Guthaben 10,00") == book.type("300 WG3 F 45 17 BAR").zones
