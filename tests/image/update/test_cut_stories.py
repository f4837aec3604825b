"""A power cut before every step of an update: the till starts and sells, each time."""

from functools import partial
from pathlib import Path

import pytest

from firmware.app.image_state import FallBack, UpdatePhase
from firmware.image.update.autoboot import Slot, Standing
from tests.image.update.cutting import (
    WAYS,
    Way,
    new_is_bad,
    require_sane,
    steps_of,
    well,
    whole_update,
    with_cut,
)
from tests.image.update.world import ASKED, NEW, OLD, DarkError, World

BY_NAME = [pytest.param(way, id=way.name) for way in WAYS]


@pytest.mark.parametrize("way", BY_NAME)
def test_a_cut_before_every_step(tmp_path: Path, way: Way) -> None:
    """Of every update, good or bad, each step may be the last."""
    (tmp_path / "whole").mkdir()
    steps = steps_of(tmp_path / "whole", way)
    assert 12 < steps
    for step in range(steps):
        folder = tmp_path / str(step)
        folder.mkdir()
        world = way.world(folder)
        assert with_cut(world, step, partial(whole_update, world))
        world.start()
        require_sane(world)


@pytest.mark.parametrize("way", BY_NAME)
def test_two_cuts(tmp_path: Path, way: Way) -> None:
    """The power goes again while the machine finds out what the first cut left."""
    (tmp_path / "whole").mkdir()
    steps = steps_of(tmp_path / "whole", way)
    for first in range(steps):
        second = 0
        while True:
            folder = tmp_path / f"{first}-{second}"
            folder.mkdir()
            world = way.world(folder)
            assert with_cut(world, first, partial(whole_update, world))
            if not with_cut(world, world.disk.steps + second, world.start):
                break
            world.start()
            require_sane(world)
            second += 1
        require_sane(world)


@pytest.mark.parametrize("way", BY_NAME)
def test_afterwards_an_update_works(tmp_path: Path, way: Way) -> None:
    """Whatever a cut left, the same bundle can be installed, and is tried."""
    (tmp_path / "whole").mkdir()
    for step in range(steps_of(tmp_path / "whole", way)):
        folder = tmp_path / str(step)
        folder.mkdir()
        world = way.world(folder)
        with_cut(world, step, partial(whole_update, world))
        world.start()
        world.is_sound = world.starts = world.stands = well
        if world.state.version == OLD:
            assert UpdatePhase.INSTALLED is world.update().phase
            world.restart()
        assert (Slot.B, NEW) == (world.sold[-1][0], world.state.version)


def test_good(tmp_path: Path) -> None:
    """Without a cut: installed, tried, confirmed; the book is the new one's then."""
    world = World(tmp_path)
    whole_update(world)
    assert (Slot.B, NEW, OLD) == (
        world.sold[-1][0],
        world.state.version,
        world.state.confirmed_from,
    )
    assert 2 == world.schema


def test_bad(tmp_path: Path) -> None:
    """What the trial did not like comes back, and says why; the book was not touched."""
    world = World(tmp_path, is_sound=new_is_bad)
    whole_update(world)
    assert (Slot.A, OLD) == (world.sold[-1][0], world.state.version)
    assert (NEW, "card") == (world.state.fell_back_from, world.state.fell_back_because)
    assert 1 == world.schema
    boot = world.memory.autoboot()
    assert boot is not None
    assert Standing.FAIL is boot.b


def test_never_started(tmp_path: Path) -> None:
    """A system that does not come to us leaves the old one, which knows no more than that."""
    world = World(tmp_path, starts=new_is_bad)
    whole_update(world)
    assert FallBack.NOT_CONFIRMED.value == world.state.fell_back_because


def test_never_stood(tmp_path: Path) -> None:
    """Confirmed, and its till ends again and again: the old one sells again, and says so, once."""
    world = WAYS[3].world(tmp_path)
    whole_update(world)
    told = (world.state.version, world.state.fell_back_from, world.state.fell_back_because)
    assert (OLD, NEW, FallBack.NEVER_STOOD.value) == told
    boot = world.memory.autoboot()
    assert boot is not None
    assert (Slot.A, Standing.FAIL) == (boot.permanent, boot.b)
    update = world.state.update_id
    assert ASKED != update, "the row of its confirmation may be in the book"
    world.start()
    assert update == world.state.update_id


def test_no_way_back_from_a_newer_book(tmp_path: Path) -> None:
    """The old program would refuse the book that the new one has carried on."""
    world = World(tmp_path, stands=new_is_bad)
    with pytest.raises(DarkError):
        whole_update(world)


def test_no_way_back_after_it_stood(tmp_path: Path) -> None:
    """What comes later is no fault of the update."""
    world = WAYS[0].world(tmp_path)
    world.schemas[NEW] = world.schemas[OLD]
    whole_update(world)
    world.stands = new_is_bad
    with pytest.raises(DarkError):
        world.start()


def test_cut_before_the_restart(tmp_path: Path) -> None:
    """It waits, is said to wait, and is tried at the next restart that somebody asks for."""
    world = World(tmp_path)
    world.start()
    world.update()
    world.cut()
    world.start()
    assert (OLD, NEW, "") == (
        world.state.version,
        world.state.waiting_version,
        world.state.fell_back_from,
    )
    world.restart()
    assert NEW == world.state.version


def test_rot_after_the_update(tmp_path: Path) -> None:
    """A slot that sold and rots gives way to the other, which says so, once."""
    world = World(tmp_path)
    whole_update(world)
    world.schema = 1  # The two versions of this story have the same book.
    world.starts = new_is_bad
    world.start()
    assert (OLD, NEW, "damaged") == (
        world.state.version,
        world.state.fell_back_from,
        world.state.fell_back_because,
    )
    world.start()
    assert "lost-1" == world.state.update_id


def test_the_sector_is_not_ours(tmp_path: Path) -> None:
    """Whatever somebody wrote into autoboot.txt: who started writes it anew."""
    world = World(tmp_path)
    world.start()
    world.disk.files = {key: b"boot_partition=2\n" for key in world.disk.files if "boot" in key}
    assert world.memory.autoboot() is None
    world._boot()
    boot = world.memory.autoboot()
    assert boot is not None
    assert (Slot.A, Standing.GOOD, Standing.NONE) == (boot.permanent, boot.a, boot.b)
