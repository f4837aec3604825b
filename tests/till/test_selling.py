"""firmware.till.selling: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.basket import MAX_POSITIONS
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
        ("F WG8", "WG 16 unbekannt"),
        ("12 PLU", "PLU 12 unbekannt"),
        ("PLU", "Preis fehlt"),
        ("3 × PLU", "unbekannt"),
        ("3 × ×", "Tastenfolge"),
        ("3 × 250 ×", "Tastenfolge"),
        ("STO", "Bon leer"),
        ("3 STO", "Bon leer"),
        ("2 × STO", "Bon leer"),
    ],
)
def test_refused(typed: Typed, keys: str, words: str) -> None:
    """What cannot be booked is refused in words, and nothing is booked."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.kinds == ["FEHLER"]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("WG1 2 × STO", "Menge prüfen"),
        ("4 × WG1 5 × STO", "Menge prüfen"),
        ("4 × WG1 0,5 × STO", "Menge prüfen"),
        ("1,345 × WG2 1 × STO", "Menge prüfen"),
        ("WG1 3 × 2 STO", "Tastenfolge"),
        ("WG1 0 STO", "Keine Zeile 0"),
        ("WG1 1,5 STO", "Keine Zeile 1,5"),
    ],
)
def test_void_refused(typed: Typed, keys: str, words: str) -> None:
    """Not more than there is, not kilograms of pieces, no line that is not there."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.kinds == ["POS", "FEHLER"]


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


def test_weight_line_is_voided_in_part(typed: Typed) -> None:
    """Half a kilogram back: the journal says what the sum lost, to the cent."""
    book = typed("1,345 × WG2 0,5 × STO")
    row = book.row(JournalKind.POS_STORNO)
    assert row["amount_cents"] == book.till.basket.total_cents - 390
    assert book.till.basket.lines[0].quantity_milli == 845


def test_void_across_repeats(typed: Typed) -> None:
    """`3 × WG1 WG1` stands there as ×4: three off it leave one, in two rows."""
    book = typed("3 × WG1 WG1 3 × STO")
    assert [row["quantity_milli"] for kind, row in book.journal if kind == "POS_STORNO"] == [
        1000,
        2000,
    ]
    assert book.till.basket.total_cents == 250


def test_void_to_nothing_is_shown_until_the_next_key(typed: Typed) -> None:
    """The last position gone, STORNO stands there; C leads to the idle display."""
    book = typed("WG1 STO")
    assert book.screen.item == "STORNO Obst"
    assert book.phase is Phase.IDLE
    assert book.type("C").screen.item == "Bereit"


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


def test_void_ends_the_subtotal(typed: Typed) -> None:
    """After STO and a forgotten F the display shows the last line, not the old subtotal."""
    assert typed("WG1 500 WG3 ZW STO F").wait(6).screen.item == "Obst"


def test_the_limit_itself_is_not_asked(typed: Typed) -> None:
    """6.1: HALO 200,00 asks from 200,01."""
    assert typed("20000 WG1").phase is Phase.SALE
    assert typed("20001 WG1").phase is Phase.PROMPT


def test_booking_ends_the_subtotal(typed: Typed) -> None:
    """The next position is shown, not the old sum."""
    assert typed("WG1 ZW WG1").zones[:2] == ("Obst          ×2", "5,00")
