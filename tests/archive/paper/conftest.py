"""A till that sold, with master data that changed in between."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.store.reader import Reader


@pytest.fixture(scope="session")
def sold_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of a till that sold, and is off."""
    folder = tmp_path_factory.mktemp("paper")
    stand = Stand(folder, in_folder(demo_config(), folder), datetime(2026, 11, 20, 8, tzinfo=UTC))
    stand.commission()
    stand.boot()
    assert stand.press(parse_keys("250 WG1 2 × 290 WG3 250 WG2 KARTE BAR 410 WG1 1000 BAR"))
    stand.shut_down()
    return stand.book_path


@pytest.fixture
def book(sold_path: Path) -> Iterator[Reader]:
    """Its book."""
    with Reader.open_read_only(sold_path) as reader:
        yield reader
