"""archive.index.quarantine: kept once, and not without bounds."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from archive.index import quarantine
from archive.index.database import Database
from archive.index.quarantine import Reason, put
from archive.index.tables import quarantine as table

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)


def bodies(database: Database) -> list[tuple[str, str, bytes]]:
    """What is kept."""
    asked = sa.select(table.c.till_id, table.c.reason, table.c.body).order_by(table.c.id)
    with database.read() as connection:
        return [
            (till_id, reason, bytes(body)) for till_id, reason, body in connection.execute(asked)
        ]


def test_once(database: Database) -> None:
    """A till that sends it again and again fills nothing."""
    with database.write() as connection:
        assert put(connection, "a", Reason.FORK, b"x", NOW)
        assert put(connection, "a", Reason.FORK, b"x", NOW)
        assert put(connection, "b", Reason.UNREADABLE, b"x", NOW)
    assert [("a", "fork", b"x"), ("b", "unreadable", b"x")] == bodies(database)


def test_not_without_bounds(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many bytes of a till, and so many batches; what is kept already counts as kept."""
    monkeypatch.setattr(quarantine, "MAX_BYTES", 10)
    monkeypatch.setattr(quarantine, "MAX_BATCHES", 3)
    with database.write() as connection:
        assert put(connection, "a", Reason.FORK, b"1234567", NOW)
        assert not put(connection, "a", Reason.FORK, b"8901", NOW)
        assert put(connection, "a", Reason.FORK, b"8", NOW)
        assert put(connection, "a", Reason.FORK, b"9", NOW)
        assert not put(connection, "a", Reason.FORK, b"0", NOW)
        assert put(connection, "a", Reason.FORK, b"9", NOW)
        assert put(connection, "b", Reason.FORK, b"0", NOW)
    assert 4 == len(bodies(database))
