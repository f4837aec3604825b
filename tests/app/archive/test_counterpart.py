"""firmware.app.archive.counterpart: what is asked of the archive and handed to it, by files."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.app.archive.counterpart import Archive, Push, Reach
from firmware.app.archive.links import Links
from firmware.app.inbox import ArchiveTold
from firmware.desk.archive_told import TILL_ID, told
from firmware.desk.script import Act, Command
from firmware.sync.config import Paths
from firmware.till.acts import JournalKind
from firmware.till.requests import Failed, Stored
from firmware.till.upkeep.archive_requests import (
    ArchiveFound,
    ArchiveState,
    FindArchive,
    FindNet,
    HandArchiveKey,
    NetFound,
    ShowLink,
    SyncNow,
)
from tests.app.day import Day
from tests.logged import capture_logs

NOW = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
KEY = "000009052337100600624287060508955396573133612954"


class Desk:
    """The loop's side of an archive, with the rows it wrote."""

    def __init__(self, day: Day, folder: Path, *, has_archive: bool = True) -> None:
        self.paths = Paths(run=str(folder), secrets=str(folder / "secrets"))
        links = Links(day.stand.book, folder / "secrets", "K-1")
        reach = Reach(paths=self.paths, has_archive=has_archive, contact=timedelta(minutes=15))
        self.archive = Archive(day.stand.book, links, reach)
        self.rows: list[tuple[JournalKind, dict[str, object]]] = []
        self.takes = True
        self.archive.note = self._note

    def _note(self, kind: JournalKind, content: dict[str, object]) -> bool:
        if self.takes:
            self.rows.append((kind, content))
        return self.takes

    def hear(self, word: str) -> None:
        """The status file says this."""
        status = told(Command(act=Act.ARCHIVE, word=word), NOW)
        self.archive.hear(ArchiveTold(status=status))


@pytest.fixture
def desk(day: Day, tmp_path: Path) -> Desk:
    """Of a till whose settings name an archive."""
    folder = tmp_path / "run"
    folder.mkdir()
    return Desk(day, folder)


@pytest.mark.parametrize("reason", Push)
def test_a_push_when_the_step_is_done(desk: Desk, reason: Push) -> None:
    """Not before its rows are in the book, and once; the file says why."""
    desk.archive.owe(reason)
    assert not desk.paths.archive_now.exists()
    desk.archive.follow()
    assert reason.value == desk.paths.archive_now.read_text()
    desk.paths.archive_now.unlink()
    desk.archive.follow()
    assert not desk.paths.archive_now.exists()


def test_no_archive_no_push(day: Day, tmp_path: Path) -> None:
    """A stall without one lays nothing down."""
    desk = Desk(day, tmp_path, has_archive=False)
    desk.archive.owe(Push.Z)
    desk.archive.follow()
    assert not desk.paths.archive_now.exists()
    found = desk.archive.answer(FindArchive())
    assert isinstance(found, ArchiveFound)
    assert ArchiveState.OFF is found.view.state


def test_a_folder_that_takes_nothing(day: Day, tmp_path: Path) -> None:
    """A push that failed is logged only; a key that could not be handed on is told."""
    desk = Desk(day, tmp_path / "none")
    desk.archive.owe(Push.BOOT)
    with capture_logs() as logs:
        desk.archive.follow()
    assert ["archive-now"] == [one["file"] for one in logs]
    assert Failed(words="geht nicht") == desk.archive.answer(HandArchiveKey(key=KEY))


def test_a_key_is_handed_on_and_nowhere_else(desk: Desk) -> None:
    """For the group of both programs; in no row, no log, no text of a value."""
    wanted = HandArchiveKey(key=KEY)
    with capture_logs() as logs:
        assert Stored() == desk.archive.answer(wanted)
    assert KEY == desk.paths.archive_key.read_text()
    assert 0o640 == desk.paths.archive_key.stat().st_mode & 0o777
    assert KEY not in f"{logs}{desk.rows}{wanted}"


def test_sync_now(desk: Desk) -> None:
    """F 81 sends; what it shows is how it is until then."""
    desk.hear("whole")
    found = desk.archive.answer(SyncNow())
    assert isinstance(found, ArchiveFound)
    assert ArchiveState.OK is found.view.state
    desk.archive.follow()
    assert "asked" == desk.paths.archive_now.read_text()


def test_nobody_has_said_a_word_yet(desk: Desk) -> None:
    """The settings name an archive: that is no till without one."""
    found = desk.archive.answer(FindArchive())
    assert isinstance(found, ArchiveFound)
    assert ArchiveState.OFFLINE is found.view.state


def test_the_net(desk: Desk) -> None:
    """Beside what the machine knows, when the archive was there last."""
    desk.hear("offline")
    found = desk.archive.answer(FindNet())
    assert isinstance(found, NetFound)
    assert (ArchiveState.OFFLINE, NOW) == (found.archive.view.state, found.archive.contact_utc)


def test_rows_of_what_happened(desk: Desk) -> None:
    """An alarm and a registration, in the journal."""
    desk.hear("takes")
    desk.hear("refuses")
    kinds = [(kind, content["event"]) for kind, content in desk.rows]
    assert [(JournalKind.ARCHIV, "registered"), (JournalKind.ARCHIV, "alarm")] == kinds
    assert TILL_ID == desk.rows[0][1]["till_id"]
    assert desk.archive.view.is_alarmed


def test_a_link_is_known_before_it_is_shown(desk: Desk) -> None:
    """A row first, then the push; what the book does not take is not shown."""
    assert "" == desk.archive.link(1)
    desk.hear("digital")
    assert desk.archive.link(1).startswith("HTTPS://BON.EXAMPLE/")
    desk.takes = False
    assert Failed(words="Speicher voll") == desk.archive.answer(ShowLink(number=1))
    desk.archive.follow()
    assert not desk.paths.archive_now.exists()
    desk.takes = True
    assert Stored() == desk.archive.answer(ShowLink(number=1))
    assert [JournalKind.BELEG_LINK] == [kind for kind, _ in desk.rows]
    desk.archive.follow()
    assert "receipt" == desk.paths.archive_now.read_text()


def test_what_the_archive_vouches_for(desk: Desk) -> None:
    """For the Z that is written now."""
    assert desk.archive.confirmed() is None
    desk.hear("whole")
    confirmed = desk.archive.confirmed()
    assert confirmed is not None
    assert 4711 == confirmed.rows
