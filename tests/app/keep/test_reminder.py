"""firmware.app.keep.reminder: when everything last left the till."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import BackupWanted, Message
from firmware.app.issue import plain
from firmware.app.keep.reminder import Habit, ReminderFeeder, due, last_left
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.upkeep.copies import BackupDue
from tests.app.day import Day, utc

NewDay = Callable[..., Day]
SALE = "250 WG1 BAR"
MORNING_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


def write(
    day: Day, at_utc: datetime, kind: JournalKind = JournalKind.EXPORT, **row: object
) -> None:
    """A journal row, as the app writes one."""
    day.stand.book.append([Entry(kind=kind, clerk=None, content=plain(row), at_utc=at_utc)])


def sell_on(day: Day, local: str, *, has_stick: bool = True) -> None:
    """On another day everything is carried away onto a stick, and then something is sold."""
    assert day.stand.shut_down()
    day.until_off(local)
    day.boot()
    if has_stick:
        write(day, utc(local), what="sicherung", medium="stick")
    day.type("C C 2 BAR C C " + SALE)


@pytest.mark.parametrize(
    "row",
    [
        {"what": "abholung", "medium": "stick", "receipts": 1},
        {"what": "pruefung", "medium": "stick"},
        {"what": "sicherung", "medium": "stick"},
        {"what": "dep7", "medium": "stick", "reason": "Kontrolle"},
        {"what": "everything", "media": ["data partition", "stick"]},
    ],
    ids=lambda row: row["what"],
)
def test_what_counts(day: Day, row: dict[str, object]) -> None:
    """V122: whatever holds the receipts and lies on another medium."""
    write(day, MORNING_UTC, **row)
    assert MORNING_UTC == last_left(day.stand.book)


@pytest.mark.parametrize(
    "row",
    [
        {"what": "abholung", "medium": "stick", "error": "Stick voll"},
        {"what": "journal", "medium": "stick"},
        {"what": "masterdata", "medium": "stick"},
        {"what": "everything", "media": ["data partition"]},
        {"what": "aes key", "reason": "commissioning"},
    ],
    ids=str,
)
def test_what_does_not_count(day: Day, row: dict[str, object]) -> None:
    """A failure, a part without receipts, and what stays in the machine."""
    write(day, MORNING_UTC, **row)
    assert None is last_left(day.stand.book)


def test_a_part_of_the_time(day: Day) -> None:
    """Receipts of last month alone are no backup; what goes on where the last one ended is."""
    day.type("250 WG1 BAR 250 WG1 BAR")
    hours = [MORNING_UTC + timedelta(hours=hour) for hour in range(5)]
    write(day, hours[0], what="pruefung", medium="stick", first=2, last=3)
    assert None is last_left(day.stand.book)
    write(day, hours[1], what="dep7", medium="stick", first=1, last=2)
    assert None is last_left(day.stand.book)
    write(day, hours[2], what="abholung", medium="stick", first=3, last=3)
    assert hours[2] == last_left(day.stand.book)
    day.type("250 WG1 BAR")
    write(day, hours[3], what="pruefung", medium="stick", first=1, last=3)
    assert hours[2] == last_left(day.stand.book)
    write(day, hours[4], what="abholung", medium="stick", first=4, last=4)
    assert hours[4] == last_left(day.stand.book)


def test_nothing_new(day: Day) -> None:
    """A stick that has everything already is as good as one that was just written."""
    write(day, MORNING_UTC, what="abholung", medium="stick", first=1, last=1)
    later = MORNING_UTC + timedelta(days=1)
    write(day, later, what="abholung", medium="stick", first=0, last=0)
    assert later == last_left(day.stand.book)


def test_the_quarterly_copy_counts_on_a_stick(day: Day) -> None:
    """§ 7 Abs 3 RKSV: the copy on the data partition alone has not left."""
    copy = {"quarter": "2026-Q3", "sha256": "0" * 64}
    write(day, MORNING_UTC, JournalKind.SICHERUNG, **copy, medium="data partition")
    assert None is last_left(day.stand.book)
    write(day, MORNING_UTC, JournalKind.SICHERUNG, **copy, medium="data partition, stick")
    assert MORNING_UTC == last_left(day.stand.book)


def test_a_week_without_one(day: Day) -> None:
    """V120: from the seventh day on that a receipt has been nowhere else, the first one, too."""
    begun = utc("2026-11-20T09:00:00")
    assert None is due(day.stand.book, begun + timedelta(days=6), 7)
    assert BackupDue(days=7) == due(day.stand.book, begun + timedelta(days=7), 7)
    write(day, begun, what="abholung", medium="stick")
    day.type(SALE)
    assert None is due(day.stand.book, begun + timedelta(days=6), 7)
    assert BackupDue(days=9) == due(day.stand.book, begun + timedelta(days=9), 7)


def test_a_stall_that_was_closed(day: Day) -> None:
    """Nothing was sold since: there is nothing to save; the first sale in spring is one day old."""
    write(day, utc("2026-11-20T18:00:00"), what="abholung", medium="stick")
    for later in ("2026-12-10T09:00:00", "2026-12-31T09:00:00", "2027-03-31T09:00:00"):
        assert None is due(day.stand.book, utc(later), 7)
    sell_on(day, "2027-04-02T09:00:00", has_stick=False)
    for number in range(2, 9):
        assert None is due(day.stand.book, utc(f"2027-04-{number:02}T12:00:00"), 7)
    assert BackupDue(days=7) == due(day.stand.book, utc("2027-04-09T12:00:00"), 7)


def test_nobody_is_reminded(day: Day) -> None:
    """V120: the interval is the owner's; 0 is never."""
    assert None is due(day.stand.book, utc("2026-12-31T09:00:00"), 0)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        ("2026-12-26T09:00:00", None),
        ("2026-12-27T00:30:00", BackupDue(days=2, is_quarter_end=True)),
        ("2026-12-31T23:30:00", BackupDue(days=6, is_quarter_end=True)),
        ("2027-01-01T00:30:00", BackupDue(days=7)),
    ],
)
def test_the_end_of_a_quarter(day: Day, today: str, expected: BackupDue | None) -> None:
    """V121: in the last five Austrian days of a quarter it is asked for once more."""
    sell_on(day, "2026-12-25T13:00:00")
    assert expected == due(day.stand.book, utc(today), 7)


