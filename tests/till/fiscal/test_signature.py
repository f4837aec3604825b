"""firmware.till.fiscal.signature: F 66, the test signature."""

from collections.abc import Callable

import pytest

from firmware.till.fiscal.fault import DeviceFault
from hal.display.codec import render
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def test_signature(typed: Typed) -> None:
    """F 66: no receipt, no number, only a time."""
    book = typed("F 66")
    assert book.zones == ("Signatur geht", "480 ms", "PIN: noch 3 Versuche")
    assert (book.kinds, book.sales) == ([], [])


@pytest.mark.parametrize(
    ("left", "hint"),
    [(3, "PIN: noch 3 Versuche"), (1, "PIN: noch 1 Versuch"), (None, "PIN: Rest unbekannt")],
)
def test_tries_of_the_cards_pin(book: Playbook, left: int | None, hint: str) -> None:
    """F 66: as far as the card tells."""
    book.book.pin_tries_left = left
    assert hint == book.type("F 66").screen.hint


@pytest.mark.parametrize(
    ("fault", "left", "zones"),
    [
        (DeviceFault.ABSENT, None, ("FEHLER E12", "Karte fehlt", "Verkauf läuft weiter")),
        (DeviceFault.TIMEOUT, None, ("FEHLER E12", "Karte stumm", "Verkauf läuft weiter")),
        (DeviceFault.PIN_WRONG, 2, ("FEHLER E13", "PIN falsch", "noch 2 Versuche")),
        (DeviceFault.PIN_BLOCKED, 0, ("FEHLER E13", "PIN gesperrt", "F 68  Verkauf läuft")),
        (DeviceFault.WRONG_CARD, None, ("FEHLER E22", "Karte falsch", "F 68  Verkauf läuft")),
    ],
)
def test_why_it_does_not_sign(
    book: Playbook, fault: DeviceFault, left: int | None, zones: tuple[str, str, str]
) -> None:
    """F 66: the fault by its code, with what helps."""
    book.book.device_fault, book.book.pin_tries_left = fault, left
    assert zones == book.type("F 66").zones
    assert zones[0].endswith(str(book.row("FEHLER")["code"]))
    render(book.screen)
