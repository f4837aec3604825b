"""Questions of support and auditors to the book, and the journal as CSV; read-only.

Not imported by the daemon: sqlite-utils costs 50 ms and is not needed to sell.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TextIO

from sqlite_utils import Database

from firmware.store.errors import edge
from firmware.store.file import BookFile, Cell
from firmware.store.reader import Reader

JOURNAL_COLUMNS: Final = ("seq", "at_utc", "uuid", "clerk", "kind", "content", "hash")
_JOURNAL: Final = f"SELECT {', '.join(JOURNAL_COLUMNS)} FROM journal ORDER BY seq"  # noqa: S608 - constants


def query(book: Reader, sql: str, cells: Sequence[Cell] = ()) -> Iterator[Mapping[str, Cell]]:
    """Rows of any SELECT as mappings from column to value, streamed.

    Asked on a connection of its own which cannot write, whatever the SQL says.

    Raises:
        StoreError: the SQL is wrong or would write, or the book cannot be read now.
    """
    file = BookFile.open_read_only(book.path)
    try:
        with edge(book.path):
            db = Database(file.connection(), recursive_triggers=False, execute_plugins=False)
            yield from db.query(sql, cells)
    finally:
        file.close()


def journal_csv(book: Reader, out: TextIO) -> int:
    """Write the whole journal as RFC 4180 CSV with a heading; returns the number of rows.

    The columns hold exactly the texts the hashes cover (see journal.py), so that the chain can be
    computed again from the CSV alone. An empty clerk is none.

    Args:
        book: read on a connection of its own.
        out: opened with newline="" and encoding="utf-8".

    Raises:
        StoreError: the book cannot be read.
        OSError: of `out`.
    """
    writer = csv.DictWriter(out, JOURNAL_COLUMNS)
    writer.writeheader()
    rows = 0
    for row in query(book, _JOURNAL):
        writer.writerow(row)
        rows += 1
    return rows
