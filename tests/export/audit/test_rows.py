"""firmware.export.audit.rows: rows of a journal as a stranger reads them."""

from pathlib import Path

import pytest

from firmware.export.audit.rows import FILE, read_rows
from firmware.export.errors import ReadError
from firmware.export.tables.csv_form import CsvError
from firmware.store.journal import BEFORE_FIRST
from tests.export.audit.conftest import Exports
from tests.export.audit.world import change_file


def test_every_row_follows_the_one_before(made: Exports) -> None:
    """The chain from the file alone."""
    previous, count = BEFORE_FIRST, 0
    for row in read_rows(made.whole / FILE):
        assert row.follows(previous)
        assert not row.follows("1" * 64)
        assert row.is_readable
        previous, count = row.hash, count + 1
    assert count > 100


def test_what_cannot_be_read_is_none(whole: Path) -> None:
    """A time or a content that is none; the row is a row still."""
    change_file(whole, FILE, lambda text: text.replace(b";2026-11-20T", b";2026-13-20T", 1))
    change_file(whole, FILE, lambda text: text.replace(b'"{""aes', b'"[""aes', 1))
    row = next(read_rows(whole / FILE))
    assert (row.at, row.said, row.content) == (None, None, {})
    assert not row.is_readable


def test_a_file_that_is_none(whole: Path) -> None:
    """The line is named; a file that is not there is no row."""
    change_file(whole, FILE, lambda text: text[3:])
    with pytest.raises(CsvError, match="line 1"):
        list(read_rows(whole / FILE))
    with pytest.raises(ReadError):
        list(read_rows(whole / "nothing"))
