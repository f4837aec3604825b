"""The watch on its round, with real rows."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import sqlalchemy as sa

from archive.accounts.tills import TillBook
from archive.alarms.ledger import AlarmKind, News, open_alarms, raise_alarm
from archive.alarms.rounds import go_round
from archive.index.database import Database
from archive.index.tables import chunks, deliveries, till_status, tills
from archive.settings import Settings
from firmware.accord.messages import TillStatus
from firmware.store.canonical import utc_text
from tests.archive.fleet import (
    NOW,
    OTHER_TILL,
    TILL,
    add_target,
    add_tenant,
    add_till,
    world_with,
)
from tests.archive.plans import plans


def hear(database: Database, at: datetime, till_id: str = TILL, **members: object) -> None:
    """A till says how it is."""
    said = TillStatus(at_utc=at.isoformat(), **members)
    row = {
        "heard_at": utc_text(at, "test"),
        "clock_offset_s": 0,
        "status": msgspec.json.encode(said).decode(),
    }
    with database.write() as connection:
        connection.execute(till_status.delete().where(till_status.c.till_id == till_id))
        connection.execute(till_status.insert().values(till_id=till_id, **row))


def sold(database: Database, seq: int, at: datetime) -> None:
    """A chunk came then."""
    with database.write() as connection:
        connection.execute(
            chunks.insert().values(
                till_id=TILL,
                first_seq=seq,
                last_seq=seq,
                received_at=utc_text(at, "test"),
                body=b"",
                hashes=b"",
                state=b"",
            )
        )


def open_kinds(database: Database) -> list[tuple[str, AlarmKind]]:
    """What is open."""
    with database.read() as connection:
        return [(one.till_id, one.kind) for one in open_alarms(connection)]


def test_a_round_raises_and_clears(database: Database, tmp_path: Path) -> None:
    """Silent when it usually speaks, well again when it is heard."""
    world = world_with(database, tmp_path, Settings(data=str(tmp_path)))
    add_tenant(database)
    add_till(database)
    add_till(database, OTHER_TILL)
    for seq, weeks in enumerate((1, 2, 3), start=1):
        sold(database, seq, NOW - timedelta(weeks=weeks))
    hear(database, NOW - timedelta(hours=2))
    go_round(world, NOW)
    go_round(world, NOW + timedelta(minutes=1))
    assert [(TILL, AlarmKind.SILENT)] == open_kinds(database)
    hear(database, NOW + timedelta(minutes=2))
    go_round(world, NOW + timedelta(minutes=2))
    assert [] == open_kinds(database)


def test_no_log_is_gone_through(sqlite: Database, tmp_path: Path) -> None:
    """Of a quiet till's log a round sees the hours it weighs, and of no other anything."""
    world = world_with(sqlite, tmp_path, Settings(data=str(tmp_path)))
    add_tenant(sqlite)
    add_till(sqlite)
    hear(sqlite, NOW - timedelta(hours=2))
    with plans(sqlite, "chunks") as told:
        go_round(world, NOW)
    by_hour = "USING COVERING INDEX chunks_received (till_id=? AND received_at>? AND received_at<?)"
    assert [f"SEARCH chunks {by_hour}"] * 4 == told


def test_heard_in_an_hour_to_its_ends(sqlite: Database, tmp_path: Path) -> None:
    """From its first moment on, and not in the first of the next."""
    world = world_with(sqlite, tmp_path, Settings(data=str(tmp_path)))
    add_tenant(sqlite)
    add_till(sqlite)
    hear(sqlite, NOW - timedelta(hours=2))
    hour = NOW.replace(minute=0)
    sold(sqlite, 1, hour - timedelta(weeks=2))
    sold(sqlite, 2, hour - timedelta(weeks=1) + timedelta(hours=1))
    go_round(world, NOW)
    assert [] == open_kinds(sqlite)
    sold(sqlite, 3, hour - timedelta(weeks=3) + timedelta(minutes=59))
    go_round(world, NOW)
    assert [(TILL, AlarmKind.SILENT)] == open_kinds(sqlite)


def test_a_till_that_is_out_of_service_is_not_watched(database: Database, tmp_path: Path) -> None:
    """Nobody waits for a till that was revoked."""
    world = world_with(database, tmp_path, Settings(data=str(tmp_path)))
    add_tenant(database)
    add_till(database)
    hear(database, NOW, disk_free_bytes=1, disk_total_bytes=100)
    with database.write() as connection:
        connection.execute(tills.update().values(revoked_at=utc_text(NOW, "test")))
    go_round(world, NOW)
    assert [] == open_kinds(database)


def test_a_till_that_is_shut_out_is_well(database: Database, tmp_path: Path) -> None:
    """What the archive watches ends, whoever raised it and when; what a person looks into stays."""
    world = world_with(database, tmp_path, Settings(data=str(tmp_path)))
    add_tenant(database)
    add_till(database)
    add_till(database, OTHER_TILL)
    add_target(database, "https://hook.example.at/")
    kinds = set(AlarmKind) - {AlarmKind.HEADS}
    with database.write() as connection:
        for kind in sorted(kinds):
            raise_alarm(connection, TILL, kind, "", NOW)
        raise_alarm(connection, OTHER_TILL, AlarmKind.PACKAGE, "", NOW)
        raise_alarm(connection, "", AlarmKind.HEADS, "", NOW)
    assert TillBook(database).revoke(TILL)
    go_round(world, NOW + timedelta(minutes=1))
    for_a_person = [(TILL, AlarmKind.FINDING), (TILL, AlarmKind.FORK)]
    of_others = [(OTHER_TILL, AlarmKind.PACKAGE), ("", AlarmKind.HEADS)]
    assert for_a_person + of_others == open_kinds(database)
    with database.read() as connection:
        told = sa.select(sa.func.count()).where(deliveries.c.news == News.CLEARED)
        assert len(kinds) - 2 == connection.scalar(told)


def test_a_status_nobody_can_read_is_none(sqlite: Database, tmp_path: Path) -> None:
    """One damaged row does not end the round for all others."""
    world = world_with(sqlite, tmp_path, Settings(data=str(tmp_path)))
    add_tenant(sqlite)
    add_till(sqlite)
    add_till(sqlite, OTHER_TILL)
    hear(sqlite, NOW)
    hear(sqlite, NOW, OTHER_TILL, disk_free_bytes=1, disk_total_bytes=100)
    with sqlite.write() as connection:
        connection.execute(
            till_status.update().where(till_status.c.till_id == TILL).values(status="{")
        )
    go_round(world, NOW)
    assert [(OTHER_TILL, AlarmKind.DISK)] == open_kinds(sqlite)
