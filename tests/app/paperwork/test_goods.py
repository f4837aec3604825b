"""Groups, rates and people from the book."""

from datetime import UTC, date, datetime
from pathlib import Path

from firmware.app.config import Config
from firmware.app.issue import plain
from firmware.app.paperwork.goods import goods_of
from firmware.app.stall import entry_of_change
from firmware.desk.stall import demo_config
from firmware.export.papers.facts import GroupChange
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.masterdata import Change, Sort, Source
from hal.clock.port import Instant

DAY = date(2026, 10, 30)
NOW = Instant(utc=datetime(2026, 10, 30, 9, 0, tzinfo=UTC), monotonic_s=0.0, is_trusted=True)


def with_rows(folder: Path, *entries: Entry) -> Book:
    """A book of some rows."""
    book = Book.create(folder / "book.sqlite")
    book.append(entries)
    return book


def test_the_stall_of_today(book: Reader, config: Config) -> None:
    """Names, rates, prices, and since when the rates hold."""
    found = goods_of(book, config, DAY)
    by_number = {one.number: one for one in found.groups}
    assert ("Obst", "4,9 %", "2,50 €") == (
        by_number[1].name,
        by_number[1].rate,
        by_number[1].price,
    )
    assert date(2026, 10, 28) == by_number[1].since
    assert "" == by_number[8].price
    assert "MARKTSTAND HUBER" == found.header[0]
    assert ("papier", True, False) == (
        found.practice.receipt_form,
        found.practice.counts_pieces,
        found.practice.is_z_for_chief,
    )
    filled = [(one.number, one.what) for one in found.changes]
    assert [(1, "Bezeichnung"), (1, "Steuersatz")] == [one for one in filled if one[0] == 1]


def test_a_change_with_its_day_and_author(tmp_path: Path) -> None:
    """§ 131 Abs 1 Z 6 lit b BAO: old, new, from which day, by whom and how."""
    change = Change(
        sort=Sort.VAT,
        key="3",
        old={"per_mille": 100},
        new={"per_mille": 49},
        source=Source.KEYS,
        recorded=DAY,
        valid_from=date(2027, 1, 1),
    )
    price = Change(
        sort=Sort.GROUP,
        key="3",
        old={"price_cents": 100},
        new={"price_cents": 200},
        source=Source.KEYS,
        recorded=DAY,
    )
    header = Change(
        sort=Sort.HEADER,
        key="",
        old=None,
        new={"lines": ["STAND NEU"]},
        source=Source.FILE,
        recorded=DAY,
    )
    entries = [entry_of_change(one, NOW, 2) for one in (change, price, header)]
    with with_rows(tmp_path, *entries) as book:
        found = goods_of(book, demo_config(), DAY)
    expected = GroupChange(
        number=3,
        what="Steuersatz",
        old="10 %",
        new="4,9 %",
        valid_from=date(2027, 1, 1),
        recorded=DAY,
        source="Tasten",
        clerk=2,
    )
    assert (expected,) == found.changes
    assert ("STAND NEU",) == found.header


def test_before_the_first_start_the_settings_count(tmp_path: Path) -> None:
    """Between commissioning and first start the book knows no stall; F 43 is heard at once."""
    content = plain({"form": 2})
    row = Entry(kind=JournalKind.BELEGART, clerk=1, content=content, at_utc=NOW.utc)
    with with_rows(tmp_path, row) as book:
        found = goods_of(book, demo_config(), DAY)
    assert "Obst" == found.groups[0].name
    assert found.groups[0].since is None
    assert () == found.changes
    assert "qr" == found.practice.receipt_form
