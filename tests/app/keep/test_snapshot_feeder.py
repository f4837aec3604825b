"""firmware.app.keep.snapshot_feeder: the book is copied after each Z, and when it is asked for."""

from pathlib import Path

import pytest

from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import Message, SnapshotFailed
from firmware.app.keep import snapshots
from firmware.app.keep.snapshot_feeder import LOOK_EVERY_S, RETRY_EVERY_S, SnapshotFeeder
from firmware.app.keep.snapshots import states
from firmware.till.acts import JournalKind
from tests.app.day import Day

Z = "F 20 BAR 200 × 100 BAR ZW 2 1 BAR C"
SALE = "250 WG1 BAR"
PLENTY = 10**10


class Room:
    """A feeder on a till's book, in its own time, with as much disk as it is given."""

    def __init__(self, day: Day) -> None:
        self.heard: list[Message] = []
        self.free_bytes = PLENTY
        self.clock = day.stand.clock
        book = day.stand.book_path
        self.folder: Path = snapshots.folder_of(book)
        clock = ClockGuard(self.clock)
        self.feeder = SnapshotFeeder(book, lambda: self.free_bytes, self.heard.append, clock)

    def after(self, seconds: float) -> list[int]:
        """The copies that are there so much later, by their last receipt."""
        self.clock.advance(seconds)
        assert self.feeder.round() > 0
        return [state.receipts for state in states(self.folder)]


@pytest.fixture
def room(day: Day) -> Room:
    """A feeder."""
    return Room(day)


def test_a_till_copies_its_book_after_each_z(day: Day) -> None:
    """K033, T074: by itself, on a whole till; nothing is said of it, and no row written."""
    folder = snapshots.folder_of(day.stand.book_path)
    day.type(SALE)
    day.wait(2 * LOOK_EVERY_S)
    assert () == states(folder)
    day.type(Z)
    day.wait(2 * LOOK_EVERY_S)
    (one,) = states(folder)
    assert 2 == one.receipts
    assert [] == day.rows(JournalKind.SICHERUNG)
    day.type("C " + SALE + " " + Z)
    day.wait(2 * LOOK_EVERY_S)
    assert [2, 3] == [state.receipts for state in states(folder)]


def test_once_for_each_z(day: Day, room: Room) -> None:
    """What is in a copy is not owed again."""
    day.type(SALE + " " + Z)
    room.after(LOOK_EVERY_S)
    (before,) = room.folder.iterdir()
    room.after(LOOK_EVERY_S)
    assert [before] == list(room.folder.iterdir())


def test_a_z_before_a_cut(day: Day, room: Room) -> None:
    """A copy the cut did not let come is made by the next start: it is asked of folder and book."""
    day.type(SALE + " " + Z)
    for path in room.folder.glob("*"):
        path.unlink()
    day.cut()
    day.wait(2 * LOOK_EVERY_S)
    assert [2] == [state.receipts for state in states(room.folder)]


def test_when_the_till_goes_down(day: Day, room: Room) -> None:
    """K033: at once, whether there was a Z or not."""
    day.type(SALE)
    room.after(0)
    room.feeder.ask()
    assert room.feeder.is_busy
    assert [2] == room.after(0)
    assert not room.feeder.is_busy


def test_nothing_to_keep(day: Day, room: Room) -> None:
    """A till that was only on and off again keeps the copies it has."""
    day.type(SALE)
    day.wait(2)
    room.feeder.ask()
    room.after(0)
    (before,) = room.folder.iterdir()
    assert day.stand.shut_down()
    day.boot()
    room.feeder.ask()
    room.after(60)
    assert [before] == list(room.folder.iterdir())


def test_a_full_disk(day: Day, room: Room) -> None:
    """E15: told once, tried again after a while, and made when there is room."""
    day.type(SALE + " " + Z)
    for path in room.folder.glob("*"):
        path.unlink()
    room.free_bytes = snapshots.FREE_AFTERWARDS_BYTES
    assert [] == room.after(LOOK_EVERY_S)
    (failed,) = room.heard
    assert isinstance(failed, SnapshotFailed)
    assert "would leave too little for selling" in failed.detail
    room.free_bytes = PLENTY
    assert [] == room.after(LOOK_EVERY_S)
    room.free_bytes = snapshots.FREE_AFTERWARDS_BYTES
    assert [] == room.after(RETRY_EVERY_S)
    assert [failed] == room.heard
    room.free_bytes = PLENTY
    assert [2] == room.after(RETRY_EVERY_S)


def test_a_full_disk_on_a_whole_till(day: Day) -> None:
    """One row, and selling goes on."""
    day.stand.free_bytes = snapshots.FREE_AFTERWARDS_BYTES
    day.type(SALE + " " + Z)
    day.wait(2 * LOOK_EVERY_S)
    (row,) = day.rows(JournalKind.SICHERUNG)
    assert "snapshot" == row.content["what"]
    day.wait(3 * RETRY_EVERY_S)
    assert 1 == len(day.rows(JournalKind.SICHERUNG))
    day.type("C " + SALE)
    assert ["standard 250", "standard 500"] == day.story()


def test_what_the_cashier_reads(day: Day) -> None:
    """A word on the display, when nothing else is asked."""
    day.stand.station.loop.handle(SnapshotFailed(detail="no room"))
    assert "Sicherung|Fehler|F 80" == day.display


def test_asked_in_vain(day: Day, room: Room) -> None:
    """Whoever waits for it at the end does not wait for ever."""
    day.type(SALE)
    room.free_bytes = 0
    room.feeder.ask()
    assert [] == room.after(0)
    assert not room.feeder.is_busy


def test_a_book_before_its_startbeleg(room: Room, tmp_path: Path) -> None:
    """There is no book yet, or nothing in it: that is told as what it is."""
    clock = ClockGuard(room.clock)
    path = tmp_path / "none.sqlite"
    feeder = SnapshotFeeder(path, lambda: PLENTY, room.heard.append, clock)
    feeder.round()
    (failed,) = room.heard
    assert isinstance(failed, SnapshotFailed)
