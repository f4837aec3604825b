"""The rounds of the threads around the loop, one by one, and the thread that repeats them."""

from collections.abc import Iterable, Iterator
from threading import Event

import pytest

from firmware.app.feeders import (
    CONTACT_PAUSE_S,
    DISPLAY_PAUSE_S,
    DISPLAY_REST_S,
    KEYPAD_PAUSE_S,
    LOST_DEVICE_PAUSE_S,
    POWER_PAUSE_S,
    PRINTER_ASK_S,
    RETRY_S,
    ContactFeeder,
    DisplayFeeder,
    KeypadFeeder,
    PowerFeeder,
    PrinterFeeder,
    Repeater,
    end_all,
    start_all,
)
from firmware.app.inbox import DeviceSeen, Inbox, Watched
from firmware.app.spool import Job, Spool
from firmware.till.papers.slip import Mark
from hal.clock.emulator import EmulatedClock
from hal.display.codec import render
from hal.display.port import Screen
from hal.drawer.emulator import EmulatedDrawer
from hal.errors import Fault, HalError
from hal.gpio.emulator import EmulatedPowerFail
from hal.gpio.port import SwitchPosition
from hal.keypad.port import Key, Pressed
from hal.printer.port import Document
from tests.app.doubles import ScriptedDisplay, ScriptedKeypad, ScriptedPrinter
from tests.logged import capture_logs

OFF, REGISTER, CHIEF = SwitchPosition.OFF, SwitchPosition.REGISTER, SwitchPosition.CHIEF

Seen = SwitchPosition | HalError | None


def test_repeater_repeats_until_told() -> None:
    """One round after the other, and an end when it is asked for."""
    halt, done = Event(), Event()
    rounds = []

    def work() -> float:
        rounds.append(1)
        if len(rounds) == 3:
            done.set()
        return 0.0

    thread = Repeater("test", work, halt)
    thread.start()
    assert done.wait(10)
    halt.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_repeater_dies_of_a_fault_of_ours(capsys: pytest.CaptureFixture[str]) -> None:
    """An exception that no device explains ends the thread, and is logged whole."""

    def work() -> float:
        raise ZeroDivisionError("ours")

    thread = Repeater("keypad", work, Event())
    thread.start()
    thread.join(10)
    assert not thread.is_alive()
    logged = capsys.readouterr().err
    assert "feeder died" in logged
    assert "ZeroDivisionError: ours" in logged


def test_who_rests_is_rung_for() -> None:
    """What is new is done at once, however long the rest was to be; the end ends a rest as well."""
    halt, bell = Event(), Event()
    began, done = Event(), Event()

    def work() -> float:
        (done if began.is_set() else began).set()
        return 600.0

    feeders = start_all({"display": work}, halt, {"display": bell})
    assert began.wait(10)
    bell.set()
    assert done.wait(10)
    end_all(feeders, halt, 10)
    assert [False] == [one.is_alive() for one in feeders]


def test_keypad(clock: EmulatedClock, capsys: pytest.CaptureFixture[str]) -> None:
    """Keys in order; a lost keypad is logged once, looked for slowly, and found again."""
    keys = (Pressed(key=Key.DIGIT_1), Pressed(key=Key.BAR))
    keypad, inbox = ScriptedKeypad(keys), Inbox()
    feeder = KeypadFeeder(keypad, inbox, clock.monotonic)
    assert feeder.round() == KEYPAD_PAUSE_S
    assert (inbox.take_now(), inbox.take_now()) == keys
    keypad.is_absent = True
    assert [feeder.round(), feeder.round()] == [LOST_DEVICE_PAUSE_S, LOST_DEVICE_PAUSE_S]
    keypad.is_absent = False
    assert feeder.round() == KEYPAD_PAUSE_S
    logged = capsys.readouterr().err
    assert (logged.count("keypad lost"), logged.count("keypad is back")) == (1, 1)
    detail = "keypad: absent: unplugged"
    assert DeviceSeen(device=Watched.KEYPAD, is_gone=True, detail=detail) == inbox.take_now()
    assert DeviceSeen(device=Watched.KEYPAD, is_gone=False) == inbox.take_now()
    assert inbox.take_now() is None


