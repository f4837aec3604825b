"""Class 20: the plug is pulled before a step of an update, and again while it comes back."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from shutil import rmtree

import pytest

from firmware.app.image_state import ImageState
from firmware.image.update.memory import Memory, Outcome
from firmware.image.update.slot import Here, settle
from tests.campaign.outcome import Outcome as Result
from tests.campaign.outcome import Score, shares
from tests.image.update import world as machine
from tests.image.update.cutting import (
    WAYS,
    Way,
    require_sane,
    steps_of,
    whole_update,
    with_cut,
)
from tests.image.update.world import World

#: More steps than any start takes to find out what a cut has left.
_STEPS_OF_A_START = 8
_CUTS_MAX = 3


def run(count: int, seed: int, folder: Path) -> Result:
    """Each step of the four ways an update can go; then two and three cuts by chance."""
    score = Score()
    dice = random.Random(seed)
    for way, attempts in zip(WAYS, shares(count, len(WAYS)), strict=True):
        _cut(score, way, attempts, dice, folder)
    for planted, plant in _FAULTS.items():
        with pytest.MonkeyPatch.context() as patch:
            plant(patch)
            score.control(planted, found=_is_found(folder))
    return score.outcome()


def _cut(score: Score, way: Way, attempts: int, dice: random.Random, folder: Path) -> None:
    with _fresh(folder) as room:
        steps = steps_of(room, way)
    for number in range(attempts):
        first = number % steps
        cuts = [first]
        if number >= steps:
            cuts += [dice.randrange(_STEPS_OF_A_START) for _ in range(dice.randrange(1, _CUTS_MAX))]
        with score.attempt(f"{way.name}, cuts {cuts}"), _fresh(folder) as room:
            made = try_cuts(way.world(room), cuts)
            score.facts[f"with {made} cuts"] += 1


def try_cuts(world: World, cuts: list[int]) -> int:
    """An update cut before these steps, the later ones counted from the start after; how many cut.

    Raises:
        AssertionError: it does not sell afterwards as it must.
    """
    assert with_cut(world, cuts[0], partial(whole_update, world)), "the update has that step"
    made = 1
    for later in cuts[1:]:
        if not with_cut(world, world.disk.steps + later, world.start):
            break
        made += 1
    world.start()
    require_sane(world)
    return made


@contextmanager
def _fresh(folder: Path) -> Iterator[Path]:
    room = folder / "machine"
    room.mkdir()
    try:
        yield room
    finally:
        rmtree(room)


def _is_found(folder: Path) -> bool:
    return any(_is_found_at(way, step, folder) for way, step in _all_steps(folder))


def _all_steps(folder: Path) -> Iterator[tuple[Way, int]]:
    for way in WAYS:
        with _fresh(folder) as room:
            steps = steps_of(room, way)
        for step in range(steps):
            yield way, step


def _is_found_at(way: Way, step: int, folder: Path) -> bool:
    with _fresh(folder) as room:
        try:
            try_cuts(way.world(room), [step])
        except (AssertionError, machine.DamagedError, machine.DarkError):
            return True
    return False


def _confirm_unasked(patch: pytest.MonkeyPatch) -> None:
    def confirm(memory: Memory, here: Here) -> ImageState:
        boot = memory.autoboot()
        assert boot is not None
        memory.set_autoboot(boot.confirmed(here.slot))
        return settle(memory, here)

    patch.setattr(machine, "confirm", confirm)


def _forget_before_keeping(patch: pytest.MonkeyPatch) -> None:
    keep, forget = Memory.keep, Memory.forget_pending
    held: list[Outcome] = []

    def keep_late(memory: Memory, what: object) -> None:
        if isinstance(what, Outcome):
            held.append(what)
        else:
            keep(memory, what)  # type: ignore[arg-type]

    def forget_then_keep(memory: Memory) -> None:
        forget(memory)
        while held:
            keep(memory, held.pop())

    patch.setattr(Memory, "keep", keep_late)
    patch.setattr(Memory, "forget_pending", forget_then_keep)


_FAULTS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "a slot is confirmed without the verdict of its trial": _confirm_unasked,
    "the update is forgotten before its end is written down": _forget_before_keeping,
}
