"""Cuts of an update: the whole of it, the plug out before a step of it, and what must hold then."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from msgspec.structs import replace

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How an update goes: whether its trial finds all well, it starts at all, and its till stands.

    Where the till does not, both versions have the same book: else there is no way back.
    """

    name: str
    is_sound: Judge = well
    starts: Judge = well
    stands: Judge = well

    def world(self, folder: Path) -> World:
        """A machine before it."""
        world = World(folder, is_sound=self.is_sound, starts=self.starts, stands=self.stands)
        if not self.stands(NEW):
            world.schemas[NEW] = world.schemas[OLD]
        return world


WAYS: Final = (
    Way(name="good"),
    Way(name="trial fails", is_sound=new_is_bad),
    Way(name="does not start", starts=new_is_bad),
    Way(name="never stands", stands=new_is_bad),
)


def whole_update(world: World) -> None:
    """From the selling till to the selling till."""
    world.start()
    assert UpdatePhase.INSTALLED is world.update().phase
    world.restart()


def steps_of(folder: Path, way: Way) -> int:
    """How many steps such an update has."""
    world = way.world(folder)
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
    assert world.stands(state.version), "a till that does not stand sells"
    if state.version == NEW:
        assert (OLD, "") == (state.confirmed_from, state.fell_back_from)
    elif state.fell_back_from:
        assert NEW == state.fell_back_from
    boots, sold = world.boots, len(world.sold)
    world.cut()
    world.start()
    # After another cut it is the same slot, at the first try.
    assert (slot, boots + 1, sold + 1) == (world.sold[-1][0], world.boots, len(world.sold))
    assert replace(state, is_unproven=False) == world.sold[-1][1]
