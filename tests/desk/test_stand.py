"""The emulated till step by step: what the simulator and the stories of tests/app hold."""

from pathlib import Path

import pytest

from firmware.app.boot import BootError
from firmware.app.config import Config
from firmware.app.credentials import CredentialError
from firmware.desk.keys import parse_keys
from firmware.desk.power import PowerCutError
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import SCREENS_KEPT, Stand
from firmware.store.errors import StoreError, StoreFault
from hal.display.port import Screen
from hal.keypad.port import Key
from hal.printer.emulator_paper import Slip
from tests.app.day import MORNING, utc


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """The demonstration's stall."""
    return in_folder(demo_config(), tmp_path)


@pytest.fixture
def new(tmp_path: Path, config: Config) -> Stand:
    """A till as it comes from the shop."""
    return Stand(tmp_path, config, utc(MORNING))


@pytest.fixture
def stand(new: Stand) -> Stand:
    """A till that is on."""
    new.commission()
    assert new.boot()
    return new


def numbers(stand: Stand) -> list[int]:
    """The receipts in the book."""
    return [one.number for one in stand.book.receipts()]


def test_nothing_without_power(new: Stand) -> None:
    """Before the boot there is neither book nor station, and the display is dark."""
    assert new.screen == Screen()
    with pytest.raises(AssertionError, match="the till is on"):
        _ = new.book
    with pytest.raises(AssertionError, match="the till is on"):
        _ = new.station


def test_commission_and_boot(stand: Stand) -> None:
    """The Startbeleg is in the book, the display says that the till is ready."""
    assert numbers(stand) == [1]
    assert stand.screen.item == "Bereit"


def test_commission_twice_keeps_the_pin(new: Stand) -> None:
    """The second try of a technician finds the PIN there."""
    new.plug.arm(3)
    with pytest.raises(PowerCutError):
        new.commission()
    assert new.cuts == 1
    assert new.commission().register_id == new.config.register.id


def test_boot_without_key(new: Stand) -> None:
    """What refuses the boot leaves the till off, and nothing locked."""
    new.commission()
    key = new.secrets / "aes-key"
    text = key.read_bytes()
    key.unlink()
    with pytest.raises(CredentialError):
        new.boot()
    key.write_bytes(text[::-1])
    key.chmod(0o600)
    with pytest.raises((CredentialError, BootError)):
        new.boot()
    key.write_bytes(text)
    assert new.boot()


def test_press_is_a_finger_on_the_matrix(stand: Stand) -> None:
    """Keys go through matrix, scanner and loop, and take the time of a finger."""
    before_s = stand.clock.monotonic()
    assert stand.press([Key.DIGIT_2, Key.DIGIT_5, Key.DIGIT_0, Key.WG1])
    assert stand.screen.main == "2,50"
    assert 0.2 < stand.clock.monotonic() - before_s < 1.0


def test_hooks(stand: Stand) -> None:
    """Each slip is handed on once, each screen as it is drawn."""
    slips: list[Slip] = []
    screens: list[Screen] = []
    stand.on_slip, stand.on_screen = slips.append, screens.append
    stand.press(parse_keys("WG4 WG4"))
    stand.settle()
    assert len(slips) == 2
    assert all(slip.is_complete for slip in slips)
    assert screens[-1] == stand.screen


def test_screens_are_bounded(stand: Stand) -> None:
    """Many days of screens do not fill the memory."""
    for _ in range(SCREENS_KEPT):
        stand.station.loop._shown = None
        stand.station.loop.draw()
    assert len(stand.screens) == SCREENS_KEPT


def test_probe_of_the_boot_is_heard(new: Stand) -> None:
    """What the first round of a thread says counts before the first key."""
    new.commission()
    new.bench.set_card("out")
    new.boot()
    assert "S!" in new.screen.status


def test_time(stand: Stand) -> None:
    """Time passes in seconds; unobserved it jumps; backwards it is a wrong clock."""
    start = stand.clock.now()
    assert stand.advance(2.5)
    assert stand.clock.now().monotonic_s - start.monotonic_s == pytest.approx(2.5)
    assert stand.set_time(utc("2026-11-20T12:00:00"))
    assert "12:00" in stand.screen.status
    assert stand.set_time(utc("2026-11-20T11:00:00"))
    assert "11:00" in stand.screen.status


def test_cut_by_hand(stand: Stand) -> None:
    """The plug pulled between two touches."""
    stand.press(parse_keys("250 WG1"))
    stand.cut()
    assert stand.cuts == 1
    assert stand.boot()
    assert stand.station.loop.till.basket.total_cents == 250


def test_cut_while_typing(stand: Stand) -> None:
    """An armed plug ends the typing; the rest of the keys is not typed."""
    stand.plug.arm(5)
    assert not stand.press(parse_keys("250 WG1 WG1 WG1"))
    assert stand.boot()
    assert len(stand.station.loop.till.basket.lines) <= 1


def test_cut_while_booting(stand: Stand) -> None:
    """A boot can be cut, too; the next one comes up."""
    stand.press(parse_keys("250 WG1"))
    stand.cut()
    stand.plug.arm(3)
    assert not stand.boot()
    assert stand.cuts == 2
    assert stand.boot()
    assert stand.station.loop.till.basket.total_cents == 250


def test_cut_while_time_passes(stand: Stand) -> None:
    """Waiting ends with the power, too."""
    stand.plug.arm(1)
    assert not stand.advance(30)
    assert stand.boot()
    stand.plug.arm(1)
    assert not stand.set_time(utc("2026-11-20T12:00:00"))


def test_broken_book_ends_the_till(stand: Stand) -> None:
    """What ends kassad lets go of the book, so that the next boot finds it."""
    edge = stand.plug.edge
    faults = [StoreError(StoreFault.BROKEN, "book", "as the test says")]

    def fail(name: str) -> None:
        if name.startswith("disk") and faults:
            raise faults.pop()
        edge(name)

    stand.plug.edge = fail
    with pytest.raises(StoreError):
        stand.press(parse_keys("250 WG1"))
    assert stand.boot()


def test_shut_down(stand: Stand) -> None:
    """An orderly end is in the journal, and the book is free."""
    stand.shut_down()
    assert stand.boot()
    assert [row.kind for row in stand.book.journal(kind="STOPP")] == ["STOPP"]


def test_till_that_never_rests(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    """A round that always finds work is a fault of ours, and does not hang the test."""
    monkeypatch.setattr(stand, "_rounds", (lambda: 0.0,))
    with pytest.raises(RuntimeError, match="does not come to rest"):
        stand.settle()
