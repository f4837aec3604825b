"""firmware.till.sales.selling: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.sales.basket import MAX_POSITIONS
from firmware.till.state import Phase, Question
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("123456789", "Zahl zu lang"),
        ("2,5,", "Zahl zu lang"),
        ("0 ×", "Menge prüfen"),
        ("1000 ×", "Menge prüfen"),
        ("10000000 WG1", "Preis prüfen"),
        ("2,505 WG1", "Preis prüfen"),
        (", WG1", "Preis prüfen"),
        ("3 × 2,505 WG1", "Preis prüfen"),
        ("250 WG8", "WG 8 unbekannt"),
        ("250 F WG4", "WG 12 unbekannt"),
        ("F STO 250 WG1", "Rückgabe: F 31"),
        ("3 × ×", "Tastenfolge"),
        ("3 × 250 ×", "Tastenfolge"),
    ],
)
def test_refused(typed: Typed, keys: str, words: str) -> None:
    """What cannot be booked is refused in words, and nothing is booked."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.kinds == ["FEHLER"]


def test_refused_number_is_kept(typed: Typed) -> None:
    """Nothing is retyped: the ninth digit is dropped, the eight stay."""
    assert typed("123456789 C").till.entry.text == "12345678"


def test_comma_is_seen_as_typed(typed: Typed) -> None:
    """Cents are shown as an amount, a comma number as it was typed."""
    assert typed("250").zones == ("", "2,50", "WG = buchen C=löschen")
    assert typed("2,5").zones[1] == "2,5"
    assert typed("3 × 250").zones[:2] == ("3 ×", "2,50")


def test_double_zero(typed: Typed) -> None:
    """Eight keys for a sale with a 20-euro note: `250 WG1 20 00 BAR`."""
    assert typed("250 WG1 20 00 BAR").zones[:2] == ("RÜCKGELD", "17,50")


def test_repeat_needs_the_same_group(typed: Typed) -> None:
    """WG3 has no preset price; after WG1 there is nothing to repeat."""
    assert typed("500 WG3 WG3").till.basket.total_cents == 1000
    assert typed("500 WG3 WG1 WG3").zones[1] == "Preis fehlt"


def test_weight_is_not_repeated(typed: Typed) -> None:
    """After a weighing the group key alone books the preset price, not the same weight."""
    assert typed("1,345 × WG2 WG2").till.basket.total_cents == 390 + 290


def test_abort_asks_and_keeps_the_number(typed: Typed) -> None:
    """F C within a number asks too; after no, the number is still there."""
    book = typed("WG1 25 F C")
    assert book.screen.item == "BON ABBRECHEN?"
    assert book.type("C").till.entry.text == "25"


def test_abort_drops_number_and_tenders(typed: Typed) -> None:
    """After yes there is nothing left, and the journal has lines and tenders."""
    book = typed("WG1 100 BAR 25 F C BAR")
    row = book.row(JournalKind.BON_ABBRUCH)
    assert row["total_cents"] == 250
    assert isinstance(row["tenders"], list)
    assert len(row["tenders"]) == 1
    assert book.phase is Phase.IDLE


def test_c_says_how_to_abort(typed: Typed) -> None:
    """C in an open sale loses nothing."""
    book = typed("WG1 C")
    assert book.zones == ("Bon abbrechen?", "F C", "SUMME            2,50")
    assert book.till.basket.total_cents == 250


def test_ninety_nine_positions(typed: Typed) -> None:
    """6.1: the hundredth position is refused; the sale can be paid."""
    book = typed("WG1 " * (MAX_POSITIONS + 1))
    assert book.screen.main == "Bon voll"
    assert book.type("C BAR").zones[:2] == ("BEZAHLT", "247,50")


def test_a_million_is_a_mistake(typed: Typed) -> None:
    """No sale above 999.999,99: display and paper hold every sum."""
    book = typed("99 × 9999999 WG7")
    assert book.zones == ("FEHLER E02", "Betrag zu hoch", "höchstens 999.999,99")
    assert not book.till.basket.lines


def test_one_key_sale_above_the_limits(typed: Typed) -> None:
    """One key asks like any other sale: first for the group, then for the sum."""
    book = typed("400 × WG4")
    assert book.till.prompt
    assert book.till.prompt.question is Question.HALO
    assert book.type("BAR").zones[:2] == ("SUMME sicher?", "1.200,00")
    assert book.type("BAR").zones[:2] == ("BEZAHLT", "1.200,00")
    assert book.kinds == ["HALO_OK", "POS", "HALO_OK", "ZAHLUNG", "BELEG"]


def test_one_key_sale_refused_stays_open(typed: Typed) -> None:
    """A no to the sum leaves the position in the open sale."""
    book = typed("400 × WG4 BAR C")
    assert book.phase is Phase.SALE
    assert book.till.basket.total_cents == 120_000


def test_the_limit_itself_is_not_asked(typed: Typed) -> None:
    """6.1: HALO 200,00 asks from 200,01."""
    assert typed("20000 WG1").phase is Phase.SALE
    assert typed("20001 WG1").phase is Phase.PROMPT


def test_booking_ends_the_subtotal(typed: Typed) -> None:
    """The next position is shown, not the old sum."""
    assert typed("WG1 ZW WG1").zones[:2] == ("Obst          ×2", "5,00")


def test_subtotal_outlasts_a_number(typed: Typed) -> None:
    """`ZW 10 %` means the sale, also while the number is typed and deleted again."""
    assert typed("500 WG1 333 WG2 ZW 1").till.is_subtotal
    assert typed("500 WG1 333 WG2 ZW 1 C").zones[:2] == ("SUMME", "8,33")
    assert not typed("500 WG1 333 WG2 ZW C").till.is_subtotal


def test_weighed_by_hand_is_journalled(typed: Typed) -> None:
    """R19: the journal tells a typed weight (H) from the scale's (W); pieces have neither."""
    assert typed("1,345 × WG2").row(JournalKind.POS)["weighed"] == "H"
    assert "weighed" not in typed("3 × WG2").row(JournalKind.POS)


def test_group_key_does_not_repeat_an_article(typed: Typed) -> None:
    """After article 12 (Käse) its group's key has nothing to repeat and no preset price."""
    assert typed("12 PLU F WG1").screen.main == "Preis fehlt"
    assert typed("500 F WG1 F WG1").till.basket.total_cents == 1000


def test_repeat_after_a_discount_is_at_the_full_price(typed: Typed) -> None:
    """Nobody gave a discount on the next one."""
    book = typed("500 WG3 10 % WG3")
    assert [line.total_cents for line in book.till.basket.lines] == [500, -50, 500]


def test_what_came_back_is_not_repeated(typed: Typed) -> None:
    """After a returned bottle the deposit key sells one at its preset price."""
    book = typed("F STO F WG8 F WG8")
    assert [line.total_cents for line in book.till.basket.lines] == [-25, 25]
    assert book.till.basket.lines[1].name == "Einwegpfand"


def test_limits_hold_both_ways(typed: Typed) -> None:
    """6.1: as much as is asked back when sold is asked back when it comes back."""
    book = typed("F STO 900 × F WG8")
    assert book.phase is Phase.PROMPT
    assert book.type("BAR").till.basket.total_cents == -225_00
