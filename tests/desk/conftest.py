"""A desk without a page: the application over a double."""

from collections.abc import Iterator

import pytest

from firmware.desk.server import make_app
from tests.desk.asking import HOST, TestClient
from tests.desk.fake_desk import PROFILE, FakeDesk


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def client(desk: FakeDesk) -> Iterator[TestClient]:
    with TestClient(make_app(desk, PROFILE), base_url=f"http://{HOST}") as client:
        yield client
