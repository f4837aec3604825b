"""archive.portal.cash: the drawer at any row is what the till's own X would have printed there."""

from datetime import datetime
from pathlib import Path

import pytest

from archive.portal.cash import at_moment
from archive.replica import index_file
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.closing import zreport
from firmware.till.texts import money
from tests.archive.portal.ground import Ground
from tests.archive.replica.index_ground import altered, copied


def test_at_every_row_it_is_the_x_report(book_path: Path, tmp_path: Path) -> None:
    """Every figure of every row: nothing that moves one is passed over (seed G016)."""
    path = copied(book_path, tmp_path / "replica")
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        last: zreport.ZReport | None = None
        running = zreport.RunningPeriod(last)
        rows = list(book.journal())
        for row, after in zip(rows, [*rows[1:], None], strict=True):
            running.take(row)
            if after is None or after.at_utc > row.at_utc:
                audit = at_moment(book, index, row.at_utc)
                assert audit is not None
                assert row.seq == audit.seq
                wanted = running.so_far(row.hash)
                assert wanted.figures == audit.period.figures, row.seq
                assert wanted.count == audit.period.count
                assert wanted.number == audit.period.number
            if row.kind == "Z":
                last = zreport.from_content(row.content)
                running = zreport.RunningPeriod(last)


def test_before_the_first_row_there_is_nothing(book_path: Path, tmp_path: Path) -> None:
    """A till that was not there yet has no drawer."""
    path = copied(book_path, tmp_path / "replica")
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        assert at_moment(book, index, datetime.fromisoformat("2020-01-01T00:00:00+00:00")) is None


def test_a_row_that_is_not_as_written_is_said(book_path: Path, tmp_path: Path) -> None:
    """No figure is made of what cannot be read."""
    path = copied(book_path, tmp_path / "replica")
    altered(path, lambda book: book.execute("UPDATE journal SET content='{}' WHERE kind='BELEG'"))
    with (
        Reader.open_read_only(path) as book,
        index_file.opened(book) as index,
        pytest.raises(StoreError, match="journal up to"),
    ):
        at_moment(book, index, datetime.fromisoformat("2026-10-24T23:00:00+00:00"))


def test_the_page_says_the_amount(ground: Ground) -> None:
    """Now, and at a moment asked for: what lay in the drawer then."""
    now = ground.page(f"{ground.path}/cash")
    then = ground.page(f"{ground.path}/cash?day=2026-10-24&time=23:00")
    early = ground.page(f"{ground.path}/cash?day=2026-10-01")

    assert "102,50 €" in now
    assert "Z 2" in now
    assert f"{money(214_83 - 2 * 2_50)} €" in then
    assert "Vor diesem Zeitpunkt" in early
