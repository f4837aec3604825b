"""A recorded day for who judges cuts of it."""

import random

import pytest

from firmware.desk.stall import demo_config, in_folder
from tests.faultdisk.recording import Recording, record
from tests.power.light import lighten


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """One, by a fixed seed."""
    folder = tmp_path_factory.mktemp("day")
    # For the recording alone: a patch of the session would reach the tests of other folders.
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        return record(folder, in_folder(demo_config(), folder), random.Random(3))


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tills without pictures, as the recorded one."""
    lighten(monkeypatch)
