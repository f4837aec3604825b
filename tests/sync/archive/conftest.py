"""An archive, a till with its book, and the side of kassa-sync between them, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.archive.fake import FakeArchive, running_archive
from tests.sync.archive.stall import Stall


@pytest.fixture
def archive() -> Iterator[FakeArchive]:
    """An honest one."""
    with running_archive() as running:
        yield running


@pytest.fixture
def stall(tmp_path: Path, archive: FakeArchive) -> Iterator[Stall]:
    """A till that was put into operation and knows no archive yet."""
    stall = Stall(tmp_path, archive)
    yield stall
    stall.close()
