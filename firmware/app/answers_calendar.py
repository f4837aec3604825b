"""What the functions about calendar, clock and inspection ask: book and clock as they are now."""

from datetime import datetime
from typing import assert_never

from firmware.app.answers_status import StatusAnswers
from firmware.app.clock_guard import ClockGuard
from firmware.app.issue import Issuer
from firmware.app.stick.export import ExportFeeder
from firmware.finanzonline.due import open_orders, refused_orders, waiting_orders
from firmware.finanzonline.order import Order
from firmware.finanzonline.steps import title_of
from firmware.process.logs import get_logger
from firmware.rksv.receipt import VIENNA
from firmware.store.reader import Reader
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from firmware.till.fiscal.calendar_requests import (
    CalendarWanted,
    ClockSet,
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
from firmware.till.fiscal.ending_requests import EndingWanted, ExportEverything
from firmware.till.fiscal.requests import FoundOutage
from firmware.till.requests import Failed, Found, Missing
from hal.errors import HalError

log = get_logger()

HEAD_CHARACTERS = 12


class CalendarAnswers:
    """Looks, sets the clock when it is told to, and has the DEP written."""

    def __init__(
        self,
        book: Reader,
        issuer: Issuer,
        clock: ClockGuard,
        status: StatusAnswers,
        exports: ExportFeeder,
    ) -> None:
        self._book = book
        self._issuer = issuer
        self._clock = clock
        self._status = status
        self._exports = exports

    def answer(self, wanted: CalendarWanted | EndingWanted) -> Found | None:
        """What is wanted; None: the feeder that writes the DEP tells the loop.

        Raises:
            StoreError: the book cannot be read.
        """
        match wanted:
            case FindClock():
                return self._find_clock()
            case VouchClock():
                self._clock.vouch()
                return ClockSet(jump_s=0, witness=Witness(self._clock.now().source.value))
            case SetClock():
                return self._set_clock(wanted.utc)
            case FindDue():
                due = self._issuer.closing_due()
                return Missing() if due is None else FoundDue(sale=due)
            case FindInspection():
                return self._inspection()
            case WriteDep():
                return self._exports.start_dep()
            case ExportEverything():
                return self._exports.start_everything()
            case _:
                assert_never(wanted)

    def _find_clock(self) -> FoundClock:
        now, tail = self._clock.now(), self._book.tail()
        assert tail is not None, "a till that sells has a Startbeleg"
        return FoundClock(
            witness=Witness(now.source.value),
            is_trusted=now.is_trusted,
            is_doubted=self._clock.is_doubted,
            last_issued_at_utc=tail.issued_at_utc,
        )

    def _set_clock(self, utc: datetime) -> ClockSet | Failed:
        before = self._clock.now()
        try:
            self._clock.set_by_hand(utc)
        except HalError as error:
            log.error("clock not set", fault=error.fault.value, detail=error.detail)
            return Failed(words="stellt sich nicht")
        after = self._clock.now()
        passed_s = after.monotonic_s - before.monotonic_s
        jump_s = round((after.utc - before.utc).total_seconds() - passed_s)
        return ClockSet(jump_s=jump_s, witness=Witness(after.source.value))

    def _inspection(self) -> Inspection:
        outage, first = self._status.outage(), self._book.receipt(1)
        last = self._book.last_journal()
        assert first is not None, "a till that sells has a Startbeleg"
        assert last is not None, "a commissioned book has rows"
        return Inspection(
            status=self._status.status(),
            outage=outage if isinstance(outage, FoundOutage) else None,
            began_at_utc=first.issued_at_utc,
            last_copy=self._last_copy(),
            journal_rows=last.seq,
            head=last.hash[:HEAD_CHARACTERS],
            open_orders=self._open_orders(),
        )

    def _last_copy(self) -> LastCopy | None:
        made = [
            row for row in self._book.journal(kind=JournalKind.SICHERUNG) if "sha256" in row.content
        ]
        if not made:
            return None
        row = made[-1]
        quarter, file = str(row.content["quarter"]), str(row.content["file"])
        return LastCopy(quarter=quarter, at_utc=row.at_utc, file=file)

    def _open_orders(self) -> tuple[str, ...]:
        """Each with its day, the ones FinanzOnline refused last."""
        facts, now_utc = gather(self._book), self._clock.now().utc
        assert facts is not None, "a till that sells is commissioned"
        refused = tuple(one.order for one in refused_orders(facts, now_utc))
        waiting = (*open_orders(facts, now_utc), *waiting_orders(facts, now_utc))
        return (*map(_words, waiting), *(f"{_words(one)} (abgelehnt)" for one in refused))


def _words(order: Order) -> str:
    """What it is, and until when it is to be done."""
    title = title_of(order)
    if order.due_utc is None:
        return title
    return f"{title} bis {order.due_utc.astimezone(VIENNA):%d.%m.%Y}"
