"""tests.campaign.classes.whole_machine: figures of another lane are read, never made up."""

import json
from pathlib import Path

from tests.campaign.classes.whole_machine import read

CUTS = {
    "image": "5e" * 32,
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
    (tmp_path / "power-cuts-1.json").write_text(json.dumps(CUTS))
    outcome = read(1, 1, tmp_path, tmp_path)
    assert (12, ("book: corrupt",)) == (outcome.attempts, outcome.failures)
    assert (3, 1) == (outcome.facts["in a start"], outcome.facts["images"])


def test_runs_of_other_seeds_add_up(tmp_path: Path) -> None:
    """Also over two images, which it says."""
    (tmp_path / "power-cuts-1.json").write_text(json.dumps(CUTS | {"faults": []}))
    (tmp_path / "power-cuts-2.json").write_text(json.dumps(CUTS | {"image": "aa" * 32}))
    outcome = read(1, 1, tmp_path, tmp_path)
    assert (24, ("book: corrupt",)) == (outcome.attempts, outcome.failures)
    assert (20, 2) == (outcome.facts["starts that sold"], outcome.facts["images"])
