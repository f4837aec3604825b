"""firmware.till.exports.words: short enough, and one for everything."""

import pytest

from firmware.till.exports import words
from firmware.till.exports.requests import ExportKind, StickStanding, StickView
from hal.display.codec import render
from hal.display.port import Screen
from tests.till.exports.stick import unreadable, view

SHOWN = (words.NO_STICK, words.UNREADABLE, words.READ_ONLY, words.OTHER_TILL, words.RUNNING)
HINTS = (words.PLUG_IN, words.OTHER_STICK, words.PLUG_IN_AGAIN, words.ASK_FOR, words.CALL_CHIEF)


def test_every_kind_has_a_name() -> None:
    """The slip can say what it is of."""
    assert set(ExportKind) == set(words.NAMES)


@pytest.mark.parametrize("text", [*SHOWN, words.DOUBTED])
def test_words_fit_the_display(text: str) -> None:
    """In large letters."""
    assert len(text) <= 16
    render(Screen(main=text))


@pytest.mark.parametrize("text", HINTS)
def test_hints_fit_the_display(text: str) -> None:
    """In the lowest line."""
    render(Screen(hint=text))


def test_what_is_wrong_with_a_stick() -> None:
    """Nothing, as long as it can be written, whosever it is."""
    assert words.fault_of(None) == ("Kein Stick", "Stick (neu) anstecken")
    assert words.fault_of(unreadable()) == ("nicht lesbar", "anderer Stick")
    assert words.fault_of(view(is_writable=False)) == ("Schreibschutz", "anderer Stick")
    for standing in StickStanding:
        if standing is not StickStanding.UNREADABLE:
            assert words.fault_of(view(standing)) is None


@pytest.mark.parametrize(
    ("stick", "expected"),
    [
        (None, "keiner"),
        (unreadable(), "nicht lesbar"),
        (view(is_writable=False), "Schreibschutz"),
        (view(), "steckt"),
        (view(StickStanding.OWNER), "Chef-Stick"),
        (view(StickStanding.OTHER_TILL), "Chef-Stick (andere Kassa)"),
    ],
)
def test_on_the_status_slip(stick: StickView | None, expected: str) -> None:
    """F 80: whose stick is in."""
    assert expected == words.stick_words(stick)
