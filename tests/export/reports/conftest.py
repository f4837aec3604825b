"""A day with closings, played once: figures of a real till."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.store.reader import Reader
from tests.export.stall_book import sight_of
from tests.scripts.playing import SCRIPTS, play_script


@pytest.fixture(scope="session")
def cash_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two days with opening, sales, money in and out, counts and a Z each."""
    folder = tmp_path_factory.mktemp("cash_days")
    return play_script(SCRIPTS / "cash_days.txt", folder).folder


@pytest.fixture
def sight(cash_days: Path) -> Iterator[Sight]:
    """All of it."""
    with Reader.open_read_only(cash_days / "book.sqlite") as book:
        tail, identity = book.tail(), book.identity()
        assert tail is not None
        assert identity is not None
        whole = sight_of(book, last_day=tail.issued_at_utc.date())
        span = Span(first=1, last=tail.number)
        yield replace(whole, register_id=identity.register_id, receipts=span)
