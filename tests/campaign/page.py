"""The tables of docs/reliability.md, made from the kept figures."""

from collections.abc import Iterator, Mapping
from typing import Final

from tests.campaign.fault_class import FaultClass
from tests.campaign.figures import Figure
from tests.campaign.registry import CLASSES
from tests.docs.marked import filled

MARKER: Final = "campaign"
NEVER: Final = "not yet run"


def rendered(page: str, kept: Mapping[str, Figure]) -> str:
    """`page` with fresh tables between the markers.

    Raises:
        ValueError: it has no markers.
    """
    return filled(page, MARKER, "\n".join(_tables(kept)))


def row(one: FaultClass, figure: Figure | None) -> str:
    """One class in the first table."""
    tried, failed, controls = NEVER, "", ""
    if figure is not None:
        tried = f"{figure.attempts:,}"
        failed = str(figure.failed)
        found = sum(control.found for control in figure.controls)
        controls = f"{found} of {len(figure.controls)}" if figure.controls else "none"
    target = f"{one.target:,} {one.unit}"
    cells = (one.key, one.breaks, one.holds, target, tried, failed, controls)
    return "| " + " | ".join(cells) + " |"


def _tables(kept: Mapping[str, Figure]) -> Iterator[str]:
    yield "| class | what breaks | what must hold | target | tried | failed | controls found |"
    yield "|---|---|---|---|---|---|---|"
    for one in CLASSES:
        yield row(one, kept.get(one.key))
    yield ""
    yield "| class | planted fault | found |"
    yield "|---|---|---|"
    for one in CLASSES:
        for control in kept[one.key].controls if one.key in kept else ():
            yield f"| {one.key} | {control.planted} | {'yes' if control.found else '**no**'} |"
    yield ""
    yield "| class | the attempts consisted of | not made here | seed | minutes | commit | on |"
    yield "|---|---|---|---|---|---|---|"
    for one in CLASSES:
        yield _record(one, kept.get(one.key))
    yield ""
    yield from _machines(kept)


def _record(one: FaultClass, figure: Figure | None) -> str:
    if figure is None:
        return f"| {one.key} | {NEVER} | {one.limits} | | | | |"
    facts = ", ".join(f"{name} {number:,g}" for name, number in figure.facts.items())
    minutes = f"{figure.seconds / 60:.1f}"
    cells = (one.key, facts, one.limits, str(figure.seed), minutes, figure.commit, figure.date)
    return "| " + " | ".join(cells) + " |"


def _machines(kept: Mapping[str, Figure]) -> Iterator[str]:
    machines = {figure.machine for figure in kept.values()}
    for one in sorted(machines, key=str):
        yield f"Run on {one.cores} cores of {one.cpu}, Python {one.python}."
