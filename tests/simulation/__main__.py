"""Market days by seed: `python -m tests.simulation --seed 7 [--days 2] [--steps 60] [--verbose]`.

Prints the verdict; a failure with its seed, its commit, and the shortest list of steps that shows
it. `--script FILE` lives such a list again, `--soak HOURS` lives fresh seeds on all cores until the
time is up and prints how many; `--keep` keeps the figures, `--render` puts them into the page. The
exit code is 1 when something broke.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.simulation import kept, soak
from tests.simulation.live import Lived, live, shrunk
from tests.simulation.market import Market
from tests.simulation.plan import STEPS, Plan, from_text, plan

_MINUTES = 60.0


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    asked = _parser().parse_args(words)
    if asked.render:
        page = kept.PAGE.read_text(encoding="utf-8")
        kept.PAGE.write_text(kept.rendered(page, kept.read()), encoding="utf-8")
        return 0
    if asked.soak:
        return _soak(asked)
    if asked.script:
        wanted = from_text(Path(asked.script).read_text(encoding="utf-8"))
    else:
        wanted = plan(asked.seed, asked.steps, asked.days)
    tell = _told(wanted) if asked.verbose else lambda _step, _market: None
    lived = live(wanted, tell)
    if lived.failure is None:
        _say(
            f"seed {wanted.seed}: {len(wanted.steps)} steps, {lived.receipts} receipts, "
            f"{lived.rows} rows, {lived.boots} boots: everything held"
        )
        return 0
    _say(told(lived if asked.as_it_is else shrunk(wanted, lived.failure)))
    return 1


def _soak(asked: argparse.Namespace) -> int:
    first, minutes = soak.fresh_seed(), asked.soak * _MINUTES
    totals = soak.soak(first, minutes, asked.steps, _say)
    if asked.keep:
        kept.keep(kept.soaked(totals, first, minutes))
    return 1 if totals.failed else 0


def told(lived: Lived) -> str:
    """A failure as a person reads it: what, where, and the steps to it."""
    failure = lived.failure
    assert failure is not None, "something broke"
    head = f"seed {lived.plan.seed}, commit {soak.commit()}: step {failure.step}: {failure.words}"
    return f"{head}\n\n{lived.plan.text}"


def _told(wanted: Plan) -> Callable[[int, Market], None]:
    def tell(step: int, market: Market) -> None:
        line = wanted.steps[step - 1] if step <= len(wanted.steps) else "(end of the day)"
        screen = market.stand.screen
        _say(f"{step:4} {line:44} {screen.item}|{screen.main}|{screen.hint}")

    return tell


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, default=STEPS, help="of each day")
    parser.add_argument("--days", type=int, default=1)
    parser.add_argument("--script", help="a file with the steps of a day, as a failure prints them")
    parser.add_argument("--soak", type=float, default=0.0, metavar="HOURS")
    parser.add_argument("--keep", action="store_true", help="the figures of a soak")
    parser.add_argument("--render", action="store_true", help="them into docs/reliability.md")
    parser.add_argument("--as-it-is", action="store_true", help="a failure is not shrunk")
    parser.add_argument("--verbose", action="store_true", help="the display after each step")
    return parser


if __name__ == "__main__":
    sys.exit(main())
