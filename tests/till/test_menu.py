"""firmware.till.menu: F F."""

from collections.abc import Callable

from firmware.till.codes import FUNCTIONS
from hal.display.codec import render
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


def listed(book: Playbook) -> list[str]:
    """Every function that the menu lists, chapter by chapter, each screen drawn."""
    codes: list[str] = []
    book.type("F F")
    chapters = int(book.screen.hint.split()[0].split("/")[1])
    for _ in range(chapters):
        book.type("BAR")
        first = book.zones
        while True:
            render(book.screen)
            codes.append(book.screen.item.split()[1])
            if book.type("2").zones == first:
                break
        book.type("C 2")
    book.type("C")
    return codes


def test_every_function_is_listed(typed: Typed) -> None:
    """Between sales all of them, each once."""
    assert sorted(listed(typed(""))) == [f"{code:02}" for code in FUNCTIONS]


def test_within_a_sale(typed: Typed) -> None:
    """Only what is possible within one."""
    possible = [f"{code:02}" for code, one in FUNCTIONS.items() if one.is_for_sale]
    assert sorted(listed(typed("250 WG1"))) == possible


def test_before_sign_on() -> None:
    """Only what is for everybody."""
    possible = [f"{code:02}" for code, one in FUNCTIONS.items() if one.is_for_locked]
    assert sorted(listed(Playbook(clerk=None))) == possible


def test_choosing_runs(typed: Typed) -> None:
    """BAR on a function is as if its code were typed, rights and typed number included."""
    book = typed("1 F F BAR")
    assert book.zones[:2] == ("F 01  K", "Bediener an/ab")
    assert book.type("BAR 1111 BAR").zones[:2] == ("Guten Tag", "Chef")


def test_back_to_the_chapter(typed: Typed) -> None:
    """C in a long chapter leads back to where that stood in the list, however far one scrolled."""
    book = typed("F F 2 2")
    chapter = book.zones
    for scrolled in ("", "2", "8", "2 2 2 2 2 2 2"):
        assert chapter == book.type(f"BAR {scrolled} C").zones


def test_leaving(typed: Typed) -> None:
    """C leads out, and the number is still there."""
    assert typed("25 F F C").till.entry.text == "25"
