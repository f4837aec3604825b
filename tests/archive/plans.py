"""What SQLite says it does for the statements of a block."""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from archive.index.database import Database


@contextmanager
def plans(database: Database, table: str) -> Iterator[list[str]]:
    """How each statement of the block that read `table` came to its rows; filled at its end."""
    seen: list[tuple[str, object]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object):  # noqa: ANN202
        if statement.startswith("SELECT"):
            seen.append((statement, values))

    told: list[str] = []
    engine = database._reading
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield told
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    with database.read() as connection:
        for statement, values in seen:
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            told += [detail for *_, detail in rows if f" {table} " in f"{detail} "]
