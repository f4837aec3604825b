"""firmware.till.codes: `F` and two digits."""

from collections.abc import Callable

import pytest

from firmware.till.state import Phase
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("F 97", "F 97 gibt's nicht"),
        ("F ,", "F + 2 Ziffern"),
        ("F 00", "F + 2 Ziffern"),
        ("F 5,", "F + 2 Ziffern"),
        ("F 0 WG1", "Tastenfolge"),
        ("F 0 BAR", "Tastenfolge"),
        ("F 08", "Nichts bezahlt"),
    ],
)
def test_refused(typed: Typed, keys: str, words: str) -> None:
    """What is no function is refused by name."""
    book = typed(keys)
    assert words == book.screen.main
    assert book.kinds == ["FEHLER"]
    assert book.type("C").phase is Phase.IDLE


def test_display_while_typing(typed: Typed) -> None:
    """What was typed before stays in sight."""
    assert typed("F").zones == ("Funktion", "F _", "Taste oder 2 Ziffern")
    assert typed("2 F 0").zones == ("Funktion", "2 F 0_", "C = zurück")
    assert typed("WG1 F").screen.hint == "C = Bon abbrechen"


def test_f_lasts_five_seconds(typed: Typed) -> None:
    """Then the key is a plain one, and a code begun is forgotten."""
    assert typed("F").wait(4.5).type("WG2").zones[0] == "FEHLER E04"
    assert typed("F").wait(5.5).type("WG2").zones[0] == "Gemüse"
    assert typed("F 0").wait(5.5).type("1").zones[1] == "0,01"
    assert typed("F").wait(5.5).zones[0] == "Bereit"


def test_clock_set_back_ends_f(typed: Typed) -> None:
    """F does not wait an hour because somebody set the clock."""
    assert typed("F").wait(-3600).type("WG2").zones[0] == "Gemüse"


@pytest.mark.parametrize("keys", ["F 0 C", "F 0 F"])
def test_leaving(typed: Typed, keys: str) -> None:
    """C and F leave a code; a typed number is still there."""
    book = typed(f"25 {keys}")
    assert book.phase is Phase.NUM
    assert book.kinds == []


def test_locked_till_offers_little() -> None:
    """An inspector gets the Nullbeleg; everything else needs a clerk."""
    assert Playbook(clerk=None).type("F 50").zones[:2] == ("FEHLER E05", "Bediener fehlt")
    assert Playbook(clerk=None).type("F 60").sales[0].clerk is None


def test_f08_gives_all_back(typed: Typed) -> None:
    """Last given, first back."""
    book = typed("1980 WG3 1000 BAR 500 BAR F 08")
    amounts = [
        row["tender"]["amount_cents"]
        for kind, row in book.journal
        if kind == "ZAHLUNG_ZURUECK" and isinstance(row["tender"], dict)
    ]
    assert amounts == [500, 1000]
    assert book.phase is Phase.SALE
