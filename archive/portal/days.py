"""Days of a till: what was sold, by which rates, each Z, and whether anything is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from archive.accounts.tills import Till
from archive.portal.asked import Asked
from archive.portal.charts import chart
from archive.portal.packages import Package, of_closings
from archive.portal.page import render
from archive.portal.place import MissingError, Sources
from archive.portal.shown import Shown
from archive.portal.texts import words_of
from archive.replica import index_days
from archive.replica.index_days import PAGE_DAYS, Closing, DaySums, Gap, RateSum
from archive.replica.index_file import Index
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.closing.zreport import ZReport, from_content

_AFTER_ALL: Final = "9999-99-99"
_HOURS: Final = range(24)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A day with what belongs to it."""

    sums: DaySums
    rates: dict[int, RateSum]
    closings: tuple[Closing, ...]
    packages: dict[int, Package]
    gaps: tuple[Gap, ...]

    @property
    def word(self) -> str:
        """Whether it is complete: a key below `complete.`."""
        if self.gaps or self.sums.unread or not all(one.is_read for one in self.closings):
            return "gap"
        if any(one.unequal for one in self.closings):
            return "unequal"
        if any(one.findings for one in self.packages.values()):
            return "package"
        if not self.closings:
            return "open"
        missing = {one.number for one in self.closings} - set(self.packages)
        return "unpacked" if missing else "whole"


def listed(sources: Sources, request: Request) -> Response:
    """The days of a till, the newest first, a month at a time."""
    place = sources.place(request)
    till, asked = place.the_till, Asked(request)
    before = asked.day("before")
    with sources.book(till) as (_, index):
        found = index_days.days_before(index, before.isoformat() if before else _AFTER_ALL)
        has_more, found = len(found) > PAGE_DAYS, found[:PAGE_DAYS]
        rows = _rows(sources, till, index, found)
    sources.note(place, "days", before=before.isoformat() if before else "")
    rates = sorted({rate for row in rows for rate in row.rates})
    shown = [row.sums for row in reversed(rows) if row.sums.day]
    return render(
        request,
        "days.html",
        rows=rows,
        rates=rates,
        older=found[-1].day if has_more else "",
        is_first=before is None,
        chart=chart([(f"{int(one.day[8:])}.", one.turnover_cents) for one in shown]),
    )


def shown(sources: Sources, request: Request) -> Response:
    """One day: hours, groups, rates, means, each Z and how it compares."""
    place = sources.place(request)
    till, day = place.the_till, _day(request)
    text = day.isoformat()
    words = Shown(words_of(request))
    with sources.book(till) as (book, index):
        found = index_days.days(index, text, text)
        rows = _rows(sources, till, index, found)
        reports = _reports(book, index_days.closings(index, text, text))
        if not found and not reports:
            raise MissingError
        before, after = index_days.beside(index, text)
        hours = {one.number: one for one in index_days.hours(index, text, text)}
        groups = index_days.groups(index, text, text)
        means = index_days.means(index, text, text)
    sources.note(place, "day", day=text)
    opened = range(min(hours), max(hours) + 1) if hours else range(0)
    return render(
        request,
        "day.html",
        day=day,
        row=rows[0] if rows else None,
        reports=reports,
        before=before,
        after=after,
        hours=[hours[hour] for hour in sorted(hours)],
        hour_chart=chart(
            [(f"{hour:02}", hours[hour].cents if hour in hours else 0) for hour in opened]
        ),
        groups=groups,
        group_total=sum(abs(one.cents) for one in groups) or 1,
        means=[(words.means(one.name), one) for one in means],
    )


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(str(request.path_params["day"]))
    except ValueError as error:
        raise MissingError from error


def _rows(sources: Sources, till: Till, index: Index, found: Sequence[DaySums]) -> list[DayRow]:
    if not found:
        return []
    span = (found[-1].day, found[0].day)
    first, last = min(span), max(span)
    rates = index_days.rates(index, first, last)
    closings = index_days.closings(index, first, last)
    gaps = index_days.gaps(index, first, last)
    kept = of_closings(sources, till, closings)
    return [
        DayRow(
            sums=one,
            rates={rate.per_mille: rate for rate in rates if rate.day == one.day},
            closings=(own := tuple(z for z in closings if z.day == one.day)),
            packages={z.number: kept[z.number] for z in own if z.number in kept},
            gaps=tuple(gap for gap in gaps if gap.day == one.day),
        )
        for one in found
    ]


def _reports(book: Reader, closings: Sequence[Closing]) -> list[tuple[Closing, ZReport]]:
    """Each Z that can be read, as its row says it."""
    found = []
    for one in closings:
        if one.is_read:
            row = next(book.journal(one.seq, one.seq, JournalKind.Z))
            found.append((one, _report(row)))
    return found


def _report(row: JournalRow) -> ZReport:
    return from_content(row.content)
