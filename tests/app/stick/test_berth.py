"""firmware.app.stick.berth: the port with the stick in it."""

from pathlib import Path
from threading import Event

import pytest

from firmware.app.stick import berth as module
from firmware.app.stick.berth import NO_STICK, Berth
from firmware.export.package.fault import MediumError, MediumFault
from firmware.till.requests import Failed, Stored
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot


@pytest.fixture
def port(tmp_path: Path) -> EmulatedPort:
    """An empty port."""
    return EmulatedPort(tmp_path / "run" / "stick")


@pytest.fixture
def berth(port: EmulatedPort) -> Berth:
    return Berth(MountedSlot(port, port.mount_point))


def insert(port: EmulatedPort, tmp_path: Path, **traits: object) -> None:
    (tmp_path / "on it").mkdir(exist_ok=True)
    port.insert(EmulatedStick(folder=tmp_path / "on it", **traits))  # type: ignore[arg-type]


def test_a_till_without_a_port() -> None:
    """It never has a stick, and says so."""
    nowhere = Berth(None)
    assert (NO_STICK, NO_STICK) == (nowhere.refusal(), nowhere.release())
    assert not nowhere.has(None)


def test_what_is_in(port: EmulatedPort, berth: Berth, tmp_path: Path) -> None:
    """Found, asked, and known again; another one is another one."""
    assert NO_STICK == berth.refusal()
    insert(port, tmp_path)
    stick = berth.find()
    assert (None, True) == (berth.refusal(), berth.has(stick))
    berth.require(stick)
    assert berth.free_bytes(stick) > 0
    insert(port, tmp_path)
    with pytest.raises(MediumError) as caught:
        berth.require(stick)
    assert MediumFault.GONE is caught.value.fault


def test_in_words_of_the_counter(port: EmulatedPort, berth: Berth, tmp_path: Path) -> None:
    """Write protected; or nobody can say."""
    insert(port, tmp_path, is_write_protected=True)
    assert Failed(words="Schreibschutz") == berth.refusal()
    port.is_blind = True
    assert Failed(words="Stick geht nicht") == berth.refusal()
    assert Failed(words="geht nicht") == berth.release()


def test_no_room_to_ask(port: EmulatedPort, berth: Berth, tmp_path: Path) -> None:
    """A stick that was pulled does not say how much is free."""
    insert(port, tmp_path)
    stick = berth.find()
    port.pull()
    with pytest.raises(MediumError) as caught:
        berth.free_bytes(stick)
    assert MediumFault.GONE is caught.value.fault


def test_it_is_let_go(port: EmulatedPort, berth: Berth, tmp_path: Path) -> None:
    """Asked, and looked after."""
    assert NO_STICK == berth.release()
    insert(port, tmp_path)
    assert Stored() == berth.release()
    insert(port, tmp_path)
    stick = berth.find()
    assert berth.let_go(stick, Event(), lambda _event, _seconds: False)
    assert not berth.let_go(stick, Event(), lambda _event, _seconds: False)


def test_whoever_goes_down_does_not_wait(port: EmulatedPort, berth: Berth, tmp_path: Path) -> None:
    """A stick that stays mounted is looked for until then, and not for ever."""
    insert(port, tmp_path)
    port.is_held = True
    waits: list[float] = []

    def wait(_event: Event, seconds: float) -> bool:
        waits.append(seconds)
        return len(waits) == 3

    assert not berth.let_go(berth.find(), Event(), wait)
    assert [module.LOOK_S] * 3 == waits
