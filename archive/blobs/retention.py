"""Until when a file is kept: the law's years after the end of the calendar year.

§ 132 Abs 1 BAO: books and receipts are kept seven years, from the end of the calendar year for
which they were written (§ 147 AO: ten), and longer while a proceeding is pending.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

#: Both countries of whose law this knows have the same midnight.
_HERE: Final = ZoneInfo("Europe/Vienna")
LAST_YEAR: Final = 9998


def retain_until(received_utc: datetime, years: int) -> date:
    """31 December of the year in which it was received, so many years on."""
    year = received_utc.astimezone(_HERE).year + years
    return date(min(year, LAST_YEAR), 12, 31)


def longer(now_set: date, wanted: date) -> date:
    """A day once promised is never taken back."""
    return max(now_set, wanted)


def lock_end_utc(retain_until: date) -> datetime:
    """When a store that counts in UTC may let go: the day is over everywhere in Austria."""
    day = retain_until + timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def day_of_lock(end_utc: datetime) -> date:
    """The last day that lies wholly before the end of a lock."""
    return end_utc.astimezone(UTC).date() - timedelta(days=1)
