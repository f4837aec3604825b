"""SQLite itself refuses what the book forbids, whatever program writes."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.rksv.vat import Buckets
from firmware.store import schema
from tests.store.till import Till


@pytest.fixture(params=[True, False], ids=["recursive triggers", "plain connection"])
def foreign(request: pytest.FixtureRequest, till: Till, path: Path) -> Iterator[sqlite3.Connection]:
    """A foreign program's connection to a book with three receipts and a waiting intent."""
    for _ in range(2):
        till.issue(buckets=Buckets(normal=1200))
    till.book.put_intent(till.intend())
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"PRAGMA recursive_triggers = {request.param}")
    yield connection
    connection.close()


def refused(connection: sqlite3.Connection, sql: str) -> bool:
    """Whether a statement is refused and leaves nothing behind."""
    before = "".join(connection.iterdump())
    try:
        connection.execute(sql)
    except sqlite3.IntegrityError:
        return before == "".join(connection.iterdump())
    return False


@pytest.mark.parametrize("table", ["identity", "certificates", "journal", "receipts", "intent"])
def test_no_row_is_changed_or_removed(foreign: sqlite3.Connection, table: str) -> None:
    """Neither UPDATE nor DELETE touches a row, not even with itself."""
    columns = [row[1] for row in foreign.execute(f"PRAGMA table_info({table})")]
    assert columns
    for column in columns:
        assert refused(foreign, f"UPDATE {table} SET {column} = {column}")
        assert refused(foreign, f"UPDATE OR REPLACE {table} SET {column} = {column}")
    assert refused(foreign, f"DELETE FROM {table}")


@pytest.mark.parametrize("table", ["identity", "certificates", "journal", "receipts", "intent"])
def test_no_row_is_replaced(foreign: sqlite3.Connection, table: str) -> None:
    """REPLACE and upsert find no row to replace, with recursive triggers off as well."""
    assert refused(foreign, f"REPLACE INTO {table} SELECT * FROM {table}")
    assert refused(foreign, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    columns = [row[1] for row in foreign.execute(f"PRAGMA table_info({table})")]
    upsert = (
        f"INSERT INTO {table} SELECT * FROM {table} WHERE true "
        f"ON CONFLICT DO UPDATE SET {columns[-1]} = excluded.{columns[-1]}"
    )
    assert refused(foreign, upsert)


def test_certificates_have_no_second_name(foreign: sqlite3.Connection) -> None:
    """Without a rowid there is no way to replace a certificate under another serial."""
    with pytest.raises(sqlite3.OperationalError, match="no column named rowid"):
        foreign.execute("INSERT OR REPLACE INTO certificates (rowid, serial) VALUES (1, 'x')")


@pytest.mark.parametrize("seq", ["1", "99", "-1", "NULL", "(SELECT max(seq) + 2 FROM journal)"])
def test_journal_has_no_gap(foreign: sqlite3.Connection, seq: str) -> None:
    """A row has the next seq, or is refused."""
    values = f"{seq}, 't', 'u', NULL, 'k', '{{}}', '{'0' * 64}'"
    assert refused(foreign, f"INSERT INTO journal VALUES ({values})")
    assert refused(foreign, f"INSERT OR REPLACE INTO journal VALUES ({values})")


@pytest.mark.parametrize(
    ("number", "issued_at", "message"),
    [
        (3, "9999", "next number"),
        (5, "9999", "next number"),
        (4, "2026-11-20T07:00:02.999999+00:00", "time never decreases"),
    ],
)
def test_receipts_have_no_gap_and_no_step_back(
    foreign: sqlite3.Connection, number: int, issued_at: str, message: str
) -> None:
    """A receipt has the next number and a time not before its predecessor's."""
    foreign.execute("DROP TRIGGER receipts_of_intent")  # it refuses most of them, too
    columns = "kind, ?, jws, turnover_cents, certificate_serial, 1, 1, content, journal_seq"
    with pytest.raises(sqlite3.IntegrityError, match=message):
        foreign.execute(
            f"INSERT OR REPLACE INTO receipts SELECT ?, {columns} FROM receipts WHERE number = 3",
            (number, issued_at),
        )


def test_receipt_needs_its_intent(till: Till, path: Path) -> None:
    """Without an intent of its number no receipt is taken."""
    till.issue()
    with sqlite3.connect(path) as foreign, pytest.raises(sqlite3.IntegrityError, match="intent"):
        foreign.execute(
            "INSERT INTO receipts SELECT 3, kind, issued_at_utc, jws, turnover_cents, "
            "certificate_serial, 1, 1, content, journal_seq FROM receipts WHERE number = 2"
        )
    foreign.close()


def test_identity_and_certificates_are_entered_once(foreign: sqlite3.Connection) -> None:
    """A second identity or the same serial again is refused by the table itself."""
    assert refused(foreign, "INSERT INTO identity VALUES (2, 'X', 'R1-AT1', 8, 'x', 't', 1)")
    again = "SELECT serial, x'00', '', 1, '' FROM certificates"
    assert refused(foreign, f"INSERT OR REPLACE INTO certificates {again}")


def test_types_are_strict(foreign: sqlite3.Connection) -> None:
    """A text where an integer belongs is refused (STRICT)."""
    assert refused(
        foreign,
        "INSERT INTO journal SELECT max(seq) + 1, 't', 'u', 'clerk', 'k', '{}', hash FROM journal",
    )


def test_stored_sql_is_ours(foreign: sqlite3.Connection) -> None:
    """sqlite_schema holds exactly the statements of schema.py: integrity.check relies on it."""
    stored = dict(
        foreign.execute(
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL "
            "AND tbl_name <> '_sqlite_migrations'"
        )
    )
    assert stored == schema.OBJECTS
