"""firmware.app.device_news: what devices say, as rows and events."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.app.device_news import DeviceMessage, Seen, news_of
from firmware.app.inbox import (
    DeviceSeen,
    DrawerFailed,
    DrawerMoved,
    Printed,
    PrinterSeen,
    PrintFailed,
    SwitchTurned,
    Watched,
)
from firmware.till.acts import JournalKind
from firmware.till.events import (
    DeviceChanged,
    DrawerChanged,
    Noticed,
    PaperState,
    PrinterChanged,
    SwitchChanged,
    SwitchState,
)
from firmware.till.papers.slip import Mark
from hal.errors import Fault
from hal.gpio.port import SwitchPosition
from tests.till.playbook import Playbook

NOW = datetime(2026, 11, 20, 9, 43, tzinfo=UTC)
SEEN = Seen(till=Playbook().till, waiting=413, at_utc=NOW)


def test_a_slip_that_came_out() -> None:
    """A row; the printer is news only if it was thought to be out of order."""
    printed = Printed(slip=412, mark=Mark.NONE)
    news = news_of(printed, SEEN)
    assert (JournalKind.DRUCK, {"number": 412, "mark": "none"}) == news.row
    assert () == news.events
    failing = replace(SEEN, till=replace(SEEN.till, paper=PaperState.OUT))
    (event,) = news_of(printed, failing).events
    assert isinstance(event, PrinterChanged)
    assert (PaperState.OK, 413) == (event.state, event.waiting)


def test_a_slip_that_was_given_up() -> None:
    """The cashier reads which."""
    failed = PrintFailed(slip="Z 57", fault=Fault.BROKEN, detail="x", is_given_up=True)
    changed, noticed = news_of(failed, SEEN).events
    assert isinstance(changed, PrinterChanged)
    assert PaperState.OFFLINE is changed.state
    assert isinstance(noticed, Noticed)
    assert ("Nicht gedruckt", "Z 57") == (noticed.item, noticed.main)


def test_paper_end() -> None:
    """E10 and not E11."""
    failed = PrintFailed(slip=412, fault=Fault.PAPER_OUT, detail="x", is_given_up=False)
    news = news_of(failed, SEEN)
    assert news.row is not None
    assert JournalKind.DRUCK_FEHLER is news.row[0]
    assert [PaperState.OUT] == [one.state for one in news.events if isinstance(one, PrinterChanged)]


@pytest.mark.parametrize(
    "message",
    [
        DrawerMoved(is_open=False),
        SwitchTurned(position=SwitchPosition.REGISTER),
    ],
)
def test_what_is_known_already(message: DeviceMessage) -> None:
    """No row, no event."""
    news = news_of(message, SEEN)
    assert (None, ()) == (news.row, news.events)


def test_drawer_and_switch() -> None:
    """Each move is a row and an event."""
    news = news_of(DrawerMoved(is_open=True), SEEN)
    assert (JournalKind.LADE, {"state": "opened"}) == news.row
    assert (DrawerChanged(is_open=True, at_utc=NOW),) == news.events
    news = news_of(SwitchTurned(position=SwitchPosition.OFF), SEEN)
    assert (JournalKind.SCHLOSS, {"position": "AUS"}) == news.row
    assert (SwitchChanged(state=SwitchState.OFF, at_utc=NOW),) == news.events
    assert (JournalKind.LADE, {"error": "no pulse"}) == news_of(
        DrawerFailed(detail="no pulse"), SEEN
    ).row


@pytest.mark.parametrize("watched", Watched)
def test_display_and_keypad(watched: Watched) -> None:
    """Gone and back are rows; what is gone has its sentence."""
    gone = news_of(DeviceSeen(device=watched, is_gone=True, detail="no cable"), SEEN)
    row = {"device": watched.value, "state": "gone", "detail": "no cable"}
    assert (JournalKind.GERAET, row) == gone.row
    (event,) = gone.events
    assert isinstance(event, DeviceChanged)
    assert (watched.value, True) == (event.device.value, event.is_gone)
    back = news_of(DeviceSeen(device=watched, is_gone=False), SEEN)
    assert (JournalKind.GERAET, {"device": watched.value, "state": "back"}) == back.row


def test_a_silent_printer() -> None:
    """Told when it begins, not each time it is asked."""
    (event,) = news_of(PrinterSeen(status=None), SEEN).events
    assert isinstance(event, PrinterChanged)
    assert PaperState.OFFLINE is event.state
    offline = replace(SEEN, till=replace(SEEN.till, paper=PaperState.OFFLINE))
    assert () == news_of(PrinterSeen(status=None), offline).events
