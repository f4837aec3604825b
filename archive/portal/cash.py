"""Kassensturz at any moment: what the drawer should hold, folded as the till's own X does it.

The rows are those behind the last Z before the moment (`firmware.till.closing.zreport`); kinds of
rows that move no figure are passed over unread.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from archive.portal.asked import Asked
from archive.portal.page import render
from archive.portal.place import Sources
from archive.portal.shown import Shown, today
from archive.portal.texts import words_of
from archive.replica import index_journal
from archive.replica.index_file import Index
from firmware.store.entry import RECEIPT_KIND, JournalRow
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from firmware.store.row import journal_row_of
from firmware.till.acts import JournalKind
from firmware.till.closing import zreport
from firmware.till.closing.zreport import Period, ZReport
from firmware.till.texts import VIENNA

#: What neither figures nor a count under way are made of.
IDLE: Final = frozenset(
    {
        RECEIPT_KIND,
        JournalKind.POS,
        JournalKind.RABATT,
        JournalKind.ZAHLUNG,
        JournalKind.ZAHLUNG_ZURUECK,
        JournalKind.DRUCK,
        JournalKind.DRUCK_FEHLER,
        JournalKind.FEHLER,
        JournalKind.BELEG_ANZEIGE,
        JournalKind.STAMM,
        JournalKind.EIN,
        JournalKind.AUS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """The drawer at a row: the open period, and the Z it began behind."""

    seq: int
    at_utc: datetime
    period: Period
    last: ZReport | None

    @property
    def in_drawer_cents(self) -> int:
        """What lies in the drawer, if everything is right."""
        drawer = self.period.figures.drawer
        return drawer.expected_cents - drawer.skimmed.cents


def cash(sources: Sources, request: Request) -> Response:
    """The drawer now, or at the moment asked for (seed G016)."""
    place = sources.place(request)
    asked = Asked(request)
    day, clock = asked.day("day"), asked.clock("time")
    is_now = day is None and clock is None
    moment = sources.world.now_utc()
    if not is_now:
        on = day or today(moment)
        hour, minute = clock or (23, 59)
        local = datetime.combine(on, time(hour, minute, 59, 999_999), VIENNA)
        moment = local.astimezone(UTC)
    with sources.book(place.the_till) as (book, index):
        audit = at_moment(book, index, moment)
        names = index_journal.names(index, audit.seq if audit else 0)
    words = Shown(words_of(request))
    local = moment.astimezone(VIENNA)
    sources.note(place, "cash", at=moment.isoformat(timespec="seconds"))
    means = [] if audit is None else list(audit.period.figures.tenders.items())
    return render(
        request,
        "cash.html",
        audit=audit,
        moment=moment,
        is_now=is_now,
        day=f"{local:%Y-%m-%d}",
        clock=f"{local:%H:%M}",
        means=[(words.means(name), tally) for name, tally in means],
        names=names,
        faults=asked.faults,
    )


def at_moment(book: Reader, index: Index, moment: datetime) -> Audit | None:
    """The drawer when the last row up to `moment` was written; None before the first row.

    Raises:
        StoreError: BROKEN: a row is not as its writer writes it.
    """
    seq = index_journal.last_until(book, index, moment)
    if seq is None:
        return None
    row = next(book.journal(seq, seq))
    z_seq = index_journal.last_closing(index, seq)
    try:
        last = None if z_seq is None else zreport.from_content(next(book.journal(z_seq)).content)
        first = 1 if z_seq is None else z_seq + 1
        rows = list(moving(book, first, seq)) or [row]
        period = zreport.open_period(rows, last, anchor=row.hash)
    except (msgspec.ValidationError, KeyError, ValueError, TypeError) as error:
        raise StoreError(StoreFault.BROKEN, f"journal up to {seq}", str(error)) from error
    return Audit(seq=seq, at_utc=row.at_utc, period=period, last=last)


def moving(book: Reader, first: int, last: int) -> Iterator[JournalRow]:
    """The rows from one to another, without those that move no figure."""
    for cells in book.journal_cells(first, last):
        if cells[4] not in IDLE:
            yield journal_row_of(cells)