def test_display_draws_the_newest() -> None:
    """Screens that came too fast are skipped, the same one is not drawn twice."""
    display = ScriptedDisplay()
    feeder = DisplayFeeder(display)
    assert feeder.round() == DISPLAY_REST_S
    feeder.show(Screen(item="one"))
    feeder.show(Screen(item="two"))
    feeder.round()
    feeder.round()
    assert display.shown == [Screen(item="two")]


def test_display_that_comes_back() -> None:
    """After a fault the same screen is tried again."""
    display = ScriptedDisplay()
    feeder = DisplayFeeder(display)
    feeder.show(Screen(item="one"))
    display.is_absent = True
    assert feeder.round() == LOST_DEVICE_PAUSE_S
    display.is_absent = False
    feeder.round()
    assert display.shown == [Screen(item="one")]


def test_a_screen_rings_unless_the_panel_is_lost() -> None:
    """One that failed is tried again in its own time, not with each key."""
    display = ScriptedDisplay()
    feeder = DisplayFeeder(display)
    feeder.show(Screen(item="one"))
    assert feeder.bell.is_set()
    feeder.bell.clear()
    display.is_absent = True
    feeder.round()
    feeder.show(Screen(item="two"))
    assert not feeder.bell.is_set()


def test_screen_that_cannot_be_set() -> None:
    """A text too long for its zone is logged once by zone and text, and takes no other along."""

    class Panel(ScriptedDisplay):
        """Sets screens as the real codec does."""

        def show(self, screen: Screen) -> None:
            render(screen)
            super().show(screen)

    panel = Panel()
    feeder = DisplayFeeder(panel)
    feeder.show(Screen(hint="x" * 22))
    with capture_logs() as logs:
        assert [feeder.round(), feeder.round()] == [DISPLAY_PAUSE_S, DISPLAY_REST_S]
    feeder.show(Screen(item="one"))
    feeder.round()
    assert [(line["log_level"], line["zone"], line["text"]) for line in logs] == [
        ("error", "hint", "x" * 22)
    ]
    assert panel.shown == [Screen(item="one")]


class PrinterRoom:
    """A printer's feeder with everything around it."""

    def __init__(self, clock: EmulatedClock, *faults: Fault | None) -> None:
        self.clock = clock
        self.printer = ScriptedPrinter(faults)
        self.drawer = EmulatedDrawer()
        self.spool = Spool(self.printer, self.drawer, Inbox().post)
        self.feeder = PrinterFeeder(self.spool, clock.monotonic)

    def enqueue(self, number: int) -> None:
        """An empty slip."""
        job = Job(slip=number, mark=Mark.NONE, render=lambda _mark: Document(blocks=()))
        self.spool.enqueue(job)


def test_idle_printer_is_asked_now_and_then(clock: EmulatedClock) -> None:
    """At once, then each five seconds."""
    room = PrinterRoom(clock)
    for _ in range(3):
        room.feeder.round()
    assert room.printer.asked == 1
    clock.advance(PRINTER_ASK_S - 1)
    assert 1.0 == pytest.approx(room.feeder.round())
    clock.advance(1)
    room.feeder.round()
    assert room.printer.asked == 2


def test_slips_come_one_a_round(clock: EmulatedClock) -> None:
    """No pause while there is work."""
    room = PrinterRoom(clock)
    room.enqueue(2)
    room.enqueue(3)
    assert [room.feeder.round(), room.feeder.round()] == [0.0, 0.0]
    assert room.feeder.round() > 0
    assert room.spool.bell.is_set()
    assert len(room.printer.documents) == 2


