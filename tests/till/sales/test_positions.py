"""firmware.till.sales.positions: beyond the rows of the manual."""

from collections.abc import Callable

from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_list_begins_at_the_last(typed: Typed) -> None:
    """Where the cashier has just been."""
    assert "Z3/3 2×Kerze" == typed("WG1 500 WG3 2 × 100 WG5 F ZW").screen.item


def test_seen_and_left(typed: Typed) -> None:
    """BAR and C leave without a trace, with what was typed before."""
    for key in ("BAR", "C"):
        book = typed(f"WG1 500 WG3 F ZW {key}")
        assert ["POS", "POS"] == book.kinds
        assert 750 == book.till.basket.total_cents


def test_nothing_is_voided_while_part_paid(typed: Typed) -> None:
    """E08: looked at, yes; the tender goes back first."""
    book = typed("500 WG3 100 BAR F 18 STO")
    assert ("FEHLER E08", "Rest offen 4,00") == book.zones[:2]
    assert 500 == book.till.basket.total_cents


def test_empty(typed: Typed) -> None:
    """Nothing is open, nothing is listed."""
    assert ("FEHLER E07", "Bon leer", "Zuerst etwas buchen") == typed("F 18").zones
