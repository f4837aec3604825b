"""docs/performance.md and its charts, made from the kept figures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench import chart
from tests.bench.figure import Figure, cells, shown
from tests.bench.kept import ROOT, Cost, Kept, Run, read
from tests.bench.registry import BENCHES
from tests.docs.marked import filled

PAGE: Final = ROOT / "docs" / "performance.md"
PICTURES: Final = ROOT / "docs" / "figures"
MARKER: Final = "bench"
RATIOS: Final = "targets.svg"
_HEAD: Final = "| figure | value | limit in the same run | ratio | target |"


def write() -> None:
    """Page and pictures as the figures are now."""
    kept = read()
    for file, text in pictures(kept).items():
        file.write_text(text, encoding="utf-8")
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8"), kept), encoding="utf-8")


def rendered(page: str, kept: Kept) -> str:
    """`page` with fresh tables between the markers.

    Raises:
        ValueError: it has no markers.
    """
    return filled(page, MARKER, "\n".join(_sections(kept)))


def pictures(kept: Kept) -> dict[Path, str]:
    """Every chart by its file."""
    charts = {
        PICTURES / f"{one.name}.svg": chart.growth(one)
        for run in kept.benches.values()
        for one in run.result.charts
    }
    return {PICTURES / RATIOS: chart.ratios(_judged(kept)), **charts}


def _judged(kept: Kept) -> dict[str, Figure]:
    return {
        figure.name: figure
        for name in BENCHES
        if name in kept.benches
        for figure in kept.benches[name].result.figures
        if figure.is_met is not None
    }


def _sections(kept: Kept) -> Iterator[str]:
    yield f"![How much of its target each figure takes](figures/{RATIOS})"
    for name, (_, what) in BENCHES.items():
        if name in kept.benches:
            yield from _section(name, what, kept.benches[name])
    if kept.costs:
        yield from _costs(kept.costs)


def _section(name: str, what: str, run: Run) -> Iterator[str]:
    yield f"\n### {name}: {what}\n"
    yield _HEAD
    yield "|---|---|---|---|---|"
    for figure in run.result.figures:
        yield "| " + " | ".join(cells(figure)) + " |"
    for one in run.result.charts:
        yield f"\n![{one.title}](figures/{one.name}.svg)"
    where = f"{run.machine.cores} cores of {run.machine.cpu}, Python {run.machine.python}"
    yield f"\nRun on {run.date}, commit {run.commit}, {where}."


def _costs(costs: tuple[Cost, ...]) -> Iterator[str]:
    yield "\n## Costs that were removed\n"
    yield "| what | figure | before | after | commits |"
    yield "|---|---|---|---|---|"
    for cost in costs:
        for name, (value, unit) in cost.before.items():
            after = cost.after.get(name)
            if after is None:
                continue
            told = f"{shown(value)} {unit} | {shown(after[0])} {after[1]}"
            commits = f"{cost.commit_before} → {cost.commit_after}"
            yield f"| {cost.what} | {name} | {told} | {commits} |"
