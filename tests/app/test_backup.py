"""firmware.app.backup: the quarterly copy of the DEP, made by itself."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from firmware.app import backup
from firmware.app.backup import FOLDER, BackupFeeder, Media
from firmware.app.clock_guard import DOUBTED_AHEAD_S, ClockGuard
from firmware.app.exports import CheckedDep, ReadBackError
from firmware.app.inbox import (
    BackupBegun,
    BackupFailed,
    BackupMade,
    Message,
)
from firmware.app.stick.berth import Berth
from firmware.app.stick.owner import OWNER, new_stick_id, write_stick_id
from firmware.desk.power import PowerCutError
from firmware.rksv.errors import MalformedError
from firmware.store.entry import Entry
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.day import Day, utc

NewDay = Callable[..., Day]


def copies(day: Day) -> list[Path]:
    """The files of the backup folder."""
    return sorted((day.stand.book_path.parent / FOLDER).glob("*"))


def rows(day: Day) -> list[dict[str, object]]:
    """What the journal says of copies."""
    return [dict(row.content) for row in day.stand.book.journal(kind=JournalKind.SICHERUNG)]


def media_of(day: Day) -> Media:
    """The till's own media, and no stick."""
    return Media(book=day.stand.book_path, stick=Berth(None))


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
    feeder = BackupFeeder(media_of(day), said.append, ClockGuard(day.stand.clock))
    for _ in range(3):
        feeder.round()
        day.stand.clock.advance(61.0)
    assert [BackupBegun, BackupFailed] == [type(message) for message in said]
    blocked.unlink()
    feeder.round()
    assert [BackupBegun, BackupFailed, BackupMade] == [type(message) for message in said]


@pytest.fixture
def broken_book(monkeypatch: pytest.MonkeyPatch) -> None:
    """A receipt of long ago is no compact JWS any more."""

    def unreadable(*_: object) -> CheckedDep:
        raise MalformedError("jws", "no compact JWS")

    monkeypatch.setattr(backup, "export_checked_dep", unreadable)


@pytest.mark.usefixtures("broken_book")
def test_a_receipt_that_cannot_be_exported(new_day: NewDay, said: list[Message]) -> None:
    """Told in words; the till sells on."""
    day = new_day("2026-12-30T10:00:00")
    day.stand.clock.advance(3 * 24 * 3600.0)
    BackupFeeder(media_of(day), said.append, ClockGuard(day.stand.clock)).round()
    assert [BackupBegun, BackupFailed] == [type(one) for one in said]


def test_no_copy_by_an_untrusted_clock(new_day: NewDay, said: list[Message]) -> None:
    """A clock that nobody trusts begins no quarter."""
    day = new_day("2026-12-30T10:00:00")
    day.stand.clock.advance(3 * 24 * 3600.0)
    day.stand.clock.is_trusted = False
    BackupFeeder(media_of(day), said.append, ClockGuard(day.stand.clock)).round()
    assert [] == said


def test_no_copy_by_a_clock_that_leapt(new_day: NewDay, said: list[Message]) -> None:
    """§ 7 Abs 3 RKSV: a row of a day that never was would stand for every quarter until then."""
    day = new_day("2026-12-30T10:00:00")
    clock = ClockGuard(day.stand.clock)
    feeder = BackupFeeder(media_of(day), said.append, clock)
    day.stand.clock.jump(400 * DOUBTED_AHEAD_S * 24)
    feeder.round()
    assert [] == said
    clock.vouch()
    day.stand.clock.advance(61.0)
    feeder.round()
    assert [BackupBegun, BackupMade] == [type(message) for message in said]


@pytest.fixture
def port(tmp_path: Path) -> EmulatedPort:
    """Where a stick is put in."""
    return EmulatedPort(tmp_path / "run" / "stick")


def copied_onto(day: Day, port: EmulatedPort, said: list[Message]) -> BackupMade:
    """The copy that is made when the quarter has begun."""
    media = Media(book=day.stand.book_path, stick=Berth(MountedSlot(port, port.mount_point)))
    day.stand.clock.advance(3 * 24 * 3600.0)
    BackupFeeder(media, said.append, ClockGuard(day.stand.clock)).round()
    made = said[-1]
    assert isinstance(made, BackupMade)
    return made


def owners(day: Day, folder: Path) -> EmulatedStick:
    """A stick of the owner of this till."""
    folder.mkdir()
    made = new_stick_id("GRAZ-01")
    write_stick_id(folder, made)
    content = {"what": OWNER, "id": made.id}
    at_utc = day.stand.clock.now().utc
    day.stand.book.append([Entry(kind=JournalKind.STICK, clerk=1, content=content, at_utc=at_utc)])
    return EmulatedStick(folder=folder)


