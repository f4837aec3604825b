"""firmware.app.diary: rows of a step, and those about a device."""

import pytest

from firmware.app.diary import REST_S, Diary
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.till.acts import JournalKind
from firmware.till.effects import Record
from tests.app.day import MORNING, Day, utc

RECORDS = [Record(kind=JournalKind.LADE, clerk=2, content={"reason": "test"})]


@pytest.fixture
def diary(day: Day) -> Diary:
    """Of a till that sells."""
    return Diary(day.stand.book, lambda: utc(MORNING))


def fail(monkeypatch: pytest.MonkeyPatch, fault: StoreFault) -> None:
    """The book takes no row."""

    def refuse(*_: object) -> None:
        raise StoreError(fault, "row", "refused")

    monkeypatch.setattr(Book, "append", refuse)


def test_rows_in_the_book(day: Day, diary: Diary) -> None:
    """With the clerk who did it, or who was there."""
    assert diary.commit(RECORDS)
    assert diary.note(JournalKind.LADE, None, {"error": "no pulse"})
    assert [(2, {"reason": "test"}), (None, {"error": "no pulse"})] == [
        (row.clerk, row.content) for row in day.rows("LADE")
    ]


def test_a_full_disk(day: Day, diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be written is told, and nobody falls over it."""
    fail(monkeypatch, StoreFault.FULL)
    assert not diary.commit(RECORDS)
    assert not diary.note(JournalKind.LADE, None, {})
    assert [] == day.rows("LADE")


def test_a_broken_book(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the till."""
    fail(monkeypatch, StoreFault.BROKEN)
    with pytest.raises(StoreError):
        diary.commit(RECORDS)
    with pytest.raises(StoreError):
        diary.note(JournalKind.LADE, None, {})


def checkpoints(day: Day) -> int:
    """How often the log was moved into the book since the power came."""
    return sum("after PRAGMA wal_checkpoint" in edge for edge in day.stand.plug.trace)


def test_the_log_is_moved_between_customers(day: Day) -> None:
    """Once when nothing was written for a minute, and not again before something is."""
    day.type("250 WG1 BAR")
    day.wait(REST_S - 5)
    assert 0 == checkpoints(day)
    day.wait(10)
    assert 1 == checkpoints(day)
    day.wait(2 * REST_S)
    assert 1 == checkpoints(day)
    day.type("250 WG1")
    day.wait(REST_S + 5)
    assert 2 == checkpoints(day)


@pytest.mark.parametrize("fault", [StoreFault.FULL, StoreFault.LOCKED])
def test_a_log_that_cannot_be_moved(
    diary: Diary, monkeypatch: pytest.MonkeyPatch, fault: StoreFault
) -> None:
    """The rows are safe where they are; it is tried again with the next ones."""

    def refuse(*_: object) -> None:
        raise StoreError(fault, "book", "refused")

    monkeypatch.setattr(Book, "checkpoint", refuse)
    diary._now_utc = lambda: utc("2026-11-20T10:00:00")
    diary.rest()


def test_a_book_that_breaks_at_rest(diary: Diary, monkeypatch: pytest.MonkeyPatch) -> None:
    """It ends the till, as anywhere."""

    def refuse(*_: object) -> None:
        raise StoreError(StoreFault.BROKEN, "book", "refused")

    monkeypatch.setattr(Book, "checkpoint", refuse)
    diary._now_utc = lambda: utc("2026-11-20T10:00:00")
    with pytest.raises(StoreError):
        diary.rest()
