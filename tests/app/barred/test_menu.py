"""firmware.app.barred.menu: a few keys, and a page for each."""

from dataclasses import replace

import pytest

from firmware.app.barred.menu import Asked, Menu, Saving, press, screen
from firmware.till.exports.requests import ExportKind, ExportProgress
from hal.display.codec import render
from hal.keypad.port import Key

START = Menu(words="Daten defekt")


def typed(*keys: Key) -> tuple[Menu, Asked]:
    """The menu after these keys, and what the last one asked for."""
    menu, asked = START, Asked.NOTHING
    for key in keys:
        menu, asked = press(menu, key)
    return menu, asked


def zones(menu: Menu) -> tuple[str, str, str]:
    """The page, as it is set on the panel."""
    shown = screen(menu, "10:42")
    render(shown)
    return shown.item, shown.main, shown.hint


def test_first_page() -> None:
    """Why, and what can be done about it."""
    assert ("KASSE GESPERRT", "Daten defekt", "ZW=sichern 9=Neustart") == zones(START)


def test_each_saving_has_its_digit_and_its_page() -> None:
    """ZW goes through all of them, and round."""
    for number, saving in enumerate(Saving, start=1):
        by_digit, _ = typed(Key[f"DIGIT_{number}"])
        by_scrolling, _ = typed(*[Key.ZW] * number)
        assert saving is by_digit.chosen is by_scrolling.chosen
        assert ("SICHERN", f"{number} {saving.value}", "BAR=auf den Stick  ZW") == zones(by_digit)
    assert Saving.DEP7 is typed(*[Key.ZW] * 5)[0].chosen


def test_bar_saves_what_is_chosen_and_no_key_counts_meanwhile() -> None:
    """Nobody begins a second one."""
    menu, asked = typed(Key.DIGIT_4, Key.BAR)
    assert Asked.SAVE is asked
    assert ("SICHERN", "liest ...", "") == zones(menu)
    assert (menu, Asked.NOTHING) == press(menu, Key.BAR)
    running = replace(menu, progress=ExportProgress(kind=ExportKind.COPY, per_mille=420, left_s=80))
    assert ("Export noch 1:20", "42 %") == zones(running)[:2]
    assert (running, Asked.NOTHING) == press(running, Key.C)


def test_bar_alone_does_nothing() -> None:
    """Neither on the first page nor where a result stands."""
    assert (START, Asked.NOTHING) == typed(Key.BAR)
    told = replace(START, chosen=Saving.DEP7, told=("Gesichert ✓", "412 Bons", "Stick abziehen"))
    assert "412 Bons" == zones(told)[1]
    assert Asked.NOTHING is press(told, Key.BAR)[1]


def test_restart() -> None:
    """9, then BAR; C leaves."""
    menu, asked = typed(Key.DIGIT_9)
    assert Asked.NOTHING is asked
    assert ("KASSE", "Neustart?", "BAR = Ja    C = Nein") == zones(menu)
    assert Asked.RESTART is press(menu, Key.BAR)[1]
    assert START == press(menu, Key.C)[0]


@pytest.mark.parametrize("key", Key)
def test_no_key_sells(key: Key) -> None:
    """Whatever is pressed, it is a page of this menu."""
    zones(typed(key)[0])
