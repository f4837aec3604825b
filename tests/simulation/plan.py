"""Plans a day by a seed: a list of lines, each a step (see steps.py), as printable as a script.

The dice know nothing of what the till answers: a step that the till refuses is a mistake somebody
makes at a counter. What must hold whatever happens is in checkers.py.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, TypeVar

from tests.simulation import calamity, customer

_T = TypeVar("_T")

#: A day of the everyday lane; more steps make other days, not the same with more at its end.
STEPS: Final = 30
#: Local time at which days begin, and how often: most are nothing special.
_MORNINGS: Final = {
    "2026-11-20T09:00:00": 8,
    # The hour that comes twice, a month's end, a year's end, a leap day, the end of a quarter.
    "2026-10-25T01:50:00+02:00": 2,
    "2026-11-30T23:40:00": 2,
    "2026-12-31T23:40:00": 2,
    "2028-02-28T23:50:00": 1,
    "2027-03-28T01:45:00": 1,
}
#: What a day consists of.
_KINDS: Final[dict[Callable[[Random, "Stall"], Sequence[str]], int]] = {
    lambda dice, stall: customer.one(dice, is_fitted=stall.is_fitted): 62,
    lambda dice, _stall: customer.clerk(dice): 5,
    lambda dice, _stall: customer.mistake(dice): 7,
    lambda dice, stall: calamity.one(dice, is_fitted=stall.is_fitted): 26,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stall:
    """Which of the two stalls: with card terminal and scale, or without."""

    is_fitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A day: when it begins (local, with an offset where that is ambiguous), where, and its steps.

    `seed` throws the dice of what a step leaves to chance: which sectors a cut leaves.
    """

    seed: int
    morning: str
    is_fitted: bool
    steps: tuple[str, ...]

    @property
    def text(self) -> str:
        """As a script."""
        head = f"# seed {self.seed}, {'with' if self.is_fitted else 'without'} card terminal"
        return "\n".join([head, f"@time {self.morning}", *self.steps])


def plan(seed: int, steps: int = STEPS, days: int = 1) -> Plan:
    """The day, or days, of a seed."""
    dice = Random(seed)
    stall = Stall(is_fitted=dice.random() < 0.3)
    morning = _chosen(dice, _MORNINGS)
    lines = list(customer.opening(dice))
    for day in range(days):
        if day:
            lines += ["world till close", "@wait 30", f"world clock on {dice.randint(6, 40)}"]
        end = len(lines) + steps
        while len(lines) < end:
            lines += _chosen(dice, _KINDS)(dice, stall)
    return Plan(seed=seed, morning=morning, is_fitted=stall.is_fitted, steps=tuple(lines))


def from_text(text: str) -> Plan:
    """The plan that `Plan.text` wrote."""
    head, begin, *steps = (line for line in text.splitlines() if line.strip())
    seed, _, stall = head.removeprefix("# seed ").partition(", ")
    return Plan(
        seed=int(seed),
        morning=begin.removeprefix("@time "),
        is_fitted=not stall.startswith("without"),
        steps=tuple(steps),
    )


def _chosen(dice: Random, weights: Mapping[_T, int]) -> _T:
    return dice.choices(list(weights), list(weights.values()))[0]
