"""firmware.till.sales.weighing: the scale and the tare."""

from dataclasses import replace

import pytest

from firmware.till.acts import JournalKind
from firmware.till.state import Phase
from tests.till.playbook import STALL, Playbook


def weighing(milli: int, *, is_stable: bool = True) -> Playbook:
    """A till with so much on its scale."""
    book = Playbook()
    book.book.scale = (milli, is_stable)
    return book


def test_weight_of_the_scale_is_marked() -> None:
    """R19: the journal tells the scale's weight (W) from a typed one (H)."""
    row = weighing(1345).type("× WG2").row(JournalKind.POS)
    assert row["weighed"] == "W"
    assert weighing(0).type("1,345 × WG2").row(JournalKind.POS)["weighed"] == "H"


def test_scale_can_be_read_with_a_price_after_it() -> None:
    """`× 490 WG2`: the weight first, then the price for a kilogram."""
    assert weighing(1345).type("× 490 WG2").till.basket.total_cents == 659


@pytest.mark.parametrize(
    ("milli", "is_stable", "words"),
    [
        (1345, False, "Waage unruhig"),
        (0, True, "Gewicht prüfen"),
        (-5, True, "Gewicht prüfen"),
        (100_000, True, "Gewicht prüfen"),
    ],
)
def test_weight_that_is_not_sold(milli: int, *, is_stable: bool, words: str) -> None:
    """Nothing, less than nothing, more than a scale has, or not at rest."""
    book = weighing(milli, is_stable=is_stable).type("×")
    assert words == book.screen.main
    assert book.till.entry.quantity is None


def test_scale_that_does_not_answer() -> None:
    """Its fault is said; C leads back and the weight can be typed."""
    book = Playbook()
    book.book.scale = None
    assert book.type("×").screen.main == "Waage stumm"
    assert book.type("C 1,345 × WG2").till.basket.total_cents == 390


def test_no_scale() -> None:
    """Without one `×` alone and the tare mean nothing."""
    stall = replace(STALL, has_scale=False)
    for keys in ("×", "20 F ×", "20 F 38", "WG1 ×"):
        assert Playbook(stall).type(keys).screen.main == "Keine Waage"


def test_tare_is_for_one_weighing() -> None:
    """R20, § 43 MEG: sold is the net weight; the next weighing has no tare."""
    book = weighing(1345).type("20 F × × WG2 × WG2")
    assert [(one.quantity_milli, one.tare_milli) for one in book.till.basket.lines] == [
        (1325, 20),
        (1345, 0),
    ]


def test_tare_is_not_taken_off_a_typed_weight() -> None:
    """Whoever types a weight types the net one; no tare is claimed on the receipt."""
    line = weighing(0).type("20 F × 1,345 × WG2").till.basket.lines[0]
    assert (line.quantity_milli, line.tare_milli, line.is_scale_weight) == (1345, 0, False)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("0 F ×", "Tastenfolge"),
        ("1,5 F ×", "Tastenfolge"),
        ("10000 F ×", "Tara prüfen"),
        ("3 × 20 F ×", "Tastenfolge"),
        ("500 WG3 100 BAR 20 F ×", "Rest offen 4,00"),
    ],
)
def test_tare_refused(keys: str, words: str) -> None:
    """No packing weighs nothing, parts of a gram, or ten kilograms."""
    assert words == Playbook().type(keys).screen.main


def test_tare_heavier_than_what_lies_there() -> None:
    """A net weight below nothing is not sold; the tare stays for the next try."""
    book = weighing(10).type("20 F × ×")
    assert book.screen.main == "Gewicht prüfen"
    book.book.scale = (520, True)
    assert book.type("C × WG2").till.basket.lines[0].quantity_milli == 500


def test_tare_is_cleared() -> None:
    """C takes it back."""
    assert weighing(0).type("20 F × C").phase is Phase.IDLE


def test_return_by_weight() -> None:
    """What is sold by weight and returnable comes back by weight."""
    book = weighing(500).type("F STO × 200 WG7")
    assert book.till.basket.total_cents == -100
