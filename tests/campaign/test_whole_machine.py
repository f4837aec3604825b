"""tests.campaign.classes.whole_machine: figures of another lane are read, never made up."""

import json
from pathlib import Path

from tests.campaign.classes.whole_machine import read

CUTS = {
    "cuts": 12,
    "of_these_in_a_start": 3,
    "starts_that_sold": 10,
    "sectors_at_stake": 400,
    "faults": ["book: corrupt"],
    "survival": {"all": 12},
}


def test_no_run_is_no_figure(tmp_path: Path) -> None:
    """Without the lane of the virtual machine nothing was tried."""
    outcome = read(1, 1, tmp_path, tmp_path)
    assert (0, 1, False) == (outcome.attempts, len(outcome.failures), outcome.is_good)


def test_cuts_and_faults_are_taken_over(tmp_path: Path) -> None:
    """As they were counted, with what was found."""
    (tmp_path / "power-cuts.json").write_text(json.dumps(CUTS))
    outcome = read(1, 1, tmp_path, tmp_path)
    assert (12, ("book: corrupt",)) == (outcome.attempts, outcome.failures)
    assert 3 == outcome.facts["in a start"]
