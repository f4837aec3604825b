"""The rounds of the threads around the loop, one by one, and the thread that repeats them."""

from threading import Event

import pytest

from firmware.app.feeders import (
    CARD_PROBE_S,
    DISPLAY_PAUSE_S,
    KEYPAD_PAUSE_S,
    LOST_DEVICE_PAUSE_S,
    POWER_PAUSE_S,
    PRINTER_ASK_S,
    RETRY_S,
    CardFeeder,
    DisplayFeeder,
    KeypadFeeder,
    PowerFeeder,
    PrinterFeeder,
    Repeater,
)
from firmware.app.inbox import CardProbed, Inbox
from firmware.app.spool import Job, Spool
from firmware.till.slip import Mark
from hal.clock.emulator import EmulatedClock
from hal.display.port import Screen
from hal.drawer.emulator import EmulatedDrawer
from hal.errors import Fault
from hal.gpio.emulator import EmulatedPowerFail
from hal.keypad.port import Key, Pressed
from hal.printer.port import Document
from tests.app.doubles import ScriptedDisplay, ScriptedKeypad, ScriptedPrinter


class Probe:
    """The issuer as the card's feeder sees it."""

    def __init__(self) -> None:
        self.is_signing = True
        self.works = True
        self.probes = 0

    def probe(self) -> bool:
        """See `Issuer.probe`."""
        self.probes += 1
        return self.works


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
    logged = capsys.readouterr().out
    assert "feeder died" in logged
    assert "ZeroDivisionError: ours" in logged


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
    logged = capsys.readouterr().out
    assert (logged.count("keypad lost"), logged.count("keypad is back")) == (1, 1)


def test_display_draws_the_newest() -> None:
    """Screens that came too fast are skipped, the same one is not drawn twice."""
    display = ScriptedDisplay()
    feeder = DisplayFeeder(display)
    assert feeder.round() == DISPLAY_PAUSE_S
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
        job = Job(number=number, mark=Mark.NONE, render=lambda _mark: Document(blocks=()))
        self.spool.enqueue(job)


def test_idle_printer_is_asked_now_and_then(clock: EmulatedClock) -> None:
    """At once, then each five seconds."""
    room = PrinterRoom(clock)
    for _ in range(3):
        room.feeder.round()
    assert room.printer.asked == 1
    clock.advance(PRINTER_ASK_S)
    room.feeder.round()
    assert room.printer.asked == 2


def test_slips_come_one_a_round(clock: EmulatedClock) -> None:
    """No pause while there is work."""
    room = PrinterRoom(clock)
    room.enqueue(2)
    room.enqueue(3)
    assert [room.feeder.round(), room.feeder.round()] == [0.0, 0.0]
    assert room.feeder.round() > 0
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
    room.feeder.round()
    room.spool.kick()
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


def test_card_is_probed_at_the_start_only(clock: EmulatedClock) -> None:
    """A card that signs belongs to the loop."""
    probe, inbox = Probe(), Inbox()
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    for _ in range(5):
        feeder.round()
        clock.advance(CARD_PROBE_S)
    assert probe.probes == 1
    assert inbox.take_now() == CardProbed(is_working=True)
    assert inbox.take_now() is None


def test_dead_card_is_probed_by_the_clock(clock: EmulatedClock) -> None:
    """Each half minute while there is an outage, and the loop hears of each."""
    probe, inbox = Probe(), Inbox()
    probe.works = probe.is_signing = False
    feeder = CardFeeder(probe, inbox, clock.monotonic)
    for _ in range(61):
        feeder.round()
        clock.advance(1)
    assert probe.probes == 3
    assert [inbox.take_now() for _ in range(4)] == [CardProbed(is_working=False)] * 3 + [None]
