"""Key switch and drawer in a day at the till."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec
import pytest

from firmware.app.config import Config, DrawerSection, KeySwitchSection
from firmware.app.inbox import SwitchTurned
from firmware.till.events import SwitchState
from firmware.till.sounds import TUNES, Sound
from hal.drawer.emulator import EmulatedDrawer
from hal.gpio.port import SwitchPosition
from tests.app.day import Day

NewDay = Callable[..., Day]


@pytest.fixture
def day(new_day: NewDay, config: Config) -> Day:
    """A till with a lock, and a drawer with a switch, on pins."""
    settings = msgspec.structs.replace(
        config,
        key_switch=KeySwitchSection(register_pin=7, chief_pin=8),
        drawer=DrawerSection(connection="gpio", pin=22, switch_pin=17),
    )
    return new_day(settings=settings)


def turn(day: Day, position: SwitchPosition | None) -> None:
    """Turn the key, and let it be seen."""
    day.bench.key_switch.turned_to = position
    day.wait(2)


@contextmanager
def full_disk(day: Day, edge: str, spared: int = 0) -> Iterator[None]:
    """Refuse whatever begins with `edge`, but for the first `spared` times."""
    passing, left = day.stand.plug.edge, [None] * spared

    def refuse(name: str) -> None:
        if name.startswith(edge):
            if not left:
                error = sqlite3.OperationalError("the disk of the test")
                error.sqlite_errorcode = sqlite3.SQLITE_FULL
                raise error
            left.pop()
        passing(name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(day.stand.plug, "edge", refuse)
        yield


def drawer_rows(day: Day) -> list[object]:
    """What the journal says of the drawer's switch."""
    return [row.content.get("state") for row in day.rows("LADE")]


def test_switched_off_with_an_open_sale(day: Day) -> None:
    """§ 131 BAO: AUS takes no key; the sale is there with REG, and every turn is journalled."""
    day.type("250 WG1")
    turn(day, SwitchPosition.OFF)
    assert day.display == "MARKTSTAND HUBER|KASSE AUS|Schlüssel auf REG"
    day.type("250 WG1 BAR")
    assert day.receipts() == []

    turn(day, SwitchPosition.CHIEF)
    turn(day, SwitchPosition.REGISTER)
    day.type("BAR")

    assert day.story() == ["standard 250"]
    assert [row.content["position"] for row in day.rows("SCHLOSS")] == ["AUS", "CHEF", "REG"]


def test_a_cut_while_off(day: Day) -> None:
    """The lock is a contact, not a memory: after the cut the till is off again, the sale kept."""
    day.type("250 WG1")
    turn(day, SwitchPosition.OFF)
    day.cut()
    day.wait(2)
    assert "KASSE AUS" in day.display
    turn(day, SwitchPosition.REGISTER)
    day.type("BAR")
    assert day.story() == ["standard 250"]


def test_a_broken_lock_stops_no_sale(day: Day) -> None:
    """Two positions at once are nobody's wish to switch off."""
    turn(day, None)
    day.type("250 WG1 BAR")
    assert day.story() == ["standard 250"]
    assert day.rows("SCHLOSS") == []


def test_a_full_disk_does_not_keep_the_till_on(day: Day) -> None:
    """Its row is lost, and said so in the log; the lock is obeyed."""
    with full_disk(day, "disk: before"):
        turn(day, SwitchPosition.OFF)
    assert "KASSE AUS" in day.display
    assert day.rows("SCHLOSS") == []


def test_positions_are_the_tills(day: Day) -> None:
    """What the lock can say, the counter understands."""
    loop = day.stand.station.loop
    for position in SwitchPosition:
        loop.handle(SwitchTurned(position=position))
        assert loop.till.switch is SwitchState(position.value)


def test_drawer_on_a_pin(day: Day) -> None:
    """It opens with the cash, not by the printer; its switch tells when it opened and shut."""
    drawer = day.bench.drawer
    day.type("250 WG1 BAR")
    day.wait(2)
    drawer.push_shut()
    day.wait(2)

    assert drawer.pulses == 1
    assert day.bench.printer.drawer_pulses == 0
    assert drawer_rows(day) == ["opened", "shut"]


def test_drawer_left_open(day: Day) -> None:
    """5.5: after a minute it sounds, until somebody shuts it."""
    day.type("250 WG1 BAR")
    day.wait(58)
    assert day.bench.buzzer.last != TUNES[Sound.DRAWER_OPEN]
    day.wait(5)
    assert day.bench.buzzer.last == TUNES[Sound.DRAWER_OPEN]


def test_drawer_without_a_switch(new_day: NewDay, config: Config) -> None:
    """It is opened and never spoken of."""
    pins = DrawerSection(connection="gpio", pin=22)
    day = new_day(settings=msgspec.structs.replace(config, drawer=pins))
    day.type("250 WG1 BAR")
    day.wait(90)

    drawer: EmulatedDrawer = day.bench.drawer
    assert drawer.pulses == 1
    assert drawer_rows(day) == []
    assert day.bench.buzzer.last != TUNES[Sound.DRAWER_OPEN]


def test_a_key_on_off_does_not_finish_a_receipt(day: Day) -> None:
    """What a full disk left half way waits for REG: no drawer opens for a key on AUS."""
    day.type("250 WG1")
    with full_disk(day, "disk: before COMMIT", spared=1):
        day.type("BAR")
    assert day.stand.book.intent() is not None

    turn(day, SwitchPosition.OFF)
    day.type("BAR")
    assert (day.receipts(), day.bench.drawer.pulses) == ([], 0)

    turn(day, SwitchPosition.REGISTER)
    day.type("C")
    assert (day.story(), day.bench.drawer.pulses) == (["standard 250"], 1)
