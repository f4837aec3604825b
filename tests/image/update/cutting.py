"""Cuts of an update: the whole of it, the plug out before a step of it, and what must hold then."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from firmware.app.image_state import UpdatePhase
from tests.image.update.world import NEW, OLD, CutError, World

#: What is so of a version.
Judge = Callable[[str], bool]


def well(_version: str) -> bool:
    """Nothing is wrong with any version."""
    return True


def new_is_bad(version: str) -> bool:
    """The one that comes is no good."""
    return version == OLD


#: Name, whether the trial finds all well, whether the new system starts at all.
WAYS: Final = (
    ("good", well, well),
    ("trial fails", new_is_bad, well),
    ("does not start", well, new_is_bad),
)


def whole_update(world: World) -> None:
    """From the selling till to the selling till."""
    world.start()
    assert UpdatePhase.INSTALLED is world.update().phase
    world.restart()


def steps_of(folder: Path, is_sound: Judge, starts: Judge) -> int:
    """How many steps such an update has."""
    world = World(folder, is_sound=is_sound, starts=starts)
    whole_update(world)
    return world.disk.steps


def with_cut(world: World, step: int, work: Callable[[], None]) -> bool:
    """Whether the plug came out in `work`, before this step."""
    world.disk.cut_before = step
    try:
        work()
    except CutError:
        world.cut()
        return True
    finally:
        world.disk.cut_before = None
    return False


def require_sane(world: World) -> None:
    """It sells, from a whole system, with a book that this one may write; and tells the truth."""
    slot, state = world.sold[-1]
    assert state.version == world.slots[slot]
    assert not state.is_trial
    assert world.is_sound(state.version), "a system sells that its trial did not like"
    if state.version == NEW:
        assert (OLD, "") == (state.confirmed_from, state.fell_back_from)
    elif state.fell_back_from:
        assert NEW == state.fell_back_from
    boots, sold = world.boots, len(world.sold)
    world.cut()
    world.start()
    # After another cut it is the same slot, at the first try.
    assert (slot, boots + 1, sold + 1) == (world.sold[-1][0], world.boots, len(world.sold))
    assert state == world.sold[-1][1]
