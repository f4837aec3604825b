"""firmware.till.upkeep.key_walk: F 95, each key by its name."""

from collections.abc import Callable

import pytest

from firmware.till.state import Phase
from hal.display.codec import render
from hal.keypad.port import Key
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]

WALK = "F 95 1111 BAR 6"


@pytest.mark.parametrize("key", Key)
def test_every_key_says_its_name(typed: Typed, key: Key) -> None:
    """And does nothing else, wherever it stands on the mat."""
    book = typed(WALK)
    book.press(key)
    assert key.value == book.screen.main
    assert "TASTEN  1 von 30" == book.screen.item
    assert Phase.WALK is book.phase
    render(book.screen)


def test_all_keys(typed: Typed) -> None:
    """Nothing is sold, signed off or opened by walking over the mat; BAR BAR leaves."""
    book = typed(WALK)
    before = book.journal[:]
    for key in Key:
        book.press(key)
    assert "TASTEN 30 von 30" == book.screen.item
    assert ("Tasten", "30 von 30", "") == book.type("BAR").zones
    assert before == book.journal
    assert 0 == book.pulses
    assert "2,50" == book.type("C 250 WG1").screen.main


def test_the_mat_is_drawn(typed: Typed) -> None:
    """A full box for each key that came, where it lies."""
    book = typed(f"{WALK} 7 WG2 BAR")
    assert (".....#", "#.....", "......", "......", ".....#") == book.screen.grid
    render(book.screen)
    assert () == book.type("C BAR BAR").screen.grid


def test_what_is_missing_is_named(typed: Typed) -> None:
    """One by its name; several by the first."""
    book = typed(WALK)
    for key in Key:
        if key not in (Key.WG3, Key.BAR):
            book.press(key)
    assert ("Tasten", "29 von 30", "Fehlt: WG3") == book.type("BAR BAR").zones


def test_one_bar_is_a_key(typed: Typed) -> None:
    """Only two in a row leave."""
    assert Phase.WALK is typed(f"{WALK} BAR C BAR").phase
    assert Phase.IDLE is typed(f"{WALK} BAR C BAR BAR").phase


def test_a_key_that_hangs_is_shown(typed: Typed) -> None:
    """E19 as ever, then in the hint until it is free."""
    book = typed(WALK).stick(Key.WG3)
    assert "FEHLER E19" == book.screen.item
    assert "Klemmt: WG3" == book.type("C STO").screen.hint
    book.stick(Key.PERCENT).type("C C")
    assert "Klemmt: % und 1" == book.screen.hint
    book.stick(Key.WG3, is_stuck=False).stick(Key.PERCENT, is_stuck=False)
    assert "C     BAR BAR=fertig" == book.screen.hint


def test_a_test_that_was_left_ends(typed: Typed) -> None:
    """After 20 seconds without a key."""
    book = typed(f"{WALK} 7 8")
    assert Phase.WALK is book.wait(19).phase
    assert ("Tasten", "2 von 30", "Fehlt: F und 27") == book.wait(1).zones
    assert book.till.chief is None
