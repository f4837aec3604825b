"""One class of faults: what it breaks, how often it is to be tried, and where it is."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from time import perf_counter

from tests.campaign.outcome import Outcome

#: `(count, seed, folder)`: so many attempts by this seed, in an empty folder.
Run = Callable[[int, int, Path], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultClass:
    """One class. `key` is its number, and a word where it has parts.

    `unit` is what is counted, `target` how often before a release, `sample` how often every day
    (0: only in the long lane). `place` is the function, `module:function` below
    `tests.campaign.classes`; it is imported when it is run. `limits` says what of the fault cannot
    be made here; `is_elsewhere` are figures that another lane makes, and this one only reads.
    """

    key: str
    breaks: str
    holds: str
    unit: str
    target: int
    sample: int
    place: str
    limits: str = ""
    is_elsewhere: bool = False

    @property
    def number(self) -> int:
        """Which of the twenty classes."""
        return int(self.key.partition("-")[0])

    def run(self, count: int, seed: int, folder: Path) -> Outcome:
        """Try it, and say how long that took."""
        begun_s = perf_counter()
        outcome = self._function(count, seed, folder)
        return replace(outcome, seconds=perf_counter() - begun_s)

    @property
    def _function(self) -> Run:
        module, _, function = self.place.partition(":")
        found: Run = getattr(import_module(f"tests.campaign.classes.{module}"), function)
        return found
