"""archive.replica.index_days: days by the page, and the days beside one."""

from pathlib import Path

import pytest

from archive.replica import index_days, index_file
from firmware.store.reader import Reader
from tests.archive.replica.index_ground import copied


def test_days_come_newest_first(
    book_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One more than a page, so that it is known whether there is another."""
    monkeypatch.setattr(index_days, "PAGE_DAYS", 1)
    path = copied(book_path, tmp_path / "replica")
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        found = [one.day for one in index_days.days_before(index, "9999-99-99")]
        older = [one.day for one in index_days.days_before(index, "2026-10-25")]
        beside = index_days.beside(index, "2026-10-25")
        last = index_days.last_day(index)

    assert ["2026-10-25", "2026-10-24"] == found
    assert ["2026-10-24"] == older
    assert ("2026-10-24", "") == beside
    assert "2026-10-25" == last
