"""firmware.app.side_news: what goes on beside the selling till, as rows and events."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.app.device_news import Seen
from firmware.app.inbox import (
    BackupBegun,
    BackupFailed,
    DepTold,
    EverythingTold,
    ExportSaid,
    SideMessage,
    StickMade,
    StickSought,
    StickTold,
    UpdateTold,
)
from firmware.app.side_news import news_of
from firmware.till.acts import JournalKind
from firmware.till.asks import Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.events import Answered, ExportTold, Noticed, StickChanged
from firmware.till.exports.requests import (
    ExportKind,
    ExportProgress,
    ExportResult,
    MakeOwnerStick,
    SeekStick,
    StickStanding,
    StickView,
)
from firmware.till.fiscal.calendar_requests import FindDue
from firmware.till.requests import Failed, Stored, Wanted
from firmware.till.upkeep.update_requests import FindUpdate, InstallUpdate
from tests.till.playbook import Playbook

NOW = datetime(2026, 11, 20, 9, 43, tzinfo=UTC)
SEEN = Seen(till=Playbook().till, waiting=None, at_utc=NOW)
VIEW = StickView(standing=StickStanding.STRANGE, is_writable=True, free_bytes=10**9)


def waiting_for(wanted: Wanted) -> Seen:
    """A till whose dialogue waits for the answer to this."""
    till, _ = open_dialogue(Playbook().till, lambda _till, _answers: Wanting(wanted))
    return replace(SEEN, till=till)


def test_a_copy_that_begins_is_no_row() -> None:
    """What has begun is told, what has ended is proven."""
    news = news_of(BackupBegun(), SEEN)
    assert news.row is None
    (event,) = news.events
    assert isinstance(event, Noticed)
    ended = news_of(BackupFailed(detail="no room"), SEEN)
    assert (JournalKind.SICHERUNG, {"error": "no room"}) == ended.row


def test_a_dep_that_did_not_come_out() -> None:
    """The row says why, in the words of the log."""
    row = {"what": "dep7", "error": "No space left on device"}
    told = DepTold(answer=Failed(words="Stick geht nicht"), row=row)
    assert (JournalKind.EXPORT, row) == news_of(told, SEEN).row


def test_a_stick_is_a_row_and_a_view() -> None:
    """Put in: both."""
    news = news_of(StickTold(view=VIEW, row={"what": "in", "serial": "1234-ABCD"}), SEEN)
    assert (JournalKind.STICK, {"what": "in", "serial": "1234-ABCD"}) == news.row
    assert (StickChanged(stick=VIEW, at_utc=NOW),) == news.events


def test_a_stick_that_only_looks_otherwise_is_no_row() -> None:
    """Its room changed, or it was made the owner's by a row of its own."""
    news = news_of(StickTold(view=VIEW), SEEN)
    assert news.row is None
    assert (StickChanged(stick=VIEW, at_utc=NOW),) == news.events


def test_an_export_is_a_row_when_it_has_ended() -> None:
    """On its way it is only told."""
    progress = ExportProgress(kind=ExportKind.OWNER, per_mille=10, left_s=None)
    news = news_of(ExportSaid(told=progress), SEEN)
    assert (None, (ExportTold(told=progress, at_utc=NOW),)) == (news.row, news.events)
    result = ExportResult(kind=ExportKind.OWNER)
    ended = news_of(ExportSaid(told=result, row={"what": "abholung"}), SEEN)
    assert (JournalKind.EXPORT, {"what": "abholung"}) == ended.row
    assert (ExportTold(told=result, at_utc=NOW),) == ended.events


def test_a_stick_that_was_made_is_a_row_and_an_answer() -> None:
    """One that was not is only an answer."""
    making = waiting_for(MakeOwnerStick())
    made = news_of(StickMade(answer=Stored(), row={"what": "owner"}), making)
    assert (JournalKind.STICK, {"what": "owner"}) == made.row
    assert (Answered(answer=Stored(), at_utc=NOW),) == made.events
    assert news_of(StickMade(answer=Failed(words="Stick voll")), SEEN).row is None
    sought = news_of(StickSought(answer=Stored()), waiting_for(SeekStick()))
    assert (None, (Answered(answer=Stored(), at_utc=NOW),)) == (sought.row, sought.events)


@pytest.mark.parametrize(
    "message",
    [
        StickSought(answer=Stored()),
        StickMade(answer=Stored(), row={"what": "owner"}),
        DepTold(answer=Failed(words="Stick geht nicht"), row={}),
        EverythingTold(answer=Failed(words="Stick geht nicht"), row={}),
        UpdateTold(answer=Stored()),
    ],
)
def test_a_late_answer_reaches_nobody_else(message: SideMessage) -> None:
    """Who asked has left with C, and another question waits: it would be answered by nonsense."""
    assert () == news_of(message, waiting_for(FindDue())).events
    assert () == news_of(message, SEEN).events


def test_an_image_is_told_to_who_looks_for_one() -> None:
    """And to who has it installed."""
    for wanted in (FindUpdate(), InstallUpdate(has_card=True, has_printer=True)):
        news = news_of(UpdateTold(answer=Stored()), waiting_for(wanted))
        assert (Answered(answer=Stored(), at_utc=NOW),) == news.events
