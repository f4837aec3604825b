"""The table of docs/fuzzing.md: `python -m tests.fuzz.page` writes it from the kept figures."""

from collections.abc import Iterator
from typing import Final

from tests.docs.marked import filled
from tests.fuzz import targets
from tests.fuzz.corpus import examples
from tests.fuzz.guided import ROOT, Figures, kept
from tests.fuzz.targets import Target

PAGE: Final = ROOT / "docs" / "fuzzing.md"
MARKER: Final = "fuzz"
NEVER: Final = "not yet run"
#: What each room of targets is about, in the order of the page.
TITLES: Final = {
    "targets_devices": "Devices",
    "targets_root": "What root is told",
    "targets_files": "Files from outside",
    "targets_der": "Keys, certificates and signatures as DER",
    "targets_settings": "Files a person writes, and files between programs",
    "targets_net": "The net, as a till hears it",
    "targets_archive": "The net, as an archive hears it",
    "targets_wire": "HTTP, byte by byte",
}


def rendered(page: str, figures: Figures) -> str:
    """`page` with fresh tables between the markers.

    Raises:
        ValueError: it has no markers.
    """
    return filled(page, MARKER, "\n".join(_lines(figures)))


def _lines(figures: Figures) -> Iterator[str]:
    rooms = {room.__name__.rpartition(".")[2]: room for room in targets.ROOMS}
    for name, title in TITLES.items():
        yield f"### {title}"
        yield ""
        yield "| target | what it is given | examples | texts | seconds | found |"
        yield "|---|---|---|---|---|---|"
        yield from (_row(target, figures) for target in rooms[name].TARGETS)
        yield ""
    runs = figures.runs.values()
    texts, found = sum(run.texts for run in runs), sum(run.found for run in runs)
    yield f"{texts:,} texts in all, {found} found in these runs."
    on = (run.machine for run in runs)
    machines = sorted({f"{one.cores} cores, {one.cpu}, Python {one.python}" for one in on})
    commits = sorted({f"`{run.commit}` ({run.date})" for run in runs})
    yield f"Run at {', '.join(commits)}; on: {'; '.join(machines)}."


def _row(target: Target, figures: Figures) -> str:
    name = target.__name__
    said = (target.__doc__ or "").strip().removesuffix(".")
    run = figures.runs.get(name)
    counts = (NEVER, "", "") if run is None else (f"{run.texts:,}", run.seconds, run.found)
    cells = (f"`{name}`", said, len(examples(name)), *counts)
    return "| " + " | ".join(str(cell) for cell in cells) + " |"


def main() -> None:
    """Write the page."""
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8"), kept()), encoding="utf-8")


if __name__ == "__main__":
    main()
