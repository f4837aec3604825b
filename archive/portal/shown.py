"""Numbers, days and times as people of a language write them; times are Austrian."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from archive.portal.acts_en import ACTS
from archive.portal.texts import Words
from firmware.export.tables.kinds import words_of
from firmware.till import texts as till_texts
from firmware.till.texts import VIENNA

_ENGLISH_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_WEEKDAYS: Final = {
    "de": ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_SWAP: Final = str.maketrans(",.", ".,")
_KIB: Final = 1024


@dataclass(frozen=True, slots=True)
class Shown:
    """How values look to a reader of `words`."""

    words: Words

    @property
    def is_german(self) -> bool:
        """Comma for the decimals, day before month by numbers."""
        return self.words.language == "de"

    def money(self, cents: int) -> str:
        """`1.234,56` or `1,234.56`."""
        text = till_texts.money(cents)
        return text if self.is_german else text.translate(_SWAP)

    def count(self, number: int) -> str:
        """`12.345` or `12,345`."""
        text = f"{number:,}"
        return text.translate(_SWAP) if self.is_german else text

    def rate(self, per_mille: int) -> str:
        """`4,9 %`."""
        text = till_texts.percent(per_mille)
        return f"{text if self.is_german else text.translate(_SWAP)}\u202f%"

    def size(self, count: int) -> str:
        """Bytes in a unit that reads well."""
        number, unit = float(count), "B"
        for larger in ("KiB", "MiB", "GiB", "TiB"):
            if number < _KIB:
                break
            number, unit = number / _KIB, larger
        text = f"{number:,.0f}" if unit == "B" or number >= 100 else f"{number:,.1f}"
        return f"{text.translate(_SWAP) if self.is_german else text} {unit}"

    def day(self, day: date | str) -> str:
        """`Sa, 21.11.2026` or `Sat, 21 Nov 2026`; a text that is no day stands as it is."""
        try:
            on = date.fromisoformat(day) if isinstance(day, str) else day
        except ValueError:
            return str(day)
        return f"{self.weekday(on)}, {self.date(on)}"

    def weekday(self, day: date) -> str:
        """`Sa` or `Sat`."""
        return _WEEKDAYS[self.words.language][day.weekday()]

    def date(self, day: date) -> str:
        """`21.11.2026` or `21 Nov 2026`."""
        if self.is_german:
            return f"{day:%d.%m.%Y}"
        return f"{day.day} {_ENGLISH_MONTHS[day.month - 1]} {day.year}"

    def moment(self, at: datetime | str | None, *, is_exact: bool = False) -> str:
        """Date and time to the minute, or the second."""
        moment = _moment(at)
        if moment is None:
            return str(at or "")
        return f"{self.date(moment.date())}, {moment:{'%H:%M:%S' if is_exact else '%H:%M'}}"

    def clock(self, at: datetime | str) -> str:
        """The time of day to the second."""
        moment = _moment(at)
        return str(at) if moment is None else f"{moment:%H:%M:%S}"

    def span(self, seconds: int) -> str:
        """`3 min`, `5 h`, `2 d`: about how long."""
        for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
            if abs(seconds) >= size:
                return f"{seconds // size if seconds >= 0 else -(-seconds // size)} {unit}"
        return f"{seconds} s"

    def receipt_kind(self, kind: str) -> str:
        """What a kind of receipt is called."""
        return self.words.known("kind", kind)

    def means(self, means: str) -> str:
        """How was paid, each means once."""
        return " + ".join(self.words.known("means", one) for one in means.split("+") if one)

    def act_kind(self, kind: str) -> str:
        """What a kind of journal row is called; one of a newer program as it calls itself."""
        return words_of(kind).name if self.is_german else ACTS.get(kind, kind)


def receipt_number(number: int) -> str:
    """As on paper."""
    return till_texts.receipt_number(number)


def today(now_utc: datetime) -> date:
    """The Austrian day."""
    return now_utc.astimezone(VIENNA).date()


def days_back(day: date, count: int) -> date:
    """The day so many days before; the first there is at the most."""
    try:
        return day - timedelta(days=count)
    except OverflowError:
        return date.min


def _moment(at: datetime | str | None) -> datetime | None:
    if isinstance(at, str):
        try:
            at = datetime.fromisoformat(at)
        except ValueError:
            return None
    if at is None or at.tzinfo is None:
        return None
    try:
        return at.astimezone(VIENNA)
    except OverflowError:
        return None
