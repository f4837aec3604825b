"""firmware.till.closing.count_dialogue: beyond the rows of the manual."""

from collections.abc import Callable

from firmware.till.acts import JournalKind
from firmware.till.closing.counting import DENOMINATIONS
from firmware.till.state import Phase
from hal.display.codec import render
from tests.till.playbook import Playbook, stall_with

Typed = Callable[[str], Playbook]


def test_every_denomination_is_asked(typed: Typed) -> None:
    """From 200,00 to 0,01, each fits the display; the last one ends the count."""
    book = typed("F 20 BAR")
    for unit in DENOMINATIONS:
        euros, cents = divmod(unit, 100)
        assert f"{euros},{cents:02} € × ?" == book.screen.item
        render(book.screen)
        book.type("BAR")
    assert book.screen.item == "Diff Soll 0,00"


def test_each_step_is_a_row(typed: Typed) -> None:
    """Pieces and what one is worth, and what the count is for."""
    row = typed("F 20 BAR BAR 3 BAR").row(JournalKind.ZAEHLUNG)
    assert {
        "purpose": "Z-Abschluss",
        "step": {"move": "pieces", "unit_cents": 10000, "pieces": 3},
    } == row


def test_leaving_keeps_the_count(typed: Typed) -> None:
    """C leaves; the next F 20 asks no more and goes on."""
    book = typed("F 20 BAR 1 BAR 2 BAR C")
    assert book.phase is Phase.IDLE
    assert book.type("F 20").screen.item == "50,00 € × ?"
    assert book.screen.main == "400,00"


def test_a_sale_in_between_begins_anew(typed: Typed) -> None:
    """The drawer is another than the one that was counted."""
    book = typed("F 20 BAR 1 BAR C 250 WG1 BAR F 20")
    assert book.screen.item == "Z-Abschluss?"


def test_nothing_to_take_back(typed: Typed) -> None:
    """STO before the first step."""
    book = typed("F 20 BAR STO")
    assert book.screen.main == "Kein Schritt"
    assert book.type("C C").phase is Phase.IDLE


def test_too_many_pieces(typed: Typed) -> None:
    """Nobody has ten thousand notes."""
    assert typed("F 20 BAR 10000 BAR").screen.main == "Zahl prüfen"
    assert "ZAEHLUNG" not in typed("F 20 BAR 10000 BAR").kinds


def test_a_calculator_wants_both(typed: Typed) -> None:
    """Pieces alone are of nothing; ZW ends."""
    book = typed("F 20 BAR 37 × 200 BAR 5 BAR")
    assert ("n × Betrag", "ZW = fertig") == (book.screen.main, book.screen.hint)
    assert book.type("C 3 × 50 BAR").screen.main == "75,50"
    assert book.type("STO").screen.main == "74,00"


def test_a_calculator_adds_to_what_was_counted(typed: Typed) -> None:
    """Notes by denomination, coins as they come."""
    assert typed("F 20 BAR 1 BAR 37 × 200 BAR").screen.main == "274,00"


def test_typed_is_not_dropped_unseen(typed: Typed) -> None:
    """ZW and STO wait until the number is answered or cleared."""
    book = typed("F 20 BAR 5 ZW")
    assert ("200,00 € × ?", "5") == (book.screen.item, book.screen.main)
    assert book.type("STO").screen.main == "5"


def test_counting_anew_by_total() -> None:
    """With one total, „nochmals" asks for the total again."""
    book = Playbook(stall_with('[options]\ncounting = "summe"'))
    book.type("250 WG1 BAR F 20 BAR 300 BAR 1")
    assert book.screen.item == "BARGELD GESAMT ?"
    assert book.type("250 BAR").screen.main == "0,00"


def test_an_empty_drawer_by_total() -> None:
    """0 is a total."""
    book = Playbook(stall_with('[options]\ncounting = "summe"')).type("F 20 BAR 0 BAR BAR")
    assert book.screen.item == "Z 1 fertig ✓"
    assert "ohne Stückelung" in str(book.papers[-2])
