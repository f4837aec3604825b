"""The times of a DEP: order, range, and the two nights on which Austria turns its clocks.

Field 4 is local time without an offset (Anlage Z 4), so one hour of October is written twice and
one hour of March never. Times are compared as texts; their form makes that the order of time.
"""

from datetime import UTC, datetime
from typing import Final

from firmware.rksv.receipt import VIENNA, ReceiptKind, local_time_text
from firmware.rksv.rules import Fault, Rule

EARLIEST_LOCAL_TIME: Final = "2015-09-01T00:00:00"
_LATEST_LOCAL_TIME: Final = "9999-12-31T23:59:59"
_MONTH: Final = slice(5, 7)
_DAY: Final = slice(8, 10)
_HOUR: Final = slice(11, 13)
#: The last Sunday of a month of 31 days is never before the 25th.
_FIRST_LAST_SUNDAY: Final = "25"
_DAY_CHARACTERS: Final = 10
_MONTH_CHARACTERS: Final = 7
_YEAR_CHARACTERS: Final = 4


class TimeCheck:
    """Watches that times do not decrease, are not before the regulation and not in the future.

    A decrease is excused when it is the one by which the doubled hour of October begins anew;
    with `is_strict` it is an error there too, as the official tool has it. Without `now_utc` the
    future is not looked at.
    """

    def __init__(self, *, is_strict: bool, now_utc: datetime | None) -> None:
        self._is_strict = is_strict
        self._now_utc = now_utc
        self._now_text = _LATEST_LOCAL_TIME if now_utc is None else local_time_text(now_utc)
        self._last_text = ""
        self._doubled_day = ""

    def check(self, text: str) -> tuple[Fault, ...]:
        """Take the time of one receipt, in the form of field 4."""
        last_text, self._last_text = self._last_text, text
        is_usual = last_text <= text <= self._now_text and text >= EARLIEST_LOCAL_TIME
        if is_usual and not is_in_missing_hour(text):
            return ()
        moment = datetime.fromisoformat(text)
        return tuple(
            fault
            for fault in (
                self._order_fault(last_text, text),
                self._range_fault(text, moment),
                _gap_fault(text, moment),
            )
            if fault is not None
        )

    def takes_run(self, first: str, last: str) -> bool:
        """Whether a run of times that does not decrease, none missing in March, is as usual."""
        return self._last_text <= first and first >= EARLIEST_LOCAL_TIME and last <= self._now_text

    def take_run(self, last: str) -> None:
        """Go on behind such a run."""
        self._last_text = last

    def _order_fault(self, last_text: str, text: str) -> Fault | None:
        if last_text <= text:
            return None
        day = text[:_DAY_CHARACTERS]
        is_repeated_hour = (
            day == last_text[:_DAY_CHARACTERS]
            and day != self._doubled_day
            and _is_written_twice(text)
            and _is_written_twice(last_text)
        )
        if is_repeated_hour:
            self._doubled_day = day
        return Fault(
            rule=Rule.TIME_ORDER,
            detail=f"{text} after {last_text}"
            + (", the hour that October repeats" if is_repeated_hour else ""),
            is_excused=is_repeated_hour and not self._is_strict,
        )

    def _range_fault(self, text: str, moment: datetime) -> Fault | None:
        if text < EARLIEST_LOCAL_TIME:
            detail = f"{text} is before the regulation, {EARLIEST_LOCAL_TIME}"
            return Fault(rule=Rule.TIME_RANGE, detail=detail)
        # Of the two moments that a time of the doubled hour may mean, the earlier one counts.
        if self._now_utc is None or text <= self._now_text or _in_utc(moment) <= self._now_utc:
            return None
        detail = f"{text} is in the future, it is {self._now_text}"
        return Fault(rule=Rule.TIME_RANGE, detail=detail)


class ClosingCheck:
    """Watches for the zero receipt between the sales of two months (§ 8 Abs 2 and 3 RKSV).

    The DEP does not tell a Monatsbeleg from another zero receipt, and its lazy form, before the
    first sale of the new month, is as good as one at the month's end. So all that can be said is
    that none is there, or that none between two years is signed.
    """

    def __init__(self) -> None:
        self._last_month = ""
        self._has_zero = False
        self._has_signed_zero = False

    def check(
        self, kind: ReceiptKind, text: str, *, is_zero: bool, is_signed: bool
    ) -> Fault | None:
        """Take one receipt: its kind as far as signed, its local time."""
        if kind is ReceiptKind.TRAINING:
            return None
        if is_zero and kind is ReceiptKind.STANDARD:
            self._has_zero = True
            self._has_signed_zero = self._has_signed_zero or is_signed
            return None
        month = text[:_MONTH_CHARACTERS]
        fault = self._fault_before(
            month, has_zero=self._has_zero, has_signed_zero=self._has_signed_zero
        )
        self._last_month = month
        self._has_zero = self._has_signed_zero = False
        return fault

    def takes_run(self, first: str, *, has_sale: bool, has_zero_before: bool) -> bool:
        """Whether signed receipts of one month, the first at `first`, lack no zero receipt."""
        fault = self._fault_before(
            first[:_MONTH_CHARACTERS],
            has_zero=self._has_zero or has_zero_before,
            has_signed_zero=self._has_signed_zero or has_zero_before,
        )
        return not has_sale or fault is None

    def take_run(self, first: str, *, has_sale: bool, has_zero_after: bool) -> None:
        """Go on behind such a run; without sales its zero receipts are one more of those before."""
        if has_sale:
            self._last_month = first[:_MONTH_CHARACTERS]
            self._has_zero = self._has_signed_zero = has_zero_after
        elif has_zero_after:
            self._has_zero = self._has_signed_zero = True

    def _fault_before(self, month: str, *, has_zero: bool, has_signed_zero: bool) -> Fault | None:
        """What lacks between the sales of the last month and a sale of `month`."""
        last_month = self._last_month
        if not last_month or month <= last_month:
            return None
        years = last_month[:_YEAR_CHARACTERS], month[:_YEAR_CHARACTERS]
        if years[0] != years[1] and not has_signed_zero:
            detail = f"no signed zero receipt between the sales of {years[0]} and {years[1]}"
            return Fault(rule=Rule.YEAR_END, detail=detail)
        if not has_zero:
            detail = f"no zero receipt between the sales of {last_month} and {month}"
            return Fault(rule=Rule.MONTH_END, detail=detail)
        return None


def is_in_missing_hour(text: str) -> bool:
    """Whether it is an hour that may be the one March leaves out; only the weekday tells."""
    return text[_MONTH] == "03" and text[_HOUR] == "02" and text[_DAY] >= _FIRST_LAST_SUNDAY


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=VIENNA).astimezone(UTC)


def _is_written_twice(text: str) -> bool:
    if text < EARLIEST_LOCAL_TIME:
        return False
    local = datetime.fromisoformat(text).replace(tzinfo=VIENNA)
    first, second = local.utcoffset(), local.replace(fold=1).utcoffset()
    return first is not None and second is not None and first > second


def _gap_fault(text: str, moment: datetime) -> Fault | None:
    # Before the regulation clocks were turned otherwise, and year 1 has nothing before it in UTC.
    if (
        text < EARLIEST_LOCAL_TIME
        or _in_utc(moment).astimezone(VIENNA).replace(tzinfo=None) == moment
    ):
        return None
    return Fault(rule=Rule.TIME_GAP, detail=f"{text} lies in the hour that March leaves out")
