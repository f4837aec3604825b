"""firmware.till.upkeep.hardware: F 95, part by part."""

from collections.abc import Callable

from firmware.till.acts import JournalKind
from firmware.till.sounds import Sound
from hal.display.codec import render
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]

BEGIN = "F 95 1111 BAR"


def test_display(typed: Typed) -> None:
    """Every zone full, with the letters that are missing in bad fonts."""
    book = typed(f"{BEGIN} 1")
    render(book.screen)
    assert book.zones == ("ÄÖÜäöüß€×−✓ 0:8", "88888,88", "ABCDEFGHIJKLMNOPQRSTU")


def test_display_is_left(typed: Typed) -> None:
    """BAR: seen."""
    assert typed(f"{BEGIN} 1 BAR").zones[0] == "Bereit"


def test_printer(typed: Typed) -> None:
    """A page that is no receipt, and says so."""
    book = typed(f"{BEGIN} 2")
    assert [one.name for one in book.papers] == ["Testseite"]
    assert book.sales == []


def test_drawer(typed: Typed) -> None:
    """An open drawer is always a row."""
    book = typed(f"{BEGIN} 3")
    assert book.row(JournalKind.LADE) == {"reason": "Test", "chief": 1}
    assert book.pulses == 1


def test_card(typed: Typed) -> None:
    """The same as F 66."""
    assert typed(f"{BEGIN} 4").zones[:2] == ("Signatur geht", "480 ms")


def test_sound(typed: Typed) -> None:
    """Three tones."""
    assert typed(f"{BEGIN} 5").sounds[-1] is Sound.SIGNED
