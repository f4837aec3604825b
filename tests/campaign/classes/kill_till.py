"""Class 3: kill -9 of the till at each step of a sale, every other time in the boot, too."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.campaign.outcome import Outcome, Score, shares
from tests.power import planted
from tests.power.killing import kill_child
from tests.power.light import lighten
from tests.power.mirror import MirrorWorld, medium_of, wrong_after
from tests.power.world import DARK_S

#: More edges than the boot after a cut has.
_EDGES_OF_A_BOOT: Final = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the sale: the edges of this name, those of them from `first` to `last`."""

    name: str
    edge: str
    first: int = 0
    last: int = 0

    def edges(self, names: Sequence[str]) -> Sequence[int]:
        """Their numbers, counted from the key BAR."""
        all_of_it = [number for number, name in enumerate(names, start=1) if name == self.edge]
        last = self.last % len(all_of_it)
        return all_of_it[self.first : last + 1]


#: From the key BAR to the row that says that the paper is out.
STEPS: Final = (
    Step(name="before the intent", edge="disk: before INSERT INTO intent"),
    Step(name="before the intent is durable", edge="disk: before COMMIT"),
    Step(name="the intent is durable", edge="disk: after COMMIT"),
    Step(name="the card is asked", edge="card: before 002a"),
    Step(name="the card has signed", edge="card: after 002a"),
    Step(name="the receipt is written", edge="disk: after INSERT INTO receipts"),
    Step(name="before the receipt is durable", edge="disk: before COMMIT", first=1, last=1),
    Step(name="the receipt is durable", edge="disk: after COMMIT", first=1, last=1),
    Step(name="before the mirror", edge="mirror: before append", last=-1),
    Step(name="in the middle of the mirror", edge="mirror: half appended", last=-1),
    Step(name="the mirror has it", edge="mirror: after append", last=-1),
    Step(name="in the middle of the paper", edge="cable: after write", last=-1),
    Step(name="the printer is asked", edge="cable: before read", last=-1),
    Step(name="before its answer is durable", edge="disk: before COMMIT", first=2, last=2),
    Step(name="its answer is durable", edge="disk: after COMMIT", first=2, last=2),
)


def run(count: int, seed: int, folder: Path) -> Outcome:
    """So many deaths over all steps, each in a process; the book is judged by another boot."""
    score = Score()
    dice = random.Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        world = MirrorWorld(folder)
        names = world.edges(is_in=True)
        for step, deaths in zip(STEPS, shares(count, len(STEPS)), strict=True):
            for number in range(deaths):
                edge = dice.choice(step.edges(names))
                later = dice.randrange(1, _EDGES_OF_A_BOOT) if number % 2 else 0
                with score.attempt(f"{step.name}, edge {edge}, then {later}"):
                    assert [] == _wrong(world, edge, later)
                score.facts["steps"] = len(STEPS)
                score.facts["killed again in the boot"] += bool(later)
    for fault in _FAULTS:
        score.control(fault.name, found=_is_found(folder / fault.plant.__name__, fault))
    return score.outcome()


def _wrong(world: MirrorWorld, edge: int, later: int = 0) -> list[str]:
    history = world.off_at_the_brink()
    kill_child(history, edge)
    if later:
        history.stand.clock.advance(DARK_S)
        kill_child(history, later, in_boot=True)
    return [*wrong_after(history, medium_of(history), [], sells_on=True)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is planted, the step at which a death shows it, and whether it is one of the boot."""

    name: str
    plant: Callable[[pytest.MonkeyPatch], None]
    step: str
    is_of_boot: bool = False


_FAULTS: Final = (
    Fault(
        name="printed before it is stored",
        plant=planted.print_before_commit,
        step="before the receipt is durable",
    ),
    Fault(
        name="no intent row before the card",
        plant=planted.no_intent,
        step="the card has signed",
    ),
    Fault(
        name="the counter in a write of its own",
        plant=planted.counter_of_its_own,
        step="the receipt is durable",
    ),
    Fault(
        name="paper forgotten at the boot",
        plant=planted.forget_paper,
        step="the receipt is durable",
        is_of_boot=True,
    ),
    Fault(
        name="the open sale forgotten at the boot",
        plant=planted.forget_sale,
        step="before the intent",
        is_of_boot=True,
    ),
)


def _is_found(folder: Path, fault: Fault) -> bool:
    """Whether one death at its step shows it."""
    folder.mkdir()
    (step,) = (one for one in STEPS if one.name == fault.step)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        world = MirrorWorld(folder)
        if not fault.is_of_boot:
            fault.plant(patch)
        edge = step.edges(world.edges(is_in=True))[-1]
        history = world.off_at_the_brink()
        kill_child(history, edge)
        if fault.is_of_boot:
            fault.plant(patch)
        return bool([*wrong_after(history, medium_of(history), [], sells_on=True)])
