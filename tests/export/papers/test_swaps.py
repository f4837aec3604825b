"""The record of exchanged cards."""

from firmware.export.papers.swaps import swap_record
from tests.export.papers.sample import EVENTFUL, NEW, OLD, PLAIN, words_in


def test_each_exchange() -> None:
    """Old, new, why, who, and both orders to FinanzOnline."""
    told = words_in(swap_record(EVENTFUL))
    for words in (
        "Zeit: 04.11.2026 09:00:00",
        f"alte Karte: {OLD}",
        f"neue Karte: {NEW}",
        "Grund: Karte defekt",
        "durch: Bediener 1",
        "erster Beleg der neuen Karte: 462",
        "Neue Karte anmelden",
        "Alte Karte abmelden",
    ):
        assert words in told


def test_none() -> None:
    """A till with its first card."""
    assert "nie getauscht" in words_in(swap_record(PLAIN))
