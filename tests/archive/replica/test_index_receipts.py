"""archive.replica.index_receipts: rows and sums are what the till's own tables say."""

import sqlite3
from pathlib import Path

from archive.replica import index_days, index_file
from firmware.export.tables.days import days
from firmware.export.tables.fiscal_lines import filed
from firmware.store.reader import Reader
from tests.archive.replica.index_ground import altered, copied
from tests.export.tables import big_book


def test_days_are_those_of_an_export(book_path: Path, tmp_path: Path) -> None:
    """The page of days and tagesabschluesse.csv never differ by a cent."""
    path = copied(book_path, tmp_path / "replica")
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        found = index_days.days(index, "", "9999")
        rates = index_days.rates(index, "", "9999")
        wanted = list(days(filed(big_book.sight_of(book))))

    assert [str(day.day) for day in wanted] == [one.day for one in found]
    for day, one in zip(wanted, found, strict=True):
        assert day.total.count == one.sold
        assert day.total.cents == one.total_cents
        assert sum(rate.gross_cents for rate in day.rates.values()) == one.turnover_cents
        assert (day.first_number, day.last_number) == (one.first_number, one.last_number)
        assert day.vouchers_cents == one.vouchers_cents
        assert day.deposit_out_cents + day.deposit_back_cents == one.deposit_cents
        own = {
            rate.per_mille: (rate.gross_cents, rate.vat_cents)
            for rate in rates
            if rate.day == one.day
        }
        assert {rate: (sums.gross_cents, sums.vat_cents) for rate, sums in day.rates.items()} == own


def test_parts_sum_up_to_the_turnover(book_path: Path, tmp_path: Path) -> None:
    """Hours, groups and rates are the same turnover, cut otherwise."""
    path = copied(book_path, tmp_path / "replica")
    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        for one in index_days.days(index, "", "9999"):
            span = (one.day, one.day)
            hours = sum(part.cents for part in index_days.hours(index, *span))
            groups = sum(part.cents for part in index_days.groups(index, *span))
            assert (one.turnover_cents,) * 2 == (hours, groups)
            means = sum(part.cents for part in index_days.means(index, *span))
            assert one.total_cents == means


def test_what_cannot_be_read_is_counted(book_path: Path, tmp_path: Path) -> None:
    """A receipt whose text is none, one beyond all reason, one of no time: none stops the page."""
    path = copied(book_path, tmp_path / "replica")

    def damage(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE receipts SET content = '[1]' WHERE number = 2")
        connection.execute(
            "UPDATE receipts SET content = replace(content, '\"unit_cents\":250', "
            "'\"unit_cents\":4611686018427387904') WHERE number = 3"
        )
        connection.execute("UPDATE receipts SET issued_at_utc = 'never' WHERE number = 4")

    altered(path, damage)

    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        unread = sum(one.unread for one in index_days.days(index, "", "9999"))
        listed = index.rows("SELECT number FROM receipts WHERE is_read = 0 ORDER BY number")

    assert {(2,), (4,)} <= set(listed)
    assert len(listed) == unread


def test_a_gap_is_named(book_path: Path, tmp_path: Path) -> None:
    """Rows that are missing are told by their numbers."""
    path = copied(book_path, tmp_path / "replica")

    def take(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM receipts WHERE number IN (6, 7)")
        connection.execute("DELETE FROM journal WHERE seq = 150")

    altered(path, take)

    with Reader.open_read_only(path) as book, index_file.opened(book) as index:
        gaps = {(one.what, one.first, one.last) for one in index_days.gaps(index, "", "9999")}

    assert {("receipt", 6, 7), ("row", 150, 150)} == gaps
