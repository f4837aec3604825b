"""`alarm list`, `alarm clear`."""

import json
from pathlib import Path

from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.index.database import Database, folder_url
from tests.archive.fleet import NOW, TILL
from tests.archive.program.calling import archive


def test_alarms_are_listed_and_cleared(tmp_path: Path) -> None:
    """1 while one is open; of a till, and of the archive itself."""
    assert 0 == archive("migrate", "--data", tmp_path).code
    database = Database(folder_url(tmp_path))
    with database.write() as connection:
        raise_alarm(connection, TILL, AlarmKind.FORK, "row 7", NOW)
        raise_alarm(connection, "", AlarmKind.HEADS, "shorter", NOW)
    database.close()
    ran = archive("alarm", "list", "--data", tmp_path)
    lines = [f"2026-11-21T09:30 {TILL} fork: row 7", "2026-11-21T09:30 archive heads: shorter"]
    assert (1, lines) == (ran.code, ran.out.splitlines())
    said = json.loads(archive("alarm", "list", "--json", "--data", tmp_path).out)
    assert [TILL, ""] == [one["till"] for one in said["alarms"]]
    assert "cleared\n" == archive("alarm", "clear", TILL, "fork", "--data", tmp_path).out
    again = archive("alarm", "clear", TILL, "fork", "--data", tmp_path)
    assert f"kassa-archive: {TILL}: no open alarm fork" == again.refusal
    assert 0 == archive("alarm", "clear", "archive", "heads", "--data", tmp_path).code
    assert 0 == archive("alarm", "list", "--data", tmp_path).code
