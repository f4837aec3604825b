"""firmware.app.barred.turn: a kassad that may not sell, with its threads."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from firmware.app.barred.reason import Bar
from firmware.app.barred.saver import Saver
from firmware.app.barred.turn import Barred, BarredEnd, take_barred
from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config
from firmware.app.inbox import ExportSaid, Tick
from firmware.app.stick.berth import Berth
from firmware.process.notify import Notifier
from firmware.till.exports.requests import ExportKind, ExportProgress, ExportResult
from hal.clock.emulator import EmulatedClock
from hal.keypad.port import Key, KeypadEvent, Pressed
from tests.app.machine import WAIT_S, Machine

BAR = Bar(words="Daten defekt", detail="corrupt: e2fsck 4")


@pytest.fixture
def machine(tmp_path: Path, config: Config) -> Machine:
    """A till that is off; its partition holds nothing."""
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config, is_new=True)


class Turning:
    """The turns in a thread."""

    def __init__(self, machine: Machine) -> None:
        self.machine, self.stop = machine, Event()
        self.ends: list[BarredEnd] = []
        self.notifier = Notifier({})

    def start(self) -> None:
        machine = self.machine
        self.thread = Thread(
            target=lambda: self.ends.append(
                take_barred(machine.config, machine.devices(), BAR, self.stop, self.notifier)
            )
        )
        self.thread.start()

    def end(self) -> BarredEnd:
        self.thread.join(WAIT_S)
        (end,) = self.ends
        return end


@pytest.fixture
def turning(machine: Machine) -> Iterator[Turning]:
    """Stopped at the end, whatever a test did."""
    made = Turning(machine)
    yield made
    made.stop.set()


def test_it_says_why_and_what_can_be_done(turning: Turning) -> None:
    """Not NEUE KASSE, although there is no book; no key makes one."""
    turning.start()
    watch = turning.machine.watch
    watch.wait_for(lambda: watch.has_shown("KASSE GESPERRT|Daten defekt|ZW=sichern 9=Neustart"))
    turning.machine.type("BAR BAR 4 BAR")
    watch.wait_for(lambda: watch.has_shown("NICHT GESICHERT|Stick abgezogen|C = zurück"))
    turning.machine.type("9 BAR")
    assert BarredEnd.RESTART is turning.end()
    assert not turning.machine.plug_path.exists()
    assert not watch.has_shown("NEUE KASSE")


def test_systemd_hears_that_it_is_up(turning: Turning, tmp_path: Path) -> None:
    """Starting it anew would mend nothing."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(str(tmp_path / "notify"))
        supervisor.settimeout(WAIT_S)
        turning.notifier = Notifier({"NOTIFY_SOCKET": supervisor.getsockname()})
        turning.start()
        assert b"READY=1\nSTATUS=barred: Daten defekt" == supervisor.recv(4096)
        assert b"WATCHDOG=1" == supervisor.recv(4096)
        turning.stop.set()
        assert BarredEnd.STOPPED is turning.end()


def test_supply_that_fails(turning: Turning) -> None:
    """As a till in operation."""
    turning.machine.bench.power_fail.has_warning = True
    turning.start()
    assert BarredEnd.POWER is turning.end()


class BrokenKeypad:
    """A keypad whose driver has a fault of ours."""

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """See `Keypad.poll`."""
        raise ZeroDivisionError("ours")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_feeder_that_dies(machine: Machine) -> None:
    """Systemd starts it anew."""
    devices = replace(machine.devices(), keypad=BrokenKeypad())
    end = take_barred(machine.config, devices, BAR, Event(), Notifier({}))
    assert BarredEnd.DEVICE is end


@pytest.fixture
def barred(config: Config, clock: EmulatedClock) -> Barred:
    """The menu, without threads."""
    saver = Saver(config.paths, Berth(None), ClockGuard(clock), lambda _: None)
    return Barred("Daten defekt", saver)


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (
            ExportResult(kind=ExportKind.DEP7, receipts=412, may_pull=True),
            ("Gesichert ✓", "412 Bons", "Stick abziehen"),
        ),
        (
            ExportResult(kind=ExportKind.COPY, is_whole=False, may_pull=True),
            ("Gesichert ✓", "lückenhaft", "Stick abziehen"),
        ),
        (ExportResult(kind=ExportKind.COPY), ("Gesichert ✓", "fertig", "Stick noch in Betrieb")),
        (
            ExportResult(kind=ExportKind.DEP7, error="Stick voll", is_stick_at_fault=True),
            ("NICHT GESICHERT", "Stick voll", "C = zurück"),
        ),
    ],
)
def test_how_it_ended(barred: Barred, result: ExportResult, told: tuple[str, str, str]) -> None:
    """It stands there until the next key."""
    progress = ExportProgress(kind=result.kind, per_mille=100, left_s=None)
    barred.handle(ExportSaid(told=progress))
    assert progress == barred.menu.progress
    barred.handle(ExportSaid(told=result))
    barred.handle(Tick())
    assert told == barred.menu.told
    barred.handle(Pressed(key=Key.C))
    assert barred.menu.told is None