def test_the_end_of_a_quarter_is_done(day: Day) -> None:
    """V122: one in these days is enough."""
    sell_on(day, "2026-12-27T09:00:00")
    assert None is due(day.stand.book, utc("2026-12-31T12:00:00"), 7)


class Ears:
    """A feeder on a till's book, and what it said."""

    def __init__(self, day: Day, days: int = 7) -> None:
        self.heard: list[Message] = []
        self.archive = day.stand.book_path.parent / "archive.json"
        self.clock = day.stand.clock
        habit = Habit(days=days, archive_status=self.archive)
        path = day.stand.book_path
        self.feeder = ReminderFeeder(path, habit, self.heard.append, ClockGuard(self.clock))

    def after(self, days: int) -> list[Message]:
        """What it says so many days later."""
        self.heard.clear()
        self.clock.advance(days * 86_400.0)
        self.feeder.round()
        return list(self.heard)


def test_the_loop_is_told_of_changes(day: Day) -> None:
    """V120, V122: each day another number, nothing when nothing changed, None when it is done."""
    ears = Ears(day)
    assert [] == ears.after(0)
    assert [BackupWanted(due=BackupDue(days=8))] == ears.after(8)
    assert [] == ears.after(0)
    assert [BackupWanted(due=BackupDue(days=9))] == ears.after(1)
    write(day, ears.clock.now().utc, what="abholung", medium="stick")
    ears.clock.advance(1)
    ears.feeder.round()
    assert [BackupWanted(due=None)] == ears.heard[1:]


@pytest.mark.parametrize(
    ("status", "is_enough"),
    [
        ('{"pending": 0, "confirmed": 999}', True),
        ('{"pending": 3, "confirmed": 999}', True),
        ('{"pending": 0}', False),
        ('{"pending": 0, "confirmed": 2}', False),
        ('{"pending": 0, "confirmed": 999, "alarm": "gap"}', False),
        ("nonsense", False),
    ],
)
def test_an_archive_is_a_backup(day: Day, status: str, is_enough: bool) -> None:  # noqa: FBT001
    """V120: done as far as the archive says that it has the receipts, and takes them."""
    ears = Ears(day)
    ears.archive.write_text(status)
    assert ([] if is_enough else [BackupWanted(due=BackupDue(days=8))]) == ears.after(8)


def test_an_archive_that_died(day: Day) -> None:
    """What its file said once is no backup of what was sold since."""
    last = day.stand.book.last_journal()
    assert last is not None
    sell_on(day, "2026-12-27T09:00:00", has_stick=False)
    looks = (
        "2026-12-27T20:00:00",
        "2026-12-28T09:00:00",
        "2027-01-01T09:00:00",
        "2027-01-03T09:00",
    )
    found = [due(day.stand.book, utc(look), 7, last.seq) for look in looks]
    assert [None, BackupDue(days=38, is_quarter_end=True), None, BackupDue(days=7)] == found


def test_a_doubted_clock_reminds_nobody(day: Day) -> None:
    """E14: nobody knows how many days went by."""
    ears = Ears(day)
    ears.clock.is_trusted = False
    assert [] == ears.after(8)


def test_a_book_that_cannot_be_read(day: Day, tmp_path: Path) -> None:
    """The till goes on; there is nothing to say."""
    ears = Ears(day)
    habit = Habit(days=7, archive_status=tmp_path / "none")
    clock = ClockGuard(day.stand.clock)
    feeder = ReminderFeeder(tmp_path / "no book", habit, ears.heard.append, clock)
    assert feeder.round() > 0
    assert [] == ears.heard
