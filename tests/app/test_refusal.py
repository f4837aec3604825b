"""firmware.app.refusal: what stands on the display when kassad does not start."""

import pytest

from firmware.app import refusal
from hal.display.codec import render
from hal.display.port import Screen
from hal.errors import Fault, HalError
from tests.logged import capture_logs


class Panel:
    """Sets screens as the real codec does, or is not there."""

    def __init__(self, *, is_absent: bool = False) -> None:
        self.shown: list[Screen] = []
        self._is_absent = is_absent

    def show(self, screen: Screen) -> None:
        if self._is_absent:
            raise HalError(Fault.ABSENT, "display", "no cable")
        render(screen)
        self.shown.append(screen)


@pytest.mark.parametrize("words", [*refusal.BOOK_WORDS.values(), refusal.CHECK_BOOK])
def test_words_fit(words: str) -> None:
    """Every refusal can be set and says whom to call."""
    panel = Panel()
    refusal.show_refusal(panel, words)
    assert [Screen(item="KASSE GESPERRT", main=words, hint="Techniker rufen")] == panel.shown


@pytest.mark.parametrize(
    ("panel", "words", "told"),
    [
        (Panel(is_absent=True), "Buch fehlt", "display"),
        (Panel(), "Grundstückssachverständiger", "screen cannot be set"),
    ],
)
def test_a_refusal_nobody_can_read_is_logged(panel: Panel, words: str, told: str) -> None:
    """Neither a lost panel nor words too long hide why the till does not start."""
    with capture_logs() as logs:
        refusal.show_refusal(panel, words)
    assert [("error", told)] == [(line["log_level"], line["event"]) for line in logs]
