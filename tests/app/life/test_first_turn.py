"""kassad before its first start, with its threads: keys in, and every way it may end."""

from dataclasses import replace
from pathlib import Path
from threading import Event, Thread

import pytest

from firmware.app.config import Config
from firmware.app.life.first_start import NO_PIN, Site
from firmware.app.life.first_turn import FirstEnd, take_first_start
from firmware.desk.bench import PIN
from firmware.process.notify import Notifier
from hal.keypad.port import KeypadEvent
from tests.app.machine import WAIT_S, Machine, WatchedDisplay


@pytest.fixture
def machine(tmp_path: Path, config: Config) -> Machine:
    """A till that is off, and was never in operation."""
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config, is_new=True)


def site(machine: Machine) -> Site:
    """What the technician stands before."""
    devices = machine.bench.devices(pin=NO_PIN)
    watched = replace(devices, display=WatchedDisplay(devices.display, machine.watch))
    return Site(config=machine.config, devices=watched, secrets=machine.secrets)


def test_ends_in_operation(machine: Machine) -> None:
    """§ 6 RKSV: typed at the matrix; when it returns, the register is in operation."""
    ends: list[FirstEnd] = []
    thread = Thread(
        target=lambda: ends.append(take_first_start(site(machine), Event(), Notifier({})))
    )
    thread.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("NEUE KASSE"))
    machine.type(f"BAR BAR BAR {PIN.decode()} BAR BAR BAR")
    thread.join(WAIT_S)
    assert [FirstEnd.DONE] == ends
    assert machine.plug_path.exists()


def test_ends_when_asked(machine: Machine) -> None:
    """Systemd says stop: nothing was made."""
    stop = Event()
    stop.set()
    assert FirstEnd.STOPPED is take_first_start(site(machine), stop, Notifier({}))
    assert not machine.plug_path.exists()


def test_ends_when_the_supply_fails(machine: Machine) -> None:
    """The supply's warning ends it as it ends a till in operation."""
    machine.bench.power_fail.has_warning = True
    assert FirstEnd.POWER is take_first_start(site(machine), Event(), Notifier({}))


class BrokenKeypad:
    """A keypad whose driver has a fault of ours."""

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """See `Keypad.poll`."""
        raise ZeroDivisionError("ours")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_ends_when_a_feeder_dies(machine: Machine) -> None:
    """A technician whose keys nobody hears does not wait for ever."""
    broken = site(machine)
    broken = replace(broken, devices=replace(broken.devices, keypad=BrokenKeypad()))
    assert FirstEnd.DEVICE is take_first_start(broken, Event(), Notifier({}))
