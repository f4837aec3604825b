"""What came of a class of faults: how often it was tried, what went wrong, what a control found."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

#: A class that fails everywhere fails for one reason; the first ones say enough.
FAILURES_KEPT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A fault planted into the product, and whether the same checks found it."""

    planted: str
    found: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One run of one class. A failure is one line from which it can be made again.

    `facts` are further numbers by their name: what the attempts consisted of. `seconds` are those
    of this computer; whoever runs the class fills them in.
    """

    attempts: int
    failures: tuple[str, ...] = ()
    facts: Mapping[str, float] = field(default_factory=dict)
    controls: tuple[Control, ...] = ()
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Something was tried, nothing failed, and each planted fault was found."""
        return self.attempts > 0 and not self.failures and all(one.found for one in self.controls)


class Score:
    """Counts while a class runs, and becomes its outcome."""

    def __init__(self) -> None:
        self.attempts = 0
        self.facts: Counter[str] = Counter()
        self._failures: list[str] = []
        self._controls: list[Control] = []

    @property
    def failures(self) -> tuple[str, ...]:
        """What went wrong so far."""
        return tuple(self._failures)

    @contextmanager
    def attempt(self, name: str) -> Iterator[None]:
        """One attempt, called so that it can be made again; what it raises is its failure."""
        self.attempts += 1
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the campaign goes on and says it
            self.fail(f"{name}: {type(error).__name__}: {error}")

    def fail(self, what: str) -> None:
        """Something did not hold."""
        self._failures.append(" ".join(what.split())[:400])

    def control(self, planted: str, *, found: bool) -> None:
        """A fault was planted, and found or not."""
        self._controls.append(Control(planted=planted, found=found))

    def outcome(self) -> Outcome:
        """What it came to."""
        return Outcome(
            attempts=self.attempts,
            failures=self.failures,
            facts=dict(self.facts),
            controls=tuple(self._controls),
        )


def shares(count: int, parts: int) -> list[int]:
    """`count` attempts over so many kinds of the same fault, as evenly as it goes."""
    bounds = [count * part // parts for part in range(parts + 1)]
    return [above - below for below, above in pairwise(bounds)]
