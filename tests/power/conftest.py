"""Worlds to pull the plug in."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from firmware.desk.stall import demo_config
from firmware.process import logs
from tests.power.light import lighten
from tests.power.world import Scenario, World


@pytest.fixture
def light() -> Iterator[None]:
    """Paper without pictures, a card that signs at random, no log of thousands of boots."""
    logs.configure(logging.CRITICAL)
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        yield
    logs.configure(logging.INFO)


@pytest.fixture
def new_world(light: None, tmp_path: Path) -> Callable[[Scenario], World]:
    """Bring a till to the brink of a scenario."""
    return lambda scenario: World(tmp_path, demo_config(), scenario)
