"""An office for each test, with a clock that stands still and one card at its provider."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.receipts import card
from tests.finanzonline.speaker import Speaker


@pytest.fixture
def clock() -> EmulatedClock:
    """A morning in November."""
    return EmulatedClock(datetime(2026, 11, 20, 7, 0, tzinfo=UTC))


@pytest.fixture
def office(clock: EmulatedClock) -> Iterator[Office]:
    """Knows the card of `receipts.Paper`."""
    with running_office(lambda: clock.now().utc) as running:
        credential = card()
        running.directory.publish(credential.certificate, issuer=credential.chain[0])
        yield running


@pytest.fixture
def speaker(office: Office) -> Speaker:
    """Has logged in."""
    speaker = Speaker(office)
    assert "0" == speaker.login().rc
    return speaker
