"""What is wrong with a till, from what is known of it: pure, one function for each condition."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from archive.alarms.ledger import AlarmKind
from firmware.accord.messages import Due, TillStatus

VIENNA: Final = ZoneInfo("Europe/Vienna")
#: § 17 Abs 4 RKSV: an outage of more than 48 hours is reported without delay.
OUTAGE_LIMIT: Final = timedelta(hours=48)
CLOCK_LIMIT_S: Final = 120
#: The Jahresbeleg is checked by 15 February of the year after it (§ 8 Abs 3 RKSV with BMF's FAQ).
JAHRESBELEG_UNTIL: Final = (2, 15)
#: What a till owes of a receipt. The words of an alarm stay as it began: when the Jahresbeleg was
#: made they are still right.
_OWED: Final[Mapping[Due, str]] = {
    Due.JAHRESBELEG: "the Jahresbeleg has to be made, and checked with FinanzOnline, by {until}",
    Due.YEAR_CHECK: "the Jahresbeleg has to be checked with FinanzOnline, by {until}",
    Due.STARTBELEG: "the Startbeleg has to be checked with FinanzOnline",
    Due.SCHLUSSBELEG: "the Schlussbeleg has to be checked with FinanzOnline",
}
#: Of a till that does not say whose.
_OWED_SOME: Final = "a receipt has to be checked with FinanzOnline, a Jahresbeleg by {until}"
_DISK_SHARE: Final = 10
#: An hour of the week is usual when the till was heard in it in two of the last four weeks.
USUAL_WEEKS: Final = 2
LOOK_BACK_WEEKS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the operator set."""

    silent: timedelta
    card: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a till.

    `heard_hours` are those of `weighed_hours` in which it was heard; `is_silent` is whether it was
    at the last look.
    """

    heard_at: datetime | None
    heard_hours: frozenset[datetime]
    clock_offset_s: int
    status: TillStatus | None
    is_silent: bool = False


def conditions(facts: Facts, rules: Rules, now: datetime) -> Mapping[AlarmKind, str]:
    """What is wrong now, each with a few words; a watched kind that is missing is well."""
    found = {kind: look(facts, rules, now) for kind, look in WATCHED.items()}
    return {kind: words for kind, words in found.items() if words}


def _silent(facts: Facts, rules: Rules, now: datetime) -> str:
    if facts.heard_at is None or now - facts.heard_at <= rules.silent:
        return ""
    # A till that is switched off at night is none that nobody hears.
    if facts.is_silent or is_usual(facts.heard_hours, now):
        return f"not heard since {_minute(facts.heard_at)}"
    return ""


def is_usual(heard_hours: frozenset[datetime], now: datetime) -> bool:
    """Whether the till is usually heard at this hour of this day of the week, in Vienna."""
    here = _hour_of_week(now)
    weeks = {hour.astimezone(VIENNA).date() for hour in heard_hours if _hour_of_week(hour) == here}
    return len(weeks - {now.astimezone(VIENNA).date()}) >= USUAL_WEEKS


def weighed_hours(now: datetime) -> tuple[datetime, ...]:
    """The full hours (UTC) of the last weeks that were this hour of this day there."""
    here, this = _hour_of_week(now), now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    # Summer time begins or ends in between: an hour earlier or later, or twice.
    around = (timedelta(hours=hours) for hours in (-1, 0, 1))
    near = [
        this + by - timedelta(weeks=week) for by in around for week in range(1, LOOK_BACK_WEEKS + 1)
    ]
    return tuple(hour for hour in near if _hour_of_week(hour) == here)


def _outage(facts: Facts, _rules: Rules, now: datetime) -> str:
    since = _moment(facts.status.outage_since_utc if facts.status else "")
    if since is None or now - since <= OUTAGE_LIMIT:
        return ""
    return f"signature unit out of order since {_minute(since)}"


def _card(facts: Facts, rules: Rules, now: datetime) -> str:
    expires = _day(facts.status.card_expires if facts.status else "")
    if expires is None or expires - now.astimezone(VIENNA).date() > rules.card:
        return ""
    return f"certificate of the card ends {expires.isoformat()}"


def _jahresbeleg(facts: Facts, _rules: Rules, now: datetime) -> str:
    due = frozenset(facts.status.due if facts.status else ())
    owed = [words for one, words in _OWED.items() if one in due]
    if not owed and Due.CHECK in due:
        owed = [_OWED_SOME]
    today = now.astimezone(VIENNA).date()
    until = date(today.year, *JAHRESBELEG_UNTIL)
    return "; ".join(owed).format(until=until.isoformat() if today <= until else "now")


def _disk(facts: Facts, _rules: Rules, _now: datetime) -> str:
    status = facts.status
    if status is None or not status.disk_total_bytes:
        return ""
    if status.disk_free_bytes * 100 >= status.disk_total_bytes * _DISK_SHARE:
        return ""
    return f"{status.disk_free_bytes // 1_000_000} MB free"


def _clock(facts: Facts, _rules: Rules, _now: datetime) -> str:
    if abs(facts.clock_offset_s) <= CLOCK_LIMIT_S:
        return ""
    return f"clock off by {facts.clock_offset_s} s"


def _rollback(facts: Facts, _rules: Rules, _now: datetime) -> str:
    # Of an archive that was set back only the tills know.
    doubt = facts.status.doubt if facts.status else ""
    return f"{_plain(doubt)}: it sends no rows" if doubt else ""


def _fallback(facts: Facts, _rules: Rules, _now: datetime) -> str:
    status = facts.status
    if status is None or not status.fell_back_from:
        return ""
    version, why = _plain(status.fell_back_from), _plain(status.fell_back_because)
    return f"gave up {version}{f' ({why})' if why else ''}, runs {_plain(status.image)}"


#: What a round raises and clears. Packages have their own (packages.py); findings and forks are
#: raised where they are seen.
WATCHED: Final[Mapping[AlarmKind, Callable[[Facts, Rules, datetime], str]]] = {
    AlarmKind.SILENT: _silent,
    AlarmKind.OUTAGE: _outage,
    AlarmKind.CARD: _card,
    AlarmKind.JAHRESBELEG: _jahresbeleg,
    AlarmKind.DISK: _disk,
    AlarmKind.CLOCK: _clock,
    AlarmKind.ROLLBACK: _rollback,
    AlarmKind.FALLBACK: _fallback,
}


def _plain(said: str) -> str:
    return ascii(said)[1:-1][:40]


def _hour_of_week(moment: datetime) -> tuple[int, int]:
    local = moment.astimezone(VIENNA)
    return local.weekday(), local.hour


def _minute(moment: datetime) -> str:
    return moment.astimezone(VIENNA).strftime("%Y-%m-%d %H:%M")


def _moment(text: str) -> datetime | None:
    # A till may send any text; what is no time says nothing.
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
