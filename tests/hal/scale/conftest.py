"""The rigs as fixtures."""

from collections.abc import Iterator

import pytest

from tests.hal.scale.rigs import RIGS, Rig, in_process


@pytest.fixture(params=list(RIGS))
def any_rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """A scale behind each kind of line in turn."""
    with RIGS[request.param]() as made:
        yield made


@pytest.fixture
def rig() -> Iterator[Rig]:
    """A scale in process, where time is ours."""
    with in_process() as made:
        yield made
