"""Questions of support and auditors to the book; read-only.

Not imported by the daemon: sqlite-utils costs 50 ms and is not needed to sell.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlite_utils import Database

from firmware.store.errors import edge
from firmware.store.file import BookFile, Cell
from firmware.store.reader import Reader


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
