"""Clock, calendar and stick of a playbook, as the app answers for them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, assert_never

from firmware.till.acts import JournalKind
from firmware.till.fiscal.calendar_requests import (
    CalendarWanted,
    ClockSet,
    DepWritten,
    FindClock,
    FindDue,
    FindInspection,
    FoundClock,
    FoundDue,
    Inspection,
    LastCopy,
    SetClock,
    VouchClock,
    Witness,
    WriteDep,
)
from firmware.till.fiscal.ending_requests import EndingWanted, Exported, ExportEverything
from firmware.till.requests import Failed, Found, Missing

if TYPE_CHECKING:
    from tests.till.playbook import Playbook


class PlayCalendar:
    """What a test may set before it asks."""

    def __init__(self) -> None:
        self.clock = FoundClock(
            witness=Witness.NET,
            is_trusted=True,
            is_doubted=False,
            last_issued_at_utc=datetime(2026, 11, 20, 8, 30, tzinfo=UTC),
        )
        self.can_be_set = True
        self.has_stick = False
        self.last_copy: LastCopy | None = LastCopy(
            quarter="2026-Q3",
            at_utc=datetime(2026, 10, 1, 6, 0, tzinfo=UTC),
            file="dep-export__GRAZ-01__2026-07-01__2026-10-01.json",
        )
        self.open_orders: tuple[str, ...] | None = ()

    def answer(self, wanted: CalendarWanted | EndingWanted, book: "Playbook") -> Found:
        """As firmware.app.answers_calendar does."""
        match wanted:
            case FindClock():
                return self.clock
            case VouchClock():
                self.clock = replace(self.clock, is_doubted=False)
                return ClockSet(jump_s=0, witness=self.clock.witness)
            case SetClock():
                return self._set(wanted, book)
            case FindDue():
                due = book.world.next_due(book.now_utc)
                return Missing() if due is None else FoundDue(sale=due)
            case ExportEverything():
                book.journal.append((JournalKind.EXPORT, {"what": "everything"}))
                return Exported(folder="export", receipts=book.number - 1, media=("data",))
            case FindInspection():
                return self._inspection(book)
            case WriteDep():
                receipts = book.number - 1
                return (
                    DepWritten(file="dep-export__GRAZ-01.json", receipts=receipts)
                    if self.has_stick
                    else Failed(words="Kein Stick")
                )
            case _:
                assert_never(wanted)

    def _set(self, wanted: SetClock, book: "Playbook") -> ClockSet | Failed:
        if not self.can_be_set:
            return Failed(words="stellt sich nicht")
        jump_s = round((wanted.utc - book.now_utc).total_seconds())
        book.now_utc = wanted.utc
        return ClockSet(jump_s=jump_s)

    def _inspection(self, book: "Playbook") -> Inspection:
        status = replace(
            book.book.status, last_number=book.number - 1, last_issued_at_utc=book.now_utc
        )
        return Inspection(
            status=status,
            outage=book.world.found_outage() or book.book.outage,
            began_at_utc=datetime(2026, 7, 1, 6, 0, tzinfo=UTC),
            last_copy=self.last_copy,
            journal_rows=4711,
            head="9f86d081884c",
            open_orders=self.open_orders,
        )
