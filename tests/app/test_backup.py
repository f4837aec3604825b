"""firmware.app.backup: the quarterly copy of the DEP, made by itself."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from firmware.app.backup import FOLDER, BackupFeeder
from firmware.app.inbox import BackupFailed, BackupMade, Message
from firmware.till.acts import JournalKind
from tests.app.day import Day

NewDay = Callable[..., Day]


def copies(day: Day) -> list[Path]:
    """The files of the backup folder."""
    return sorted((day.stand.book_path.parent / FOLDER).glob("*"))


def rows(day: Day) -> list[dict[str, object]]:
    """What the journal says of copies."""
    return [dict(row.content) for row in day.stand.book.journal(kind=JournalKind.SICHERUNG)]


def test_a_quarter_begins(new_day: NewDay) -> None:
    """§ 7 Abs 3 RKSV: with the new quarter all receipts are copied, once, and the row proves it."""
    day = new_day("2026-12-30T10:00:00")
    day.type("250 WG1 BAR")
    assert [] == copies(day)
    day.until("2027-01-01T00:02:00")
    (copy,) = copies(day)
    (row,) = rows(day)
    assert "dep-export__GRAZ-01__2026-12-30__2027-01-01.json" == copy.name
    assert "2026-Q4" == row["quarter"]
    assert sha256(copy.read_bytes()).hexdigest() == row["sha256"]
    groups = json.loads(copy.read_text())["Belege-Gruppe"]
    assert row["receipts"] == sum(len(group["Belege-kompakt"]) for group in groups)
    day.until("2027-01-01T09:00:00")
    assert 1 == len(rows(day))


def test_each_quarter_has_its_copy(new_day: NewDay) -> None:
    """§ 7 Abs 3 RKSV: the next quarter, the next copy; the old one stays."""
    day = new_day("2026-12-30T10:00:00")
    for moment in ("2027-01-01T09:00:00", "2027-04-01T09:00:00", "2027-05-02T09:00:00"):
        day.until(moment)
    assert ["2026-Q4", "2027-Q1"] == [row["quarter"] for row in rows(day)]
    assert 2 == len(copies(day))


def test_a_till_that_slept_over_the_turn(new_day: NewDay) -> None:
    """§ 7 Abs 3 RKSV: a till that was off at the turn makes the copy when it is on again."""
    day = new_day("2026-12-30T10:00:00")
    day.stand.cut()
    day.stand.clock.advance(5 * 24 * 3600.0)
    day.stand.boot()
    day.until("2027-01-05T10:00:00")
    assert ["2026-Q4"] == [row["quarter"] for row in rows(day)]


def test_the_closing_receipt_is_copied_too(new_day: NewDay) -> None:
    """§ 7 Abs 3, § 8 Abs 3 RKSV: the Jahresbeleg comes after the copy, so there is a second one."""
    day = new_day("2026-12-30T10:00:00")
    day.type("250 WG1 BAR")
    day.until("2027-01-07T09:00:00")
    day.type("250 WG1 BAR")
    day.wait(120)
    first, second = rows(day)
    assert ("2026-Q4", "2026-Q4") == (first["quarter"], second["quarter"])
    assert (2, 4) == (first["receipts"], second["receipts"])
    day.until("2027-02-02T09:00:00")
    day.type("250 WG1 BAR")
    day.wait(120)
    assert 2 == len(rows(day))


@pytest.fixture
def said() -> list[Message]:
    """What the feeder told the loop."""
    return []


def test_a_copy_that_fails_is_told_once(new_day: NewDay, said: list[Message]) -> None:
    """Where nothing can be written the duty stays, and nobody is told of it every minute."""
    day = new_day("2026-12-30T10:00:00")
    blocked = day.stand.book_path.parent / FOLDER
    blocked.write_text("a file where the folder should be")
    day.stand.clock.advance(3 * 24 * 3600.0)
    feeder = BackupFeeder(day.stand.book_path, said.append, day.stand.clock)
    for _ in range(3):
        feeder.round()
        day.stand.clock.advance(61.0)
    assert [BackupFailed] == [type(message) for message in said]
    blocked.unlink()
    feeder.round()
    assert [BackupFailed, BackupMade] == [type(message) for message in said]


def test_no_copy_by_an_untrusted_clock(new_day: NewDay, said: list[Message]) -> None:
    """A clock that nobody trusts begins no quarter."""
    day = new_day("2026-12-30T10:00:00")
    day.stand.clock.advance(3 * 24 * 3600.0)
    day.stand.clock.is_trusted = False
    BackupFeeder(day.stand.book_path, said.append, day.stand.clock).round()
    assert [] == said
