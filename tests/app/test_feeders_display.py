"""The display's thread before panels that fail and screens that cannot be set."""

from structlog.testing import capture_logs

from firmware.app.feeders import DISPLAY_PAUSE_S, LOST_DEVICE_PAUSE_S, DisplayFeeder
from hal.display.codec import render
from hal.display.port import Screen
from hal.errors import Fault, HalError

WELL = Screen(item="Obst", main="2,50")
TOO_LONG = Screen(item="Obst", main="2,50", hint="x" * 22)


class Panel:
    """Sets screens as the real codec does; `is_absent` is a cable that is off."""

    def __init__(self) -> None:
        self.shown: list[Screen] = []
        self.is_absent = False

    def show(self, screen: Screen) -> None:
        if self.is_absent:
            raise HalError(Fault.ABSENT, "display", "no cable")
        render(screen)
        self.shown.append(screen)


def test_screen_that_cannot_be_set_is_told_once_and_the_next_is_drawn() -> None:
    """A text too long for its zone is logged by zone and text, and takes no later screen along."""
    panel = Panel()
    feeder = DisplayFeeder(panel)
    feeder.show(TOO_LONG)
    with capture_logs() as logs:
        pauses = [feeder.round(), feeder.round()]
    feeder.show(WELL)
    feeder.round()

    assert pauses == [DISPLAY_PAUSE_S] * 2
    assert [("error", "hint", TOO_LONG.hint)] == [
        (line["log_level"], line["zone"], line["text"]) for line in logs
    ]
    assert panel.shown == [WELL]


def test_lost_panel_gets_the_same_screen_when_it_is_back() -> None:
    """A panel without a cable is tried again after a while, with what was to be seen."""
    panel = Panel()
    feeder = DisplayFeeder(panel)
    feeder.show(WELL)
    panel.is_absent = True
    with capture_logs() as logs:
        assert feeder.round() == LOST_DEVICE_PAUSE_S
    panel.is_absent = False
    feeder.round()
    feeder.round()

    assert [(line["log_level"], line["detail"]) for line in logs] == [("warning", "no cable")]
    assert panel.shown == [WELL]
