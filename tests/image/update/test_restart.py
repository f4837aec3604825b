"""firmware.image.update.restart: what waits is tried, and nothing else."""

from pathlib import Path

import pytest

from firmware.image.update import restart as restarting
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.restart import arm, command, restart, set_flag
from tests.image.update.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A till that sells."""
    made = World(tmp_path)
    made.start()
    return made


@pytest.mark.parametrize("standing", Standing)
def test_only_what_waits(world: World, standing: Standing) -> None:
    """Of all standings one leads to a trial, and is another one afterwards."""
    boot = world.memory.autoboot()
    assert boot is not None
    world.memory.set_autoboot(boot.with_standing(Slot.B, standing))
    is_armed = arm(world.memory, world.here())
    after = world.memory.autoboot()
    assert after is not None
    assert (standing is Standing.NEXT) is is_armed
    assert (Standing.ONCE if is_armed else standing) is after.b


def test_a_trial_goes_back(world: World) -> None:
    """From the slot on trial a restart leads to the old one, whatever stands there."""
    world.update()
    world.running = Slot.B
    assert not arm(world.memory, world.here())


def test_the_firmware_is_told(tmp_path: Path) -> None:
    """Our module's file is written, where there is one."""
    flag = tmp_path / "tryboot"
    flag.touch()
    set_flag(flag)
    assert b"1" == flag.read_bytes()
    set_flag(tmp_path / "none/tryboot")


def test_what_systemd_is_asked() -> None:
    """A trial has the argument that the firmware's own kernel knows."""
    assert command(is_trial=False)[1:] == ["--no-block", "reboot"]
    assert command(is_trial=True)[1:] == ["--no-block", "--reboot-argument=0 tryboot", "reboot"]


def test_it_starts_anew_even_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A boot partition that cannot be written is no reason to stay down."""
    world.update()
    asked: list[list[str]] = []

    def no(*_: object) -> None:
        raise OSError("read-only")

    monkeypatch.setattr(type(world.disk), "overwrite", no)
    monkeypatch.setattr(restarting.subprocess, "run", lambda words, **_: asked.append(words))
    restart(world.memory, world.here())
    assert [command(is_trial=False)] == asked
