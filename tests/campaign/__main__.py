"""The campaign: `python -m tests.campaign list`, `run CLASS`, `all`, `render`.

`run` and `all` print a row for each class and end with 1 when anything failed or a planted fault
was not found. `--keep` puts the figures into docs/figures/campaign.json and docs/reliability.md;
`render` does the latter alone.
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from firmware.process import logs
from tests.campaign import figures, page
from tests.campaign.fault_class import FaultClass
from tests.campaign.outcome import FAILURES_KEPT, Outcome
from tests.campaign.registry import CLASSES, classes

PAGE: Final = figures.ROOT / "docs" / "reliability.md"
SEED: Final = 1


def main(words: Sequence[str] | None = None) -> int:
    """Do what the command line says; the exit code."""
    asked = _parser().parse_args(words)
    # A till that is hurt a thousand times has much to say.
    logs.configure(logging.CRITICAL)
    match asked.act:
        case "list":
            for one in CLASSES:
                _say(f"{one.key:14} {one.target:>6} {one.unit}: {one.breaks}")
            return 0
        case "render":
            _render()
            return 0
        case "run":
            chosen = classes(asked.fault_class)
        case _:
            chosen = tuple(one for one in CLASSES if not one.is_elsewhere)
    good = [_run(one, asked) for one in chosen]
    return 0 if all(good) else 1


def _run(one: FaultClass, asked: argparse.Namespace) -> bool:
    """Run one class; whether it was good."""
    count = asked.count or max(1, round(one.target * asked.share))
    with TemporaryDirectory(prefix="campaign-") as folder:
        outcome = one.run(count, asked.seed, Path(folder))
    _print(one, outcome, asked.seed)
    if asked.keep:
        figures.keep(one.key, figures.figure(outcome, asked.seed))
        _render()
    return outcome.is_good


def _render() -> None:
    """Page and figures are never apart."""
    text = PAGE.read_text(encoding="utf-8")
    PAGE.write_text(page.rendered(text, figures.read()), encoding="utf-8")


def _print(one: FaultClass, outcome: Outcome, seed: int) -> None:
    _say(page.row(one, figures.figure(outcome, seed)))
    facts = ", ".join(f"{name} {number:,g}" for name, number in outcome.facts.items())
    _say(f"  {facts}; {outcome.seconds:.1f} s" if facts else f"  {outcome.seconds:.1f} s")
    for control in outcome.controls:
        _say(f"  planted: {control.planted}: {'found' if control.found else 'NOT FOUND'}")
    for failure in outcome.failures[:FAILURES_KEPT]:
        _say(f"  failed: {failure}")


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.campaign", description=__doc__)
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="the classes, with how often each is to be tried")
    acts.add_parser("render", help="the tables of docs/reliability.md from the kept figures")
    run = acts.add_parser("run", help="one class, or all parts of one number")
    run.add_argument("fault_class", metavar="CLASS")
    for one in (run, acts.add_parser("all", help="every class, one after the other")):
        one.add_argument("--count", type=int, default=0, help="so many attempts of each")
        one.add_argument("--share", type=float, default=1.0, help="so much of each target")
        one.add_argument("--seed", type=int, default=SEED)
        one.add_argument("--keep", action="store_true", help="keep the figures")
    return parser


if __name__ == "__main__":
    sys.exit(main())
