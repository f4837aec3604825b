"""The stall as tables: what it is on a day, since when, and without a PIN."""

import io
from datetime import date
from pathlib import Path

import pytest

from firmware.export.tables import csv_form, masterdata
from firmware.store.reader import Reader
from tests.export.stall_book import make_book, sight_of

Rows = dict[str, list[tuple[object, ...]]]


def _tables(folder: Path, day: date) -> Rows:
    with Reader.open_read_only(make_book(folder)) as book:
        sight = sight_of(book, last_day=day)
        found: Rows = {}
        for part, table in zip(masterdata.parts(sight), masterdata.TABLES, strict=True):
            out = io.BytesIO()
            part.write(sight, out)
            assert b"PIN" not in out.getvalue()
            out.seek(0)
            found[part.name] = list(csv_form.read(table, out, part.name))
    return found


def test_the_stall_of_a_day(tmp_path: Path) -> None:
    """Groups with rate and price; what was taken off is not there any more."""
    day = date(2026, 11, 20)
    found = _tables(tmp_path, day)
    assert {
        "stamm/warengruppen.csv": [
            (1, 'Äpfel & "Most"; <süß>', 49, 250, None, None, None, None, day),
            (2, "=SUM(A1)", 200, None, None, None, None, True, day),
        ],
        "stamm/artikel.csv": [],
        "stamm/bediener.csv": [(1, "Chef", "chef", day), (2, "Anna", "kassier", day)],
        "stamm/steuersaetze.csv": [
            (1, 'Äpfel & "Most"; <süß>', 49, day),
            (2, "=SUM(A1)", 200, day),
        ],
    } == found


def test_what_was_announced_has_come(tmp_path: Path) -> None:
    """On its day the new price is the price, since that day."""
    groups = _tables(tmp_path, date(2027, 1, 1))["stamm/warengruppen.csv"]
    assert (300, date(2027, 1, 1)) == (groups[0][3], groups[0][-1])


def test_an_article_names_its_group(tmp_path: Path) -> None:
    """Rate and name of the group stand beside each article."""
    with Reader.open_read_only(make_book(tmp_path)) as book:
        sight = sight_of(book)
        history = [one for one in masterdata.changes(sight, first=1) if one.new is not None]
    (article,) = masterdata.kept(masterdata.Thing.ARTICLE, tuple(history), sight.last_day)
    assert (47, 200, "=SUM(A1)") == (article.number, article.rate, article.group_name)


@pytest.mark.parametrize("table", masterdata.TABLES, ids=lambda table: table.file)
def test_each_column_is_explained(table: masterdata.Table[masterdata.Kept]) -> None:
    """An auditor reads what each column holds."""
    assert all(len(column.meaning) > 3 for column in table.columns)
