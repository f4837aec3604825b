"""The rigs as fixtures."""

from collections.abc import Iterator

import pytest

from hal.terminal import driver
from tests.hal.terminal.rigs import RIGS, Rig, in_process


@pytest.fixture(params=list(RIGS))
def any_rig(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Rig]:
    """A terminal behind each kind of line in turn; short grace, since TCP is in real time."""
    monkeypatch.setattr(driver, "ABORT_GRACE_S", 0.2)
    with RIGS[request.param]() as made:
        yield made


@pytest.fixture
def rig() -> Iterator[Rig]:
    """A terminal in process, where time is ours."""
    with in_process() as made:
        yield made
