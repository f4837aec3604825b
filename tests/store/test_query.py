"""Questions of support, and the journal as CSV from which its chain can be computed again."""

import csv
import hashlib
import io
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.store import Book, StoreError, StoreFault
from firmware.store.query import JOURNAL_COLUMNS, journal_csv, query
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


def test_csv_is_a_second_witness_of_the_chain(till: Till) -> None:
    """RFC 4180 with heading; the hashes can be computed again from the file alone."""
    till.book.append([till.entry(text='a "quoted", long\nword'), till.entry(text="Käse;")])
    out = io.StringIO(newline="")
    rows = journal_csv(till.book, out)
    lines = [*csv.DictReader(io.StringIO(out.getvalue(), newline=""))]
    assert rows == len(lines) == till.book.last_journal().seq
    previous = "0" * 64
    for line in lines:
        assert list(JOURNAL_COLUMNS) == list(line)
        fields = [previous, *(line[name] for name in JOURNAL_COLUMNS[:-1])]
        netstrings = "".join(f"{len(field.encode())}:{field}," for field in fields)
        expected = hashlib.sha256(f"standlkassa journal 1\n{netstrings}".encode()).hexdigest()
        assert expected == line["hash"]
        previous = line["hash"]


def test_csv_of_a_closed_book_is_read_all_the_same(till: Till) -> None:
    """The rows are read on a connection of their own."""
    expected, closed = io.StringIO(), io.StringIO()
    journal_csv(till.book, expected)
    till.book.close()
    journal_csv(till.book, closed)
    assert expected.getvalue() == closed.getvalue()


def test_hot_start_does_not_import_it(book: Book, path: Path) -> None:
    """Opening a book of this version costs no import of sqlite-utils."""
    book.close()
    code = (
        "import sys; from pathlib import Path; from firmware.store import Book; "
        f"Book.open(Path({str(path)!r})).close(); print('sqlite_utils' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
