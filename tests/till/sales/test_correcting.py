"""firmware.till.sales.correcting: beyond the rows of the manual."""

import pytest

from firmware.till.acts import JournalKind
from firmware.till.sales.correcting import REASONS
from tests.till.playbook import Playbook, stall_with

_BOTH = '[options]\nvoid_reason = true\n[limits]\nvoid = "5,00"'


def book(settings: str, keys: str, clerk: int = 2) -> Playbook:
    """A till with these settings after these keys."""
    return Playbook(stall_with(settings), clerk=clerk).type(keys)


def test_chief_first_then_the_reason() -> None:
    """S10, S11: one row with clerk, chief, position, quantity and reason."""
    till = book(_BOTH, "2 × 300 WG3 STO 1111 BAR 6")
    row = till.row(JournalKind.POS_STORNO)
    assert ("doppelt", 1, 1, 2000) == (
        row["reason"],
        row["chief"],
        row["position"],
        row["quantity_milli"],
    )
    assert None is till.till.chief


def test_chief_is_not_asked_for_a_pin() -> None:
    """Who may, may; why is asked all the same."""
    assert "GRUND ?" == book(_BOTH, "600 WG3 STO", clerk=1).screen.item


def test_abort_counts_as_one_sum() -> None:
    """F C above the limit: small positions add up."""
    assert "E06 Chef-PIN ?" == book(_BOTH, "300 WG3 300 WG5 F C BAR").screen.item
    till = book(_BOTH, "300 WG3 300 WG5 F C BAR 1111 BAR 2")
    assert "Kunde tritt zurück" == till.row(JournalKind.BON_ABBRUCH)["reason"]


def test_wrong_pin_voids_nothing() -> None:
    """The sale stays as it is, and C leaves."""
    till = book(_BOTH, "600 WG3 STO 9999 BAR C C")
    assert 600 == till.till.basket.total_cents
    assert "POS_STORNO" not in till.kinds


def test_practice_is_free() -> None:
    """Whoever practises asks nobody for a PIN, but practises the reason."""
    assert "GRUND ?" == book(_BOTH, "F 50 1111 BAR 600 WG3 STO").screen.item


@pytest.mark.parametrize("number", REASONS)
def test_every_reason(number: int) -> None:
    """Nine digits, nine reasons."""
    till = book("[options]\nvoid_reason = true", f"WG1 STO {number}")
    assert REASONS[number] == till.row(JournalKind.POS_STORNO)["reason"]
