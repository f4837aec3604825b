"""Class 2: what `make test-power` left of the whole machine; nothing is run here."""

from pathlib import Path
from typing import Final

import msgspec

from tests.campaign.outcome import Outcome, Score

_RESULTS: Final = Path(__file__).resolve().parents[3] / "dist" / "image"


class Cuts(msgspec.Struct, frozen=True, kw_only=True):
    """Of one power-cuts-SEED.json what a table shows."""

    image: str
    cuts: int
    of_these_in_a_start: int
    starts_that_sold: int
    sectors_at_stake: int
    faults: tuple[str, ...]


def read(_count: int, _seed: int, _folder: Path, results: Path = _RESULTS) -> Outcome:
    """The cuts of every run whose figures are there; a failure where there was none."""
    score = Score()
    runs = [
        msgspec.json.decode(one.read_bytes(), type=Cuts)
        for one in sorted(results.glob("power-cuts-*.json"))
    ]
    if not runs:
        score.fail("no figures: they come from `make test-power`, as root, with QEMU")
        return score.outcome()
    score.attempts = sum(one.cuts for one in runs)
    score.facts["images"] = len({one.image for one in runs})
    score.facts["in a start"] = sum(one.of_these_in_a_start for one in runs)
    score.facts["starts that sold"] = sum(one.starts_that_sold for one in runs)
    score.facts["sectors at stake"] = sum(one.sectors_at_stake for one in runs)
    for fault in (fault for one in runs for fault in one.faults):
        score.fail(fault)
    return score.outcome()
