"""docs/exportformate.md says of every table what the tables say of themselves."""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

from firmware.export.tables.cells import WRITE
from firmware.export.tables.registry import TABLES
from firmware.export.tables.table import ID_PLACE, Sort
from firmware.store.reader import Reader
from tests.docs.pages import blocks
from tests.docs.render_formats import PAGE, SORTS, rendered
from tests.export.tables import big_book
from tests.scripts.playing import export_journal


def test_the_tables_are_fresh() -> None:
    """`python -m tests.docs.render_formats` would change nothing."""
    page = PAGE.read_text(encoding="utf-8")

    assert rendered(page) == page


def test_every_table_has_its_heading() -> None:
    """No table is missing, none stands there twice."""
    headings = re.findall(r"^### (\S+)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert [table.file.replace(ID_PLACE, "‹Kassen-ID›") for table in TABLES] == headings


def test_every_sort_is_explained_by_what_is_written() -> None:
    """The examples of the page are what the files have."""
    page = PAGE.read_text(encoding="utf-8")
    examples = {
        Sort.WHOLE: 1234,
        Sort.MONEY: -123456,
        Sort.AMOUNT: 1345,
        Sort.RATE: 49,
        Sort.DAY: date(2026, 11, 21),
        Sort.TIME: "2026-11-21T16:45:12.000000+00:00",
        Sort.FLAG: True,
        Sort.TEXT: "=1+1",
    }
    for sort, value in examples.items():
        assert f"| {SORTS[sort]} | `{WRITE[sort](value)}`" in page
    assert set(SORTS) - set(examples) == {Sort.RAW}


def test_the_recipe_of_the_chain_runs(tmp_path: Path) -> None:
    """What an auditor is told to run finds a whole chain whole, and the row that was changed."""
    (recipe,) = [block.text for block in blocks(PAGE) if block.language == "python"]
    names: dict[str, Callable[[Path], str | None]] = {}
    exec(recipe, names)
    file = tmp_path / "journal.csv"
    big_book.make(tmp_path / "book.sqlite", 3)
    with Reader.open_read_only(tmp_path / "book.sqlite") as book:
        export_journal(book, file)

    assert names["erste_falsche_zeile"](file) is None
    text = file.read_bytes()
    file.write_bytes(text.replace(b"unit_cents", b"unit_gents", 1))
    assert names["erste_falsche_zeile"](file) is not None
