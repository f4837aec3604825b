"""Lives a plan, watched; says what broke, where, and the shortest list of steps that breaks it."""

import tempfile
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.simulation.broken import BrokenError
from tests.simulation.checkers import Watch
from tests.simulation.market import EndedError, Market, opened
from tests.simulation.plan import Plan

#: Days live in memory: what their disk keeps is not decided there.
_MEMORY: Final = Path("/dev/shm")
_FRAMES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What broke: which checker found it (`ended`, `crash`: the till itself), and at which step.

    Steps count from 1; one more than there are is the end of the day.
    """

    kind: str
    words: str
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """What became of a day; `failure` is None when everything held."""

    plan: Plan
    failure: Failure | None
    receipts: int = 0
    rows: int = 0
    boots: int = 0


def live(
    plan: Plan,
    tell: Callable[[int, Market], None] = lambda _step, _market: None,
    plant: Callable[[], None] = lambda: None,
) -> Lived:
    """Live a day to its end, or to the first thing that breaks; `tell` hears of each step.

    `plant` is called once the till is in operation and up.
    """
    with (
        tempfile.TemporaryDirectory(
            prefix="day-", dir=_MEMORY if _MEMORY.is_dir() else None
        ) as folder,
        opened(plan, Path(folder)) as market,
    ):
        step = 0
        try:
            watch = Watch(market)
            market.open()
            plant()
            for step, line in enumerate(plan.steps, start=1):
                market.do(line)
                watch.after_step()
                tell(step, market)
            step += 1
            _end(market, watch)
            tell(step, market)
        except (BrokenError, EndedError) as error:
            kind = error.kind if isinstance(error, BrokenError) else "ended"
            return Lived(plan=plan, failure=Failure(kind=kind, words=str(error), step=step))
        except Exception as error:  # noqa: BLE001 - whatever a till dies of is what is looked for
            words = "".join(traceback.format_exception(error, limit=-_FRAMES))
            return Lived(plan=plan, failure=Failure(kind="crash", words=words, step=step))
        book = market.stand.book
        tail, row = book.tail(), book.last_journal()
        assert tail is not None, "a commissioned till has a Startbeleg"
        assert row is not None, "and rows"
        return Lived(
            plan=plan, failure=None, receipts=tail.number, rows=row.seq, boots=market.boots
        )


def _end(market: Market, watch: Watch) -> None:
    """Set right, closed, one thing sold, switched off and on; then everything is asked."""
    market.set_right()
    watch.after_step()
    market.close_day()
    watch.after_step()
    market.sell()
    watch.after_sale()
    market.do("world till restart")
    market.do("@wait 20")
    watch.after_step()
    watch.after_day()


def shrunk(plan: Plan, failure: Failure, tries: int = 400) -> Lived:
    """The same failure with as few steps as `tries` runs find (delta debugging)."""
    steps, best = list(plan.steps[: failure.step]), Lived(plan=plan, failure=failure)
    size = max(1, len(steps) // 2)
    while tries > 0:
        at, has_shrunk = 0, False
        while at < len(steps) and tries > 0:
            fewer = [*steps[:at], *steps[at + size :]]
            tries -= 1
            lived = live(replace(plan, steps=tuple(fewer)))
            if lived.failure is not None and lived.failure.kind == failure.kind:
                steps, best, has_shrunk = fewer, lived, True
            else:
                at += size
        if size == 1 and not has_shrunk:
            break
        size = max(1, size // 2)
    return best
