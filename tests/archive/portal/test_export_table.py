"""archive.portal.export_table: a table as a page."""

import csv
import io
from html.parser import HTMLParser

import pytest

from archive.exports.forms import TABLES
from archive.portal import export_table
from tests.archive.portal.ground import Ground
from tests.archive.portal.test_exports import take


class Cells(HTMLParser):
    """The texts of the table's cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._is_in = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._is_in = True
            self.rows[-1].append("")
        del attrs

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._is_in = False

    def handle_data(self, data: str) -> None:
        if self._is_in:
            self.rows[-1][-1] += data


def shown(ground: Ground, path: str) -> list[list[str]]:
    """The table of a page."""
    cells = Cells()
    cells.feed(ground.page(f"{ground.path}/exports/tables/{path}"))
    return cells.rows


@pytest.mark.parametrize("key", TABLES)
def test_as_the_csv(ground: Ground, key: str) -> None:
    """The same heading, the same rows."""
    text = take(ground, key).decode("utf-8-sig")
    wanted = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))
    if len(wanted) == 1:
        assert [] == shown(ground, key)
        return
    found = shown(ground, key)
    assert wanted[0] == found[0]
    assert len(wanted[: export_table.PAGE_ROWS + 1]) == len(found)
    # A guard against spreadsheets is of no use on a page.
    assert [one.removeprefix("'") for one in wanted[1]] == found[1]


def test_page_by_page(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """All rows, each once."""
    whole = shown(ground, "journal")
    monkeypatch.setattr(export_table, "PAGE_ROWS", 5)
    rows: list[list[str]] = []
    number = 1
    while page := shown(ground, f"journal?page={number}")[1:]:
        rows += page
        number += 1
        if len(page) < 5 or len(rows) >= len(whole) - 1:
            break
    assert whole[1 : len(rows) + 1] == rows
    first = ground.page(f"{ground.path}/exports/tables/journal?from=2026-10-25&page=1")
    assert "from=2026-10-25&amp;page=2" in first


@pytest.mark.parametrize("path", ["nonsense", "journal?page=0", "journal?page=5001", "../journal"])
def test_no_such_page(ground: Ground, path: str) -> None:
    """Nothing is guessed."""
    ground.page(f"{ground.path}/exports/tables/{path}", 404)


def test_nothing_in_the_period(ground: Ground) -> None:
    """It is said."""
    text = ground.page(f"{ground.path}/exports/tables/journal?from=2031-01-01")
    assert "steht nichts" in text
