"""firmware.export.package.examination: what is found before an export leaves."""

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.export.package import receipts
from firmware.export.package.examination import FOUND_MAX, examine
from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.store.reader import Reader
from tests.export.package.conftest import Sold


def dep_of(sight: Sight, folder: Path) -> Path:
    """The DEP as it is written."""
    path = folder / "dep.json"
    with path.open("wb") as file:
        receipts.write(sight, file)
    return path


def test_whole_books_have_no_findings(sold: Sold, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: whole, and from the middle on."""
    sight = sold.order().sight
    assert () == examine(sight, dep_of(sight, tmp_path))
    (before,) = sold.book.journal(sight.journal.last - 3, sight.journal.last - 3)
    later = replace(
        sight,
        receipts=Span(first=3, last=4),
        journal=Span(first=before.seq + 1, last=sight.journal.last),
        previous_hash=before.hash,
    )
    assert () == examine(later, dep_of(later, tmp_path))


def test_everything_that_is_read_is_counted(sold: Sold, tmp_path: Path) -> None:
    """Each row once, each receipt in the book and in the DEP."""
    counted: list[int] = []
    sight = replace(sold.order().sight, moved=counted.append)
    dep = dep_of(sold.order().sight, tmp_path)
    examine(sight, dep)
    assert sight.journal.last + 2 * sight.receipts.last == sum(counted)


def test_a_forged_receipt_is_found_in_the_dep(sold: Sold, tmp_path: Path) -> None:
    """The auditor's rule in the list, a line for the slip."""
    sight = sold.order().sight
    dep = dep_of(sight, tmp_path)
    text = dep.read_text()
    at = text.rindex(".") + 10
    dep.write_text(text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :])
    (found,) = examine(sight, dep)
    assert found.detail.startswith("receipt 4: signature: ")
    assert "Bon 4: signature" == found.words


@pytest.fixture
def tampered(sold_path: Path, tmp_path: Path) -> Path:
    """The same book, with another text in rows of its journal."""
    path = tmp_path / "tampered.sqlite"
    shutil.copy(sold_path, path)
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("DROP TRIGGER journal_no_update")
        connection.execute("UPDATE journal SET content = '{}' WHERE seq > 3")
    connection.close()
    return path


def test_findings_are_bounded(tampered: Path) -> None:
    """Whoever wrote everything anew fills no list."""
    with Reader.open_read_only(tampered) as book:
        found = examine(Sold(book=book).order().sight, None)
    assert FOUND_MAX + 1 == len(found)
    assert "journal row 4: " in found[0].detail
    assert ("Journal verändert: 4", "und weitere") == (found[0].words, found[-1].words)
