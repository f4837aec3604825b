"""The figures of the last soak, as docs/figures/simulation.json keeps them, and their table."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from tests.campaign.figures import ROOT, Machine, machine
from tests.docs.marked import filled
from tests.simulation.soak import Totals, commit

FILE: Final = ROOT / "docs" / "figures" / "simulation.json"
PAGE: Final = ROOT / "docs" / "reliability.md"
MARKER: Final = "simulation figures"


class Soaked(msgspec.Struct, frozen=True, kw_only=True):
    """What a soak came to; `failed` are the seeds of days in which something broke."""

    days: int
    steps: int
    receipts: int
    rows: int
    boots: int
    failed: tuple[int, ...]
    first_seed: int
    minutes: float
    commit: str
    date: str
    machine: Machine


def soaked(totals: Totals, first_seed: int, minutes: float) -> Soaked:
    """The figures of a soak that ends now, here."""
    return Soaked(
        days=totals.days,
        steps=totals.steps,
        receipts=totals.receipts,
        rows=totals.rows,
        boots=totals.boots,
        failed=tuple(totals.failed),
        first_seed=first_seed,
        minutes=round(minutes, 1),
        commit=commit(),
        date=datetime.now(UTC).date().isoformat(),
        machine=machine(),
    )


def keep(figures: Soaked, file: Path = FILE) -> None:
    """In the place of those before."""
    file.write_bytes(msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n")


def read(file: Path = FILE) -> Soaked | None:
    """What is kept; None when nothing is."""
    return msgspec.json.decode(file.read_bytes(), type=Soaked) if file.exists() else None


def rendered(page: str, figures: Soaked | None) -> str:
    """`page` with a fresh table between the markers.

    Raises:
        ValueError: it has no markers.
    """
    return filled(page, MARKER, _table(figures))


def _table(figures: Soaked | None) -> str:
    if figures is None:
        return "Not yet run."
    cells = (
        f"{figures.days:,}",
        f"{figures.steps:,}",
        f"{figures.receipts:,}",
        f"{figures.rows:,}",
        f"{figures.boots:,}",
        str(len(figures.failed)),
        str(figures.first_seed),
        f"{figures.minutes:.0f}",
        figures.commit,
        figures.date,
    )
    where = f"{figures.machine.cores} cores of {figures.machine.cpu}"
    names = ("days", "steps", "receipts", "rows", "starts", "broke", "seeds from", "minutes")
    return "\n".join(
        (
            "| " + " | ".join((*names, "commit", "on")) + " |",
            "|" + "---|" * len(cells),
            "| " + " | ".join(cells) + " |",
            "",
            f"Lived on {where}, Python {figures.machine.python}.",
        )
    )
