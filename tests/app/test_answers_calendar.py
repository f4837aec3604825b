"""firmware.app.answers_calendar: clock, closings and inspection, from book and clock."""

from datetime import timedelta
from pathlib import Path

import pytest

from firmware.app.answers_calendar import HEAD_CHARACTERS, CalendarAnswers
from firmware.app.answers_status import StatusAnswers
from firmware.app.clock_guard import ClockGuard
from firmware.rksv.receipt import ReceiptKind
from firmware.till.fiscal.calendar_requests import (
    ClockSet,
    FindClock,
    FindDue,
    FindInspection,
    FoundClock,
    FoundDue,
    Inspection,
    SetClock,
    VouchClock,
    Witness,
    WriteDep,
)
from firmware.till.fiscal.ending_requests import ExportEverything
from firmware.till.requests import Failed, Missing
from tests.app.day import Day


@pytest.fixture
def answers(day: Day, tmp_path: Path) -> CalendarAnswers:
    """Those of a till in order, without a stick."""
    book, issuer, clock = day.stand.book, day.stand.station.issuer, ClockGuard(day.stand.clock)
    status = StatusAnswers(book, issuer, clock, lambda: 0, tmp_path / "image")
    return CalendarAnswers(book, issuer, clock, status, day.stand.station.sticks.exports)


def test_clock(day: Day, answers: CalendarAnswers) -> None:
    """Who vouches, and which receipt was the last."""
    day.type("250 WG1 BAR")
    found = answers.answer(FindClock())
    assert isinstance(found, FoundClock)
    assert (Witness.NET, True, False) == (found.witness, found.is_trusted, found.is_doubted)
    assert day.receipts()[-1].issued_at_utc == found.last_issued_at_utc


def test_vouching_and_setting(day: Day, answers: CalendarAnswers) -> None:
    """The jump is that of the clock, without what passed meanwhile."""
    day.stand.clock.is_trusted = False
    assert ClockSet(jump_s=0) == answers.answer(VouchClock())
    utc = day.stand.clock.now().utc + timedelta(hours=7)
    assert ClockSet(jump_s=7 * 3600) == answers.answer(SetClock(utc=utc))
    assert utc == day.stand.clock.now().utc
    day.stand.clock.can_be_set = False
    assert Failed(words="stellt sich nicht") == answers.answer(SetClock(utc=utc))


def test_what_is_due(day: Day, answers: CalendarAnswers) -> None:
    """§ 8 Abs 2 RKSV: nothing within the month; then what the next receipt would bring along."""
    assert Missing() == answers.answer(FindDue())
    day.until("2026-12-01T09:00:00")
    found = answers.answer(FindDue())
    assert isinstance(found, FoundDue)
    assert (ReceiptKind.MONATSBELEG, ("2026-11",)) == (found.sale.kind, found.sale.closes)
    day.type("250 WG1 BAR")
    assert day.story()[0].startswith("monatsbeleg")
    assert Missing() == answers.answer(FindDue())


def test_inspection(day: Day, answers: CalendarAnswers) -> None:
    """§ 19 RKSV: everything an inspector reads, from the book as it is."""
    day.type("250 WG1 BAR")
    found = answers.answer(FindInspection())
    assert isinstance(found, Inspection)
    row = day.stand.book.last_journal()
    assert row is not None
    assert (row.seq, row.hash[:HEAD_CHARACTERS]) == (found.journal_rows, found.head)
    assert (2, True, None, None) == (
        found.status.last_number,
        found.status.is_signing,
        found.outage,
        found.last_copy,
    )
    # A new till is to be registered, and its Startbeleg checked.
    assert found.open_orders is not None
    assert found.open_orders[0].startswith("Karte anmelden")


def test_inspection_of_a_till_in_an_outage(day: Day, answers: CalendarAnswers) -> None:
    """Since when, and how many receipts."""
    day.bench.set_card("out")
    day.type("250 WG1 BAR WG1 BAR")
    found = answers.answer(FindInspection())
    assert isinstance(found, Inspection)
    assert found.outage is not None
    assert (2, False) == (found.outage.count, found.status.is_signing)


def test_last_copy(day: Day, answers: CalendarAnswers) -> None:
    """§ 7 Abs 3 RKSV: that of the last quarter."""
    day.until("2027-01-02T09:00:00")
    day.wait(2)
    found = answers.answer(FindInspection())
    assert isinstance(found, Inspection)
    assert found.last_copy is not None
    assert "2026-Q4" == found.last_copy.quarter


def test_dep(answers: CalendarAnswers) -> None:
    """No stick is said at once."""
    assert Failed(words="Kein Stick") == answers.answer(WriteDep())


def test_everything(day: Day, answers: CalendarAnswers) -> None:
    """Whoever exports it tells the loop later; until then nothing else is exported."""
    assert answers.answer(ExportEverything()) is None
    assert Failed(words="Export läuft") == answers.answer(ExportEverything())
