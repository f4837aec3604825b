"""archive.portal.journal: rows by their filters, and the chain reckoned before one's eyes."""

import sqlite3
from pathlib import Path

from archive.index.database import Database
from tests.archive.portal.ground import Ground, ground_of
from tests.archive.portal.wcag import parsed
from tests.archive.replica.index_ground import altered, copied


def _rows(html: str) -> list[int]:
    (body,) = parsed(html).named("tbody")
    return [int(row.named("th")[0].text) for row in body.named("tr")]


def test_rows_are_filtered(ground: Ground) -> None:
    """By kind, by clerk, by day, business case or not (seed G019-G025)."""
    path = f"{ground.path}/journal"

    assert [189, 169] == _rows(ground.page(f"{path}?kind=Z"))
    assert all(row > 140 for row in _rows(ground.page(f"{path}?clerk=2")))
    assert 197 in _rows(ground.page(f"{path}?business=yes"))
    assert 197 not in _rows(ground.page(f"{path}?business=no"))
    assert min(_rows(ground.page(f"{path}?from=2026-10-25&before=175"))) > 148
    assert "Keine Zeile" in ground.page(f"{path}?from=2027-01-01")


def test_pages_go_on_by_key(ground: Ground) -> None:
    """Older and newer; a row that is named stands first."""
    path = f"{ground.path}/journal"
    first = _rows(ground.page(path))

    assert 199 == first[0]
    assert first[-1] - 1 == _rows(ground.page(f"{path}?before={first[-1]}"))[0]
    assert first == _rows(ground.page(f"{path}?after={first[-1] - 1}"))
    assert 114 == _rows(ground.page(f"{path}?seq=114"))[0]


def test_rows_say_what_was_done(ground: Ground) -> None:
    """In words, with receipt, clerk and amount; what was practised is marked."""
    html = ground.page(f"{ground.path}/journal?seq=145")

    assert "Bediener angemeldet" in html
    assert "Jörg" in html
    assert "Training" in html


def test_the_fiscal_journal_has_uuid_and_checksum(ground: Ground) -> None:
    """Seed G026-G028: each row signed by its UUID, timed, chained; all of them whole."""
    html = ground.page(f"{ground.path}/fiscal?business=yes")

    assert 64 == len(parsed(html).named("tbody")[0].named("small")[1].text)
    assert "stimmt</span>" in html
    assert "gebrochen</span>" not in html


def test_a_broken_chain_is_seen(sqlite: Database, tmp_path: Path, book_path: Path) -> None:
    """The row that was altered, and no other."""
    path = copied(book_path, tmp_path / "altered")

    def forge(book: sqlite3.Connection) -> None:
        book.execute("UPDATE journal SET clerk = 2 WHERE seq = 197")

    altered(path, forge)
    with ground_of(sqlite, tmp_path, path) as ground:
        html = ground.page(f"{ground.path}/fiscal")

    assert 1 == html.count("gebrochen</span>")
    assert 197 in _rows(html)
