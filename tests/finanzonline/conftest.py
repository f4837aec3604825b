"""An office for each test, with a clock that stands still and one card at its provider."""

from datetime import UTC, datetime

import pytest

from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.fixtures import office
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.speaker import Speaker

__all__ = ["office"]


@pytest.fixture
def clock() -> EmulatedClock:
    """A morning in November."""
    return EmulatedClock(datetime(2026, 11, 20, 7, 0, tzinfo=UTC))


@pytest.fixture
def speaker(office: Office) -> Speaker:
    """Has logged in."""
    speaker = Speaker(office)
    assert "0" == speaker.login().rc
    return speaker
