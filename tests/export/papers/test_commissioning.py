"""The record of the commissioning."""

from firmware.export.papers.commissioning import commissioning_record
from tests.export.papers.sample import EVENTFUL, OLD, PLAIN, words_in


def test_record() -> None:
    """§ 6 RKSV: who, with what, when, and what FinanzOnline was told."""
    told = words_in(commissioning_record(PLAIN))
    for words in (
        "Kassen-ID: GRAZ-01",
        "in Betrieb seit: 28.10.2026 09:00:00",
        "Prüfwert des AES-Schlüssels: qx6p",
        "durchgeführt von: Technik Gruber",
        f"{OLD} (AT1)",
        "Kasse anmelden | GRAZ-01",
        "Beleg prüfen | Beleg 1",
        "Unternehmer",
    ):
        assert words in told


def test_later_checks_are_no_part_of_it() -> None:
    """The Startbeleg is the first receipt; others come into other records."""
    assert "Beleg 900" not in words_in(commissioning_record(EVENTFUL))
