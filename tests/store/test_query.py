"""Questions of support, which cannot change the book."""

import subprocess
import sys
from pathlib import Path

import pytest

from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.query import query
from tests.store.till import Till


def test_rows_are_mappings(till: Till) -> None:
    """Any SELECT gives column and value."""
    rows = [*query(till.book, "SELECT number, kind FROM receipts WHERE number = ?", (1,))]
    assert rows == [{"number": 1, "kind": "startbeleg"}]


@pytest.mark.parametrize(
    ("sql", "fault"),
    [
        ("DROP TRIGGER journal_no_gap", StoreFault.FORBIDDEN),
        ("CREATE TABLE x (y)", StoreFault.FORBIDDEN),
        ("SELECT * FROM nothing", StoreFault.REFUSED),
    ],
)
def test_query_cannot_write(till: Till, sql: str, fault: StoreFault) -> None:
    """Whatever the SQL says, the book is not changed, and the refusal is named."""
    with pytest.raises(StoreError) as refused:
        [*query(till.book, sql)]
    assert fault is refused.value.fault


def test_hot_start_does_not_import_it(book: Book, path: Path) -> None:
    """Opening a book of this version costs no import of sqlite-utils."""
    book.close()
    code = (
        "import sys; from pathlib import Path; from firmware.store.book import Book; "
        f"Book.open(Path({str(path)!r})).close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
