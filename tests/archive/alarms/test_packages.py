"""Whether each Z has its day package."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from archive.alarms.ledger import AlarmKind, open_alarms
from archive.alarms.packages import PackageRounds
from archive.index.database import Database
from archive.index.tables import packages
from archive.replica.replica import Replicas
from archive.world import World
from firmware.rksv.receipt import ReceiptKind
from tests.archive.books import REGISTER_ID, Maker
from tests.archive.fleet import TILL, add_tenant, add_till
from tests.archive.keeping import keep, world_of


def with_a_z(database: Database, folder: Path, number: int = 1) -> tuple[World, datetime]:
    """A till that closed its day, and when."""
    add_tenant(database)
    add_till(database)
    maker = Maker()
    rows = [*maker.begin(), maker.receipt(ReceiptKind.STARTBELEG)]
    rows += [maker.receipt(cents=250), maker.row("Z", {"number": number})]
    keep(database, rows, TILL)
    return world_of(database, folder), maker.now_utc


def is_open(database: Database) -> bool:
    """Whether the alarm is."""
    with database.read() as connection:
        return [AlarmKind.PACKAGE] == [one.kind for one in open_alarms(connection)]


def came(database: Database, external_id: str, verdict: str = "{}") -> None:
    """A package is kept."""
    with database.write() as connection:
        connection.execute(
            packages.insert().values(
                till_id=TILL,
                external_id=external_id,
                sha256="",
                size=1,
                blob_key="",
                blob_version="",
                received_at="",
                source="till",
                verdict=verdict,
            )
        )


def test_a_z_without_a_package(sqlite: Database, tmp_path: Path) -> None:
    """A day and a half is what it is given; then somebody is told, until the right one comes."""
    world, closed_at = with_a_z(sqlite, tmp_path, number=7)
    rounds = PackageRounds(world, Replicas(world))
    rounds.go_round(closed_at + timedelta(hours=36))
    assert not is_open(sqlite)
    rounds.go_round(closed_at + timedelta(hours=37))
    assert is_open(sqlite)
    came(sqlite, f"{REGISTER_ID}-z6")
    rounds.go_round(closed_at + timedelta(hours=38))
    assert is_open(sqlite)
    came(sqlite, f"{REGISTER_ID}-z7")
    rounds.go_round(closed_at + timedelta(hours=39))
    assert not is_open(sqlite)


def verdict(first: int, last: int, equal_rows: int, errors: int = 0) -> str:
    """Of an export with these rows."""
    content = {"journal": {"first": first, "last": last}, "equal_rows": equal_rows}
    return json.dumps({"contents": [content], "errors": errors})


def test_put_in_by_hand(sqlite: Database, tmp_path: Path) -> None:
    """It does as well, if the Z in it is that of the log and nothing speaks against it."""
    world, closed_at = with_a_z(sqlite, tmp_path)
    rounds, late = PackageRounds(world, Replicas(world)), closed_at + timedelta(hours=37)
    with Replicas(world).open(TILL) as book:
        z = book.last_journal("Z")
    assert z is not None
    seq = z.seq
    bad = (
        verdict(1, seq, seq, errors=1),
        verdict(1, seq, seq - 1),
        verdict(1, seq - 1, seq),
        verdict(seq + 1, seq + 2, seq + 2),
        "nonsense",
    )
    for number, one in enumerate(bad):
        came(sqlite, f"upload-{number}", one)
    rounds.go_round(late)
    assert is_open(sqlite)
    came(sqlite, "upload-good", verdict(1, seq, seq))
    rounds.go_round(late)
    assert not is_open(sqlite)


def test_a_book_without_a_z_owes_nothing(sqlite: Database, tmp_path: Path) -> None:
    """The first day is not closed yet."""
    add_tenant(sqlite)
    add_till(sqlite)
    maker = Maker()
    keep(sqlite, [*maker.begin(), maker.receipt(ReceiptKind.STARTBELEG)], TILL)
    world = world_of(sqlite, tmp_path)
    PackageRounds(world, Replicas(world)).go_round(maker.now_utc + timedelta(days=9))
    assert not is_open(sqlite)
