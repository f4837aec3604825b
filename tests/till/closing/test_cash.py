"""firmware.till.closing.cash: beyond the rows of the manual."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.closing.cash import CANCEL_REASONS, DRAWER_REASONS, IN_REASONS, OUT_REASONS
from firmware.till.state import Phase
from hal.display.codec import render
from tests.till.playbook import Playbook, stall_with

Typed = Callable[[str], Playbook]


def test_paid_in_opens_the_drawer_and_prints(typed: Typed) -> None:
    """The row, the pulse and the slip; no receipt, no signature."""
    book = typed("F 02 5000 BAR 1")
    assert {"cents": 5000, "reason": "Wechselgeld"} == book.row(JournalKind.EINLAGE)
    assert book.pulses == 1
    assert ["Einlage"] == [paper.name for paper in book.papers]
    assert [] == book.sales


def test_practised_cash_leaves_the_drawer_shut() -> None:
    """The row and the slip say so."""
    book = Playbook(clerk=1).type("F 50 F 02 5000 BAR 1")
    assert book.row(JournalKind.EINLAGE)["training"]
    assert book.pulses == 0
    assert "=== TRAINING ===" in str(book.papers[-1])


def test_zero_is_no_movement(typed: Typed) -> None:
    """Nothing put in is not asked for its reason."""
    assert typed("F 02 0 BAR").screen.main == "Betrag prüfen"
    assert typed("F 02 BAR").screen.main == "Betrag prüfen"


def test_paid_out_wants_a_reason(typed: Typed) -> None:
    """There are no others than those shown; BAR takes the one on the display."""
    book = typed("F 03 1111 BAR 1200 BAR 8")
    assert book.phase is Phase.DIALOGUE
    book.type("BAR")
    assert book.row(JournalKind.ENTNAHME)["reason"] == "Bank"
    assert book.row(JournalKind.ENTNAHME)["chief"] == 1


def test_leaving_writes_nothing(typed: Typed) -> None:
    """C takes back, step by step, out of the dialogue."""
    book = typed("F 02 5000 BAR C C")
    assert book.phase is Phase.IDLE
    assert [] == book.kinds


def test_the_opening_is_declared_once_by_a_cashier(typed: Typed) -> None:
    """It moves the Soll: a second time only with the chief."""
    book = typed("F 04 15000 BAR F 04")
    assert book.screen.item == "E06 Chef-PIN ?"
    book.type("1111 BAR 20000 BAR")
    assert {"cents": 20000, "carried_cents": 0, "chief": 1} == book.row(JournalKind.ANFANGSBESTAND)


def test_the_first_opening_proposes_the_float(typed: Typed) -> None:
    """Before the first Z nothing was counted."""
    assert typed("F 04").screen.main == "100,00"
    assert typed("F 04 0 BAR").row(JournalKind.ANFANGSBESTAND)["cents"] == 0


def test_cancelling_names_the_row() -> None:
    """The journal says which movement; it cannot be cancelled twice."""
    book = Playbook(clerk=1).type("F 02 5000 BAR 1 F 05 BAR 2")
    row = book.row(JournalKind.GELD_STORNO)
    assert (2, "EINLAGE", 5000, "doppelt") == (
        row["movement"],
        row["of"],
        row["cents"],
        row["reason"],
    )
    assert book.type("F 05").screen.main == "Nichts da"


def test_a_movement_before_the_z_is_closed() -> None:
    """Only those of the open period can be cancelled."""
    book = Playbook(clerk=1).type("F 02 5000 BAR 1 F 20 BAR 1 × 5000 BAR ZW BAR")
    assert book.screen.item == "Z 1 fertig ✓"
    assert book.type("F 05").screen.main == "Nichts da"


def test_the_drawer_asks_why() -> None:
    """With the option the reason is in the row; C opens nothing."""
    book = Playbook(stall_with("[options]\ndrawer_reason = true")).type("F BAR C")
    assert (0, []) == (book.pulses, book.kinds)
    book.type("F BAR 2")
    assert book.row(JournalKind.LADE)["reason"] == "Kontrolle"
    assert book.pulses == 1


@pytest.mark.parametrize("keys", ["F 02 100 BAR", "F 03 1111 BAR 100 BAR"])
def test_every_reason_fits_the_display(typed: Typed, keys: str) -> None:
    """All are shown while scrolling."""
    book = typed(keys)
    for _ in range(len(OUT_REASONS) + 1):
        render(book.screen)
        book.type("ZW")


def test_reasons_have_digits() -> None:
    """1 to 9, and 9 is anything else."""
    for reasons in (IN_REASONS, OUT_REASONS, CANCEL_REASONS, DRAWER_REASONS):
        assert set(reasons) <= set(range(1, 10))
        assert reasons[9] == "sonstiges"
