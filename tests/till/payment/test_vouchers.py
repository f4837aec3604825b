"""firmware.till.payment.vouchers: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.sales.sale import buckets
from tests.till.playbook import OPENED_UTC, Playbook

Typed = Callable[[str], Playbook]
_SOLD = "F 44 17 BAR 1000 BAR BAR"


def test_selling_is_no_turnover_redeeming_is(typed: Typed) -> None:
    """A multi-purpose voucher is taxed when it is used: Satz-Null first, then the goods in full."""
    book = typed(f"{_SOLD} 600 WG3 F 45 17 BAR BAR")
    sold, used = (buckets(sale.lines, OPENED_UTC.date()) for sale in book.sales)
    assert (0, 0, 0, 1000, 0) == sold.amounts
    assert (600, 0, 0, 0, 0) == used.amounts


def test_what_is_left_is_still_there(typed: Typed) -> None:
    """Used in parts, until it is empty."""
    book = typed(f"{_SOLD} 600 WG3 F 45 17 BAR BAR 600 WG3 F 45 17 BAR")
    assert ("EINLÖSEN G-17", "4,00", "Guthaben 4,00") == book.zones
    book.type("BAR BAR 100 WG3 F 45 17 BAR")
    assert ("FEHLER E02", "G-17 ist leer") == book.zones[:2]


def test_part_of_it(typed: Typed) -> None:
    """The customer may keep the rest for another time, but never use more than there is."""
    book = typed(f"{_SOLD} 600 WG3 F 45 17 BAR 700 BAR")
    assert "höchstens 6,00" == book.screen.main
    book.type("C 200 BAR")
    assert ("REST", "4,00", "G-17 2,00 erhalten") == book.zones


def test_same_voucher_twice_in_one_sale(typed: Typed) -> None:
    """What it paid already is not on it any more."""
    book = typed(f"{_SOLD} 1500 WG3 F 45 17 BAR BAR F 45 17 BAR")
    assert "G-17 ist leer" == book.screen.main


def test_dropped_tender_is_on_it_again(typed: Typed) -> None:
    """STO in PAY: nothing was redeemed before the receipt is stored."""
    book = typed(f"{_SOLD} 1500 WG3 F 45 17 BAR BAR STO F 45 17 BAR")
    assert ("EINLÖSEN G-17", "10,00") == book.zones[:2]


@pytest.mark.parametrize(
    "keys",
    [
        f"{_SOLD} F 44 17 BAR",
        f"{_SOLD} F 44 017 BAR",
        "F 44 17 BAR 1000 BAR F 44 17 BAR",
        "F 44 17 BAR 1000 BAR F 06 F 44 17 BAR",
    ],
)
def test_number_is_sold_once(typed: Typed, keys: str) -> None:
    """In the book, in the open sale, or laid aside: there is one card of that number."""
    assert "gibt es schon" in typed(keys).screen.main


_VOIDED = "F 30 BAR 1111 BAR 1 BAR C"


@pytest.mark.parametrize("begin", ["", "F 50 1111 BAR "])
def test_card_of_a_cancelled_sale_is_sold_again(begin: str) -> None:
    """Sale and cancellation cancel out, and nobody bought anything with it."""
    voided = _VOIDED.replace("1111 BAR ", "") if begin else _VOIDED
    book = Playbook().type(f"{begin}{_SOLD} {voided} F 44 17 BAR")
    assert "WERT G-17 ?" == book.screen.item
    book.type("500 BAR BAR 600 WG3 F 45 17 BAR")
    assert ("EINLÖSEN G-17", "5,00") == book.zones[:2]


def test_card_that_was_used_up_is_not_sold_again(typed: Typed) -> None:
    """Nothing is left on it, but somebody had it."""
    book = typed(f"{_SOLD} 1000 WG3 F 45 17 BAR BAR F 44 17 BAR")
    assert "G-17 gibt es schon" == book.screen.main


@pytest.mark.parametrize("number", ["0", "1,5", "123456789"])
def test_no_number(typed: Typed, number: str) -> None:
    """Digits as they stand on the card."""
    assert "Zahl prüfen" == typed(f"F 44 {number} BAR").screen.main


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("F 45", "Bon leer"),
        ("F STO F WG8 F 45", "Bon leer"),
        ("3 × F 44", "Zahl prüfen"),
        ("500 WG3 100 BAR F 44", "Rest offen 4,00"),
    ],
)
def test_refusals(typed: Typed, keys: str, words: str) -> None:
    """Nothing to pay, no number, or paying already."""
    assert words == typed(keys).screen.main


def test_number_before_the_function(typed: Typed) -> None:
    """`17 F 45` as well as `F 45 17 BAR`."""
    assert "EINLÖSEN G-17" == typed(f"{_SOLD} 600 WG3 17 F 45").screen.item


def test_discount_leaves_a_voucher_alone(typed: Typed) -> None:
    """Money that was paid in advance is worth what was paid."""
    book = typed("F 44 17 BAR 1000 BAR 1000 WG3 ZW 10 % BAR")
    assert 1900 == book.sales[-1].total_cents


def test_practice_has_its_own_vouchers() -> None:
    """What was sold in training buys nothing."""
    book = Playbook(clerk=1).type(f"F 50 {_SOLD} 600 WG3 F 45 17 BAR BAR F 50")
    assert {ReceiptKind.TRAINING} == {sale.kind for sale in book.sales}
    assert "G-17 unbekannt" == book.type("600 WG3 F 45 17 BAR").screen.main


@pytest.mark.parametrize(
    ("number", "name"), [("9999", "Gutschein G-9999"), ("188108", "Gutsch. G-188108")]
)
def test_the_number_is_read_whole(number: str, name: str) -> None:
    """Sixteen characters hold word and number; the number is never cut."""
    assert name == Playbook().type(f"250 WG1 F 44 {number} BAR 500 BAR").zones[0]


def test_a_number_that_would_not_fit() -> None:
    """Seven digits are refused."""
    assert "Zahl prüfen" == Playbook().type("250 WG1 F 44 1234567 BAR").zones[1]
