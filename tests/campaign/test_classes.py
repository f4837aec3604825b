"""Each class of the campaign, a few attempts by each change: nothing fails, planted faults show."""

from pathlib import Path

import pytest

from tests.campaign.fault_class import FaultClass
from tests.campaign.outcome import FAILURES_KEPT
from tests.campaign.registry import CLASSES

SEED = 20261122
#: Of the target, in the long lane: as every night.
SHARE = 0.1

DAILY = [pytest.param(one, id=one.key) for one in CLASSES if one.sample]
NIGHTLY = [pytest.param(one, id=one.key) for one in CLASSES if not one.is_elsewhere]


@pytest.mark.whole
@pytest.mark.parametrize("one", DAILY)
def test_a_sample(one: FaultClass, tmp_path: Path) -> None:
    """A few attempts by a fixed seed, and all controls."""
    _require_good(one, one.sample, SEED, tmp_path)


@pytest.mark.heavy
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("one", NIGHTLY)
def test_a_tenth(one: FaultClass, tmp_path: Path) -> None:
    """A tenth of what is asked before a release, by another seed."""
    _require_good(one, max(1, round(one.target * SHARE)), SEED + 1, tmp_path)


def _require_good(one: FaultClass, count: int, seed: int, folder: Path) -> None:
    outcome = one.run(count, seed, folder)
    assert () == outcome.failures[:FAILURES_KEPT]
    assert outcome.controls, "a check that nobody has seen failing"
    assert [] == [control.planted for control in outcome.controls if not control.found]
    assert outcome.attempts >= count
