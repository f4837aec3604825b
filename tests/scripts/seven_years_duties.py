"""What the law wants of the seven years, reckoned from the dates in the scripts alone.

Nothing of the till is asked here: which days there were is read from the `@time` lines, what befell
it stands below by its date.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

_DAY: Final = re.compile(r"^@time (\d{4}-\d\d-\d\d)T", re.MULTILINE)
_FIRST: Final = (2027, 3)
#: Each outage by the day on which it began: §§ 17 Abs 4 RKSV.
OUTAGES: Final = (
    date(2027, 5, 15),
    date(2028, 8, 5),
    date(2029, 6, 16),
    date(2029, 9, 15),
    date(2029, 9, 15),
    date(2029, 11, 3),
    date(2030, 4, 20),
    date(2032, 7, 3),
    date(2032, 12, 31),
)
#: Those of more than 48 hours, which are told (§ 17 Abs 1, 2), and the one that ended by itself.
TOLD_OUTAGES: Final = (date(2028, 8, 5), date(2032, 7, 3))
RECOVERED: Final = (date(2028, 8, 12),)
SWAPS: Final = (date(2028, 4, 15), date(2030, 4, 20), date(2032, 7, 10))
BROKEN_TILL: Final = (date(2030, 9, 27),)
END: Final = (date(2034, 3, 18),)
#: Made again with a signature, as the first one of that year failed (§ 8 Abs 3).
REPEATED_YEAR: Final = (date(2033, 1, 1),)

Month = tuple[int, int]


@dataclass(frozen=True, slots=True, order=True)
class Closing:
    """A receipt that closes months (§ 8 Abs 2, 3 RKSV), by its Austrian day."""

    day: date
    kind: str
    months: tuple[str, ...]


def days_of(script: str) -> list[date]:
    """Every day of a script, once each, in order."""
    return sorted({date.fromisoformat(text) for text in _DAY.findall(script)})


def months_before(last: Month, until: Month) -> Iterator[Month]:
    """The months after `last` and before `until`."""
    year, month = last
    while True:
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if (year, month) >= until:
            return
        yield year, month


def closings(days: Iterable[date]) -> list[Closing]:
    """One at the first receipt after each month's end; none is invented for a month of rest."""
    closed: Month = (_FIRST[0], _FIRST[1] - 1)
    found: list[Closing] = []
    for day in days:
        months = list(months_before(closed, (day.year, day.month)))
        if months:
            closed = months[-1]
            names = tuple(f"{year}-{month:02}" for year, month in months)
            is_year = any(month == 12 for _, month in months)
            found.append(Closing(day, "jahresbeleg" if is_year else "monatsbeleg", names))
        if day in REPEATED_YEAR:
            found.append(Closing(day, "jahresbeleg", (f"{day.year - 1}-12",)))
    return found


def quarters(days: Iterable[date]) -> list[str]:
    """The quarters that ended while the till lived, each copied from its first day after it."""
    seen = sorted({(day.year, (day.month - 1) // 3 + 1) for day in days})
    ended = [(year, number - 1) if number > 1 else (year - 1, 4) for year, number in seen[1:]]
    return [f"{year}-Q{number}" for year, number in ended]


def orders(days: list[date]) -> Counter[str]:
    """How often each act is told FinanzOnline, by what happened until the last of `days`."""
    until = days[-1]

    def so_far(dates: Iterable[date]) -> int:
        return sum(day <= until for day in dates)

    years = [one.day for one in closings(days) if one.kind == "jahresbeleg"]
    # The one that failed cannot be checked; its repetition is.
    signed = len(years) - so_far(REPEATED_YEAR)
    ended = so_far(END)
    return +Counter(
        {
            "registrierung_se": 1 + so_far(SWAPS),
            "registrierung_kasse": 1,
            "belegpruefung": 1 + signed + ended,
            "ausfall_se": so_far(TOLD_OUTAGES),
            "wiederinbetriebnahme_se": so_far(RECOVERED),
            "ausserbetriebnahme_se": so_far(SWAPS) + ended,
            "ausfall_kasse": so_far(BROKEN_TILL),
            "wiederinbetriebnahme_kasse": so_far(BROKEN_TILL),
            "ausserbetriebnahme_kasse": ended,
        }
    )
