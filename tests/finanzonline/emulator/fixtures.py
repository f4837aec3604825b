"""The office as a fixture; wants a fixture `clock` with an `EmulatedClock`."""

from collections.abc import Iterator

import pytest

from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.receipts import card


@pytest.fixture
def office(clock: EmulatedClock) -> Iterator[Office]:
    """Runs, and knows the card of `receipts.Paper` at its provider."""
    with running_office(lambda: clock.now().utc) as running:
        credential = card()
        running.directory.publish(credential.certificate, issuer=credential.chain[0])
        yield running
