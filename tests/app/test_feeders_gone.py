"""firmware.app.feeders: a display that is gone, and the lamp that says what is missing."""

from firmware.app.feeders import DISPLAY_FAILURES, LAMP_STEP_S, DisplayFeeder, LampFeeder
from firmware.app.inbox import DeviceSeen, Inbox, Watched
from hal.display.port import Screen
from hal.errors import Fault, HalError
from tests.app.doubles import ScriptedDisplay


def test_display_that_is_gone_is_told_once() -> None:
    """Not after one fault: a panel is drawn again in a second; told again when it is back."""
    display, told = ScriptedDisplay(), list[DeviceSeen]()
    feeder = DisplayFeeder(display, told.append)
    feeder.show(Screen(item="one"))
    display.is_absent = True
    for _ in range(DISPLAY_FAILURES - 1):
        feeder.round()
    assert [] == told
    feeder.round()
    feeder.round()
    detail = "display: absent: unplugged"
    assert [DeviceSeen(device=Watched.DISPLAY, is_gone=True, detail=detail)] == told
    display.is_absent = False
    feeder.round()
    assert DeviceSeen(device=Watched.DISPLAY, is_gone=False) == told[-1]
    feeder.show(Screen(item="two"))
    feeder.round()
    assert 2 == len(told)


class Lamp:
    """A lamp that remembers, and one that is off its wire."""

    def __init__(self) -> None:
        self.seen: list[bool] = []
        self.is_absent = False

    def set(self, *, is_lit: bool) -> None:
        """See `StatusLed.set`."""
        if self.is_absent:
            raise HalError(Fault.ABSENT, "status led", "unplugged")
        self.seen.append(is_lit)


def test_lamp_says_what_is_missing() -> None:
    """Two flashes: the display; three: the keypad; both, one after the other; lit again after."""
    lamp, inbox = Lamp(), Inbox()
    feeder = LampFeeder(lamp, inbox)
    feeder.round()
    assert [] == lamp.seen
    inbox.post(DeviceSeen(device=Watched.DISPLAY, is_gone=True))
    for _ in range(7):
        feeder.round()
    two, end = [True, False, True, False, False, False], [True]
    assert two + end == lamp.seen
    inbox.post(DeviceSeen(device=Watched.KEYPAD, is_gone=True))
    for _ in range(15):
        feeder.round()
    three = [True, False, True, False, True, False, False, False]
    assert two + end + two + three + end == lamp.seen
    for watched in Watched:
        inbox.post(DeviceSeen(device=watched, is_gone=False))
    for _ in range(20):
        assert LAMP_STEP_S == feeder.round()
    assert two + end + two + three + end == lamp.seen


def test_a_lamp_that_is_gone_as_well() -> None:
    """Nobody minds."""
    lamp, inbox = Lamp(), Inbox()
    lamp.is_absent = True
    inbox.post(DeviceSeen(device=Watched.DISPLAY, is_gone=True))
    assert LAMP_STEP_S == LampFeeder(lamp, inbox).round()
