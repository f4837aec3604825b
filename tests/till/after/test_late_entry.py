"""firmware.till.after.late_entry: § 17 Abs 5 RKSV, beyond the rows of the manual."""

from collections.abc import Callable
from datetime import date

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.till.sales.basket import Paragon
from hal.display.codec import render
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_receipt_names_the_handwritten_one(typed: Typed) -> None:
    """§ 17 Abs 5 RKSV: the number of the handwritten receipt is reference enough."""
    book = typed("F 32 17 BAR 191126 BAR WG1 500 WG3 1000 BAR")
    (sale,) = book.sales
    assert ReceiptKind.STANDARD is sale.kind
    assert Paragon(number="17", day=date(2026, 11, 19)) == sale.paragon
    assert 0 == book.pulses


def test_next_sale_is_an_ordinary_one(typed: Typed) -> None:
    """One handwritten receipt, one late entry."""
    book = typed("F 32 17 BAR BAR WG1 BAR WG2 BAR")
    assert None is book.sales[-1].paragon
    assert 1 == book.pulses


def test_a_one_key_article_ends_no_late_entry(typed: Typed) -> None:
    """§ 17 Abs 5 RKSV: all that was sold by hand is on the receipt that names its paper."""
    book = typed("F 32 17 BAR BAR WG4 WG4 BAR")
    (sale,) = book.sales
    assert sale.paragon is not None
    assert ("17", 2_000) == (sale.paragon.number, sum(one.quantity_milli for one in sale.lines))
    assert 0 == book.pulses


def test_display_says_so_all_the_time(typed: Typed) -> None:
    """Before the first position and in the status line after it."""
    book = typed("F 32 17 BAR BAR")
    assert ("NACHERFASSUNG", "Paragon 17", "C = beenden") == book.zones
    assert "Par.17" in book.type("WG1").screen.status


@pytest.mark.parametrize("keys", ["C", "F C", "WG1 F C BAR"])
def test_ways_out(typed: Typed, keys: str) -> None:
    """C before the first position, F C also after it."""
    book = typed(f"F 32 17 BAR BAR {keys}")
    assert None is book.till.basket.paragon
    assert None is book.reboot().till.basket.paragon


def test_survives_the_plug(typed: Typed) -> None:
    """The mode is a row of the open sale."""
    book = typed("F 32 17 BAR BAR").reboot()
    assert "NACHERFASSUNG" == book.screen.item
    assert "17" == str(getattr(book.type("WG1").reboot().till.basket.paragon, "number", ""))


@pytest.mark.parametrize("digits", ["311126", "1", "211126", "300226"])
def test_no_such_day(typed: Typed, digits: str) -> None:
    """A day that does not exist, or has not come."""
    assert "Datum prüfen" == typed(f"F 32 17 BAR {digits} BAR").screen.main


def test_all_of_a_day(typed: Typed) -> None:
    """§ 17 Abs 5 RKSV: a daily collective entry is allowed; it names the first and the last."""
    book = typed("F 32 17,23 BAR 191126 BAR")
    assert ("NACHERFASSUNG", "Paragon 17-23", "C = beenden") == book.zones
    (sale,) = book.type("4200 WG1 BAR").sales
    assert Paragon(number="17-23", day=date(2026, 11, 19)) == sale.paragon


def test_the_longest_range_is_shown(typed: Typed) -> None:
    """Whole on the display, and in the status line as far as it has room."""
    render(typed("F 32 12345,123456 BAR 191126 BAR").screen)


@pytest.mark.parametrize(
    "number", ["7,1", "7,7", "1,", ",7", "1,2,3", "1234567890123", "123456,123457"]
)
def test_no_such_number(typed: Typed, number: str) -> None:
    """Digits, as many as a pad has; a range goes upwards."""
    assert "Zahl prüfen" == typed(f"F 32 {number} BAR").screen.main


def test_nothing_else_meanwhile(typed: Typed) -> None:
    """What is done between sales waits until the late entry is over."""
    assert "Bon ist offen" == typed("F 32 17 BAR BAR F 07").screen.main


def test_not_in_training() -> None:
    """Practice enters no real receipt."""
    book = Playbook(clerk=1).type("F 50 F 32")
    assert "Nicht im Training" == book.screen.main


@pytest.mark.parametrize("pull", [False, True])
def test_opened_again_it_is_still_late(pull: bool) -> None:  # noqa: FBT001 - a case
    """§ 17 Abs 5 RKSV: cancelled and opened again, also over a cut, it names its paragon."""
    book = Playbook(clerk=1).type("F 32 17 BAR 191126 BAR WG1 BAR F 30 BAR 1 2 BAR")
    if pull:
        book.reboot()
    book.type("BAR")
    assert Paragon(number="17", day=date(2026, 11, 19)) == book.sales[-1].paragon
    assert ReceiptKind.STANDARD is book.sales[-1].kind
