"""Words for numbers: German on the display, English in the log."""

import pytest

from hal.terminal.word import ABORTED, prompt, reason


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        (0x0A, "", "Karte einstecken"),
        (0x0B, "", "Karte entnehmen"),
        (0x44, "", "Karte entnehmen"),
        (0x4E, "", "Karte entnehmen"),
        (0x99, "", "Bitte warten"),
        (0x0A, "Karte auflegen", "Karte auflegen"),
    ],
)
def test_prompts(code: int, words: str, expected: str) -> None:
    """The terminal's own words go first; a card that is still in comes before the rest."""
    assert expected == prompt(code, words)


def test_prompts_fit_the_display() -> None:
    """None is longer than a line and a bit."""
    assert all(len(prompt(code, "")) <= 22 for code in range(256))


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        (0, "00: no error"),
        (ABORTED, "6C: aborted by time or by key"),
        (5, "05: refused by the bank"),
        (0xEE, "EE: unknown"),
        (None, "no result code"),
    ],
)
def test_reasons(code: int | None, expected: str) -> None:
    """With the number, for whoever has to look it up."""
    assert expected == reason(code)
