"""firmware.app.keep.news: copies of the book as rows and events."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.app.device_news import Seen
from firmware.app.inbox import BackupWanted, MediumTold, SnapshotFailed
from firmware.app.keep.news import awaited, news_of
from firmware.till.acts import JournalKind
from firmware.till.events import BackupSeen, MediumSeen, Noticed
from firmware.till.upkeep.copies import BackupDue, SecondMedium
from tests.till.playbook import Playbook

NOW = datetime(2026, 11, 20, 9, 43, tzinfo=UTC)


def seen(medium: SecondMedium = SecondMedium.WELL) -> Seen:
    """A till with its second medium like this."""
    return Seen(till=replace(Playbook().till, medium=medium), waiting=None, at_utc=NOW)


def test_a_copy_that_failed() -> None:
    """A row that no quarterly copy is taken for, and a word for the cashier."""
    news = news_of(SnapshotFailed(detail="no room"), seen())
    assert (JournalKind.SICHERUNG, {"what": "snapshot", "error": "no room"}) == news.row
    assert (Noticed(item="Sicherung", main="Fehler", hint="F 80", at_utc=NOW),) == news.events


@pytest.mark.parametrize(
    ("before", "told", "row"),
    [
        (
            SecondMedium.WELL,
            MediumTold(is_lost=True, detail="gone"),
            {"state": "lost", "detail": "gone"},
        ),
        (SecondMedium.LOST, MediumTold(is_lost=True, detail="gone"), None),
        (
            SecondMedium.LOST,
            MediumTold(is_lost=False, caught_up=7),
            {"state": "back", "caught_up": 7},
        ),
        (SecondMedium.WELL, MediumTold(is_lost=False, caught_up=7), None),
    ],
    ids=["lost", "still lost", "back", "still there"],
)
def test_the_medium(before: SecondMedium, told: MediumTold, row: dict[str, object] | None) -> None:
    """One row for each change of what the journal says; the counter hears it each time."""
    news = news_of(told, seen(before))
    assert (None if row is None else (JournalKind.SPIEGEL, row)) == news.row
    medium = SecondMedium.LOST if told.is_lost else SecondMedium.WELL
    assert (MediumSeen(medium=medium, at_utc=NOW),) == news.events


def test_the_reminder_is_no_row() -> None:
    """What is derived from rows needs none."""
    due = BackupDue(days=9)
    news = news_of(BackupWanted(due=due), seen())
    assert None is news.row
    assert (BackupSeen(due=due, at_utc=NOW),) == news.events


def test_why_the_till_waits() -> None:
    """Whoever switches it off reads what it does."""
    told = awaited(NOW)
    assert ("Sicherung", "läuft", "Bitte warten") == (told.item, told.main, told.hint)
