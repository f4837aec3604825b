"""An office that knows the card of `tests.finanzonline.receipts`, for each test."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.sync.account import Secrets
from firmware.sync.exchange import Exchange
from firmware.sync.finanzonline import Finanzonline
from hal.clock.emulator import EmulatedClock
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.server import running_office
from tests.finanzonline.receipts import Paper, card
from tests.sync import calling
from tests.sync.rounds import Post


@pytest.fixture
def clock() -> EmulatedClock:
    """A morning in November."""
    return EmulatedClock(datetime(2026, 11, 20, 7, 0, tzinfo=UTC))


@pytest.fixture
def office(clock: EmulatedClock) -> Iterator[Office]:
    """Knows the card of `Paper`."""
    with running_office(lambda: clock.now().utc) as running:
        credential = card()
        running.directory.publish(credential.certificate, issuer=credential.chain[0])
        yield running


@pytest.fixture
def exchange(office: Office, tmp_path: Path) -> Exchange:
    """Calls to that office."""
    return calling.exchange_with(office, tmp_path)


@pytest.fixture
def finanzonline(exchange: Exchange) -> Finanzonline:
    """The client at that office."""
    return Finanzonline(exchange)


@pytest.fixture
def secrets(office: Office, tmp_path: Path) -> Secrets:
    """What it needs to be let in, and the AES key."""
    return calling.secrets_of(office, tmp_path)


@pytest.fixture
def paper() -> Paper:
    """The till's receipts."""
    return Paper()


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """A new till that owes everything."""
    return Post(tmp_path)