def test_failed_printer_is_asked_before_it_is_tried(clock: EmulatedClock) -> None:
    """No slip is begun that cannot come out; the question comes each second."""
    room = PrinterRoom(clock, Fault.TIMEOUT)
    room.enqueue(2)
    room.feeder.round()
    room.printer.seen = None
    for _ in range(5):
        room.feeder.round()
    assert room.printer.asked == 1
    clock.advance(RETRY_S)
    for _ in range(5):
        room.feeder.round()
    assert room.printer.asked == 2
    assert room.printer.documents == []


def test_drawer_does_not_wait_for_paper(clock: EmulatedClock) -> None:
    """The pulse is sent at once, also while the printer fails."""
    room = PrinterRoom(clock, Fault.PAPER_OUT)
    room.enqueue(2)
    assert RETRY_S == pytest.approx(room.feeder.round())
    room.spool.bell.clear()
    room.spool.kick()
    assert room.spool.bell.is_set()
    assert room.feeder.round() == 0.0
    assert room.drawer.pulses == 1


def test_power_needs_two_warnings() -> None:
    """One look may be a spike; two in a row are the end, told once."""
    power, fails = EmulatedPowerFail(), Event()
    feeder = PowerFeeder(power, fails)
    assert feeder.round() == POWER_PAUSE_S
    power.has_warning = True
    feeder.round()
    power.has_warning = False
    feeder.round()
    power.has_warning = True
    feeder.round()
    assert not fails.is_set()
    feeder.round()
    assert fails.is_set()


def test_power_input_that_is_not_there() -> None:
    """Without the input the till sells as well, and looks again now and then."""
    power, fails = EmulatedPowerFail(), Event()
    power.is_absent = True
    assert PowerFeeder(power, fails).round() == LOST_DEVICE_PAUSE_S
    assert not fails.is_set()


class Contact:
    """Gives one reading after the other."""

    def __init__(self, readings: Iterable[Seen]) -> None:
        self._readings: Iterator[Seen] = iter(readings)

    def position(self) -> SwitchPosition | None:
        reading = next(self._readings)
        if isinstance(reading, HalError):
            raise reading
        return reading


def told(*readings: Seen) -> tuple[list[SwitchPosition], list[float]]:
    """What a feeder makes of `readings`, and the pauses it asks for."""
    heard: list[SwitchPosition] = []
    feeder = ContactFeeder("key switch", Contact(readings).position, heard.append)
    return heard, [feeder.round() for _ in readings]


@pytest.mark.parametrize(
    ("readings", "heard"),
    [
        ([REGISTER], []),
        ([REGISTER, REGISTER, REGISTER], [REGISTER]),
        ([REGISTER, REGISTER, OFF, CHIEF, CHIEF], [REGISTER, CHIEF]),
        ([REGISTER, REGISTER, OFF, REGISTER, REGISTER], [REGISTER]),
        ([OFF, OFF, REGISTER, REGISTER, OFF, OFF], [OFF, REGISTER, OFF]),
        ([None, None, None], []),
    ],
)
def test_told_at_rest_and_once(readings: list[Seen], heard: list[SwitchPosition]) -> None:
    """What is passed on the way is not told, nor what was told before, nor what is not there."""
    assert told(*readings) == (heard, [CONTACT_PAUSE_S] * len(readings))


def test_a_broken_contact_is_logged_once_and_keeps_its_position() -> None:
    """A lock with both contacts closed turns nothing off; mended, it goes on from there."""
    broken = HalError(Fault.BROKEN, "key switch", "two positions at once")
    with capture_logs() as logs:
        heard, pauses = told(REGISTER, REGISTER, broken, broken, REGISTER, REGISTER, OFF, OFF)

    assert heard == [REGISTER, OFF]
    assert pauses[2:4] == [LOST_DEVICE_PAUSE_S] * 2
    assert [(line["log_level"], line["event"], line["contact"]) for line in logs] == [
        ("error", "contact lost", "key switch"),
        ("info", "contact is back", "key switch"),
    ]