def test_the_copy_goes_to_the_stick_too(
    new_day: NewDay, port: EmulatedPort, said: list[Message], tmp_path: Path
) -> None:
    """§ 7 Abs 3 RKSV: the external medium, if it is there; the row says where the copies are."""
    day = new_day("2026-12-30T10:00:00")
    port.insert(owners(day, tmp_path / "stick"))
    made = copied_onto(day, port, said)
    copy = day.stand.book_path.parent / FOLDER / made.file
    assert copy.read_bytes() == (tmp_path / "stick" / made.file).read_bytes()
    assert ("data partition", "stick") == made.media


def test_nothing_goes_onto_anybody_elses_stick(
    new_day: NewDay, port: EmulatedPort, said: list[Message], tmp_path: Path
) -> None:
    """Who puts a stick in at the turn of a quarter gets nothing by that."""
    day = new_day("2026-12-30T10:00:00")
    (tmp_path / "stick").mkdir()
    port.insert(EmulatedStick(folder=tmp_path / "stick"))
    assert ("data partition",) == copied_onto(day, port, said).media
    assert [] == list((tmp_path / "stick").iterdir())


def test_a_stick_that_takes_nothing(
    new_day: NewDay, port: EmulatedPort, said: list[Message], tmp_path: Path
) -> None:
    """The copy on the data partition is made nevertheless."""
    day = new_day("2026-12-30T10:00:00")
    port.insert(owners(day, tmp_path / "stick"))
    name = "dep-export__GRAZ-01__2026-12-30__2027-01-02.json.part"
    (tmp_path / "stick" / name).mkdir()
    assert ("data partition",) == copied_onto(day, port, said).media


def test_two_copies_on_one_day(new_day: NewDay) -> None:
    """A copy that a row proves is never written over."""
    day = new_day("2026-12-30T10:00:00")
    day.until("2027-01-01T09:00:00")
    day.type("250 WG1 BAR")
    day.wait(120)
    first, second = rows(day)
    assert first["file"] != second["file"]
    assert [first["sha256"], second["sha256"]] == [
        sha256((day.stand.book_path.parent / FOLDER / str(row["file"])).read_bytes()).hexdigest()
        for row in (first, second)
    ]


def test_a_cut_in_the_middle(new_day: NewDay, monkeypatch: pytest.MonkeyPatch) -> None:
    """§ 7 Abs 3 RKSV: half a copy has no name and no row; the next start makes it whole."""
    day = new_day("2026-12-30T10:00:00")
    whole = backup.export_checked_dep

    def pulled(_book: Reader, out: Path) -> CheckedDep:
        out.with_name(out.name + ".part").write_bytes(b"{")
        raise PowerCutError

    monkeypatch.setattr(backup, "export_checked_dep", pulled)
    assert not day.stand.set_time(utc("2027-01-01T09:00:00"))
    monkeypatch.setattr(backup, "export_checked_dep", whole)
    day.boot()
    day.wait(120)
    assert ["2026-Q4"] == [row["quarter"] for row in rows(day)]
    assert [str(rows(day)[0]["file"])] == [one.name for one in copies(day)]


def test_a_cut_before_the_row(new_day: NewDay, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file was whole, and nobody had written that down: it is made again under its name."""
    day = new_day("2026-12-30T10:00:00")
    whole = backup.export_checked_dep

    def pulled(book: Reader, out: Path) -> CheckedDep:
        whole(book, out)
        raise PowerCutError

    monkeypatch.setattr(backup, "export_checked_dep", pulled)
    assert not day.stand.set_time(utc("2027-01-01T09:00:00"))
    monkeypatch.setattr(backup, "export_checked_dep", whole)
    day.boot()
    day.wait(120)
    assert [str(rows(day)[0]["file"])] == [one.name for one in copies(day)]


def test_busy_as_long_as_it_writes(
    new_day: NewDay, said: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever shuts the till down asks this."""
    day = new_day("2026-12-30T10:00:00")
    day.stand.clock.advance(3 * 24 * 3600.0)
    feeder = BackupFeeder(media_of(day), said.append, ClockGuard(day.stand.clock))
    seen: list[bool] = []

    def watched(_book: Reader, out: Path) -> CheckedDep:
        seen.append(feeder.is_busy)
        raise ReadBackError(f"{out}: another byte")

    monkeypatch.setattr(backup, "export_checked_dep", watched)
    assert not feeder.is_busy
    feeder.round()
    assert ([True], False) == (seen, feeder.is_busy)
    assert isinstance(said[-1], BackupFailed)
