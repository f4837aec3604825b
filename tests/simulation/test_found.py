"""Days in which something broke once."""

from typing import Final

import pytest

from tests.simulation.controls import MORNING
from tests.simulation.live import live
from tests.simulation.plan import Plan

_SIGN_ON: Final = "1 BAR 1111 BAR"
FOUND: Final = {
    "cut while a stick is laid ready": ("world power cut 1", "world stick torn 9"),
    "the disk fails while a stick is laid ready": ("world disk fails 1", "world stick torn 9"),
    "a boot by a clock that is two hours behind": (
        "250 WG1 BAR",
        "world power cut 40",
        "WG1 WG1 BAR C",
        "@clock back 7200",
        "250 WG1 BAR",
    ),
    "the disk is full while a stick is laid ready": ("world disk fills 1", "@stick owner"),
}


@pytest.mark.parametrize("steps", FOUND.values(), ids=FOUND)
def test_found(steps: tuple[str, ...]) -> None:
    """It holds now."""
    plan = Plan(seed=1, morning=MORNING, is_fitted=False, steps=(_SIGN_ON, *steps, "250 WG1 BAR"))
    assert None is live(plan).failure
