"""Class 2: what `make test-power` left of the whole machine; nothing is run here."""

from pathlib import Path
from typing import Final

import msgspec

from tests.campaign.outcome import Outcome, Score

_RESULTS: Final = Path(__file__).resolve().parents[3] / "dist" / "image"


class Cuts(msgspec.Struct, frozen=True, kw_only=True):
    """Of power-cuts.json what a table shows."""

    cuts: int
    of_these_in_a_start: int
    starts_that_sold: int
    sectors_at_stake: int
    faults: tuple[str, ...]


def read(_count: int, _seed: int, _folder: Path, results: Path = _RESULTS) -> Outcome:
    """The cuts of the last run; a failure where there was none."""
    score = Score()
    file = results / "power-cuts.json"
    if not file.exists():
        score.fail("no figures: they come from `make test-power`, as root, with QEMU")
        return score.outcome()
    said = msgspec.json.decode(file.read_bytes(), type=Cuts)
    score.attempts = said.cuts
    score.facts["in a start"] = said.of_these_in_a_start
    score.facts["starts that sold"] = said.starts_that_sold
    score.facts["sectors at stake"] = said.sectors_at_stake
    for fault in said.faults:
        score.fail(fault)
    return score.outcome()
