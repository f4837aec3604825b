"""The first page of a business: what was sold today and this week, how tills are, what is up."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from archive.alarms.ledger import Alarm, open_alarms
from archive.portal import health
from archive.portal.charts import Chart, chart
from archive.portal.health import Health
from archive.portal.page import render
from archive.portal.place import Place, Sources
from archive.portal.shown import Shown, days_back, today
from archive.portal.texts import words_of
from archive.replica import index_days

_DAYS: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class TillSums:
    """A till with what it sold; `is_readable` is false where its book cannot be read now."""

    health: Health
    path: str
    today_cents: int = 0
    today_sold: int = 0
    week_cents: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayBar:
    """A day of all tills."""

    day: date
    cents: int
    sold: int


def overview(sources: Sources, request: Request) -> Response:
    """Turnover of today and of this week, tills, alarms."""
    place = sources.place(request)
    day = today(sources.world.now_utc())
    known = {one.till.id: one for one in health.of_tills(sources, place.tills)}
    first = days_back(day, _DAYS - 1)
    days = {first + timedelta(days=count): [0, 0] for count in range(_DAYS)}
    sums = [_sums(sources, place, known[till.id], day, days) for till in place.tills]
    with sources.world.database.read() as connection:
        alarms = open_alarms(connection, [till.id for till in place.tills])
    sources.note(place, "overview")
    bars = [DayBar(day=one, cents=cents, sold=sold) for one, (cents, sold) in days.items()]
    return render(
        request,
        "overview.html",
        day=day,
        sums=sums,
        bars=bars,
        chart=_chart(Shown(words_of(request)), bars),
        alarms=_newest(alarms),
        names={till.id: till.register_id for till in place.tills},
    )


def _sums(
    sources: Sources, place: Place, own: Health, day: date, days: dict[date, list[int]]
) -> TillSums:
    monday = day - timedelta(days=day.weekday())
    first = min([monday, *days])
    with sources.book(own.till) as (_, index):
        found = index_days.days(index, first.isoformat(), day.isoformat())
    today_cents = today_sold = week_cents = 0
    for one in found:
        on = date.fromisoformat(one.day)
        if on in days:
            days[on][0] += one.turnover_cents
            days[on][1] += one.sold
        if on >= monday:
            week_cents += one.turnover_cents
        if on == day:
            today_cents, today_sold = one.turnover_cents, one.sold
    return TillSums(
        health=own,
        path=place.path_of(own.till),
        today_cents=today_cents,
        today_sold=today_sold,
        week_cents=week_cents,
    )


def _chart(shown: Shown, bars: list[DayBar]) -> Chart:
    return chart([(shown.weekday(one.day), one.cents) for one in bars])


def _newest(alarms: list[Alarm]) -> list[Alarm]:
    return alarms[::-1][:20]
