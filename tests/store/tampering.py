"""What somebody does who has the disk, knows how the chain is made, and has no card."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """A journal row on its way into another history; its seq and hash are made anew."""

    seq: int
    at_utc: str
    uuid: str
    clerk: int | None
    kind: str
    content: str

    def saying(self, **content: object) -> "Forged":
        """The same row with other content."""
        changed = {**json.loads(self.content), **content}
        text = json.dumps(changed, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return replace(self, content=text)


Change = Callable[[list[Forged]], list[Forged]]


def rewrite(path: Path, change: Change) -> None:
    """Make the journal's chain anew over what `change` leaves of its rows.

    What names a row by its seq follows it; guards are taken away and put back.
    """
    with sqlite3.connect(path, isolation_level=None) as connection:
        triggers = connection.execute(
            "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall()
        columns = "seq, at_utc, uuid, clerk, kind, content"
        rows = connection.execute(f"SELECT {columns} FROM journal ORDER BY seq").fetchall()
        names = columns.split(", ")
        kept = change([Forged(**dict(zip(names, row, strict=True))) for row in rows])
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("BEGIN")
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("DELETE FROM journal")
        moved = _written(connection, kept)
        for table, key in (("receipts", "number"), ("identity", "id"), ("certificates", "serial")):
            named = connection.execute(f"SELECT {key}, journal_seq FROM {table}").fetchall()
            for value, seq in named:
                statement = f"UPDATE {table} SET journal_seq = ? WHERE {key} = ?"
                connection.execute(statement, (moved.get(seq, seq), value))
        for _, sql in triggers:
            connection.execute(sql)
        connection.execute("COMMIT")
    connection.close()


def _written(connection: sqlite3.Connection, rows: list[Forged]) -> dict[int, int]:
    previous = BEFORE_FIRST
    for seq, row in enumerate(rows, start=1):
        fields = (row.at_utc, row.uuid, row.kind, row.content)
        at_utc, uuid, kind, content = (text.encode() for text in fields)
        clerk = clerk_field(row.clerk)
        previous = row_hash(previous.encode(), b"%d" % seq, at_utc, uuid, clerk, kind, content)
        cells = (seq, row.at_utc, row.uuid, row.clerk, row.kind, row.content, previous)
        connection.execute("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", cells)
    return {row.seq: seq for seq, row in enumerate(rows, start=1)}


def damage(path: Path, seq: int, **cells: str) -> None:
    """Write other texts into cells of a journal row, whose hash stays as it was."""
    with sqlite3.connect(path, isolation_level=None) as connection:
        guard = "FROM sqlite_schema WHERE name = 'journal_no_update'"
        (sql,) = connection.execute(f"SELECT sql {guard}").fetchone()
        connection.execute("DROP TRIGGER journal_no_update")
        for column, text in cells.items():
            connection.execute(f"UPDATE journal SET {column} = ? WHERE seq = ?", (text, seq))
        connection.execute(sql)
    connection.close()


def take_away(path: Path, table: str, column: str) -> None:
    """Make a cell of the last row NULL where the schema forbids it: what a torn page may leave."""
    with sqlite3.connect(path, isolation_level=None) as connection:
        guards = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", (table,)
        ).fetchall()
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_schema WHERE name = ?", (table,)
        ).fetchone()
        for (name,) in names:
            connection.execute(f"DROP TRIGGER {name}")
        _say_schema(connection, table, sql.replace(" NOT NULL", ""))
    connection.close()
    with sqlite3.connect(path, isolation_level=None) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        # Certificates have no rowid, and a till of these tests has one.
        last = f"rowid = (SELECT max(rowid) FROM {table})" if table != "certificates" else "true"
        connection.execute(f"UPDATE {table} SET {column} = NULL WHERE {last}")
        _say_schema(connection, table, sql)
    connection.close()
    with sqlite3.connect(path, isolation_level=None) as connection:
        for (guard,) in guards:
            connection.execute(guard)
    connection.close()


def _say_schema(connection: sqlite3.Connection, table: str, sql: str) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, table))
    (version,) = connection.execute("PRAGMA schema_version").fetchone()
    connection.execute(f"PRAGMA schema_version = {version + 1}")
    connection.execute("PRAGMA writable_schema = OFF")
