"""What is due because time has passed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv.duties import (
    ClosingDue,
    Month,
    Quarter,
    backup_due,
    closed_through,
    closing_due,
    month_of,
    quarter_of,
    year_check_deadline,
)
from firmware.rksv.errors import MalformedError, NotUtcError
from firmware.rksv.receipt import ReceiptKind

MARCH = Month(2026, 3)
MONAT, JAHR = ReceiptKind.MONATSBELEG, ReceiptKind.JAHRESBELEG
NOW = datetime(2026, 12, 5, 8, 0, tzinfo=UTC)
MONTHS = st.builds(Month, st.integers(2016, 2060), st.integers(1, 12))
MOMENTS = st.datetimes(datetime(2016, 2, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants naive bounds


def due(
    last_closed: Month | None,
    now_utc: datetime,
    *,
    commissioned: Month = MARCH,
    is_open: bool = False,
) -> ClosingDue | None:
    return closing_due(
        last_closed=last_closed,
        commissioned=commissioned,
        unsigned_year_open=is_open,
        now_utc=now_utc,
    )


@pytest.mark.parametrize(
    ("utc", "month"),
    [
        (datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC), Month(2026, 10)),
        (datetime(2026, 10, 31, 23, 0, 0, tzinfo=UTC), Month(2026, 11)),
        (datetime(2026, 7, 31, 22, 0, 0, tzinfo=UTC), Month(2026, 8)),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), Month(2027, 1)),
    ],
)
def test_months_are_those_of_vienna(utc: datetime, month: Month) -> None:
    """§ 8 Abs 2 RKSV: the month ends at midnight of the stall, not of Greenwich."""
    assert month == month_of(utc)


def test_a_month_is_written_ordered_and_followed() -> None:
    """The book stores the text; December is followed by January."""
    assert str(Month(2026, 3)) == "2026-03"
    assert Month(2026, 12) < Month(2027, 1)
    assert Month(2026, 12).next == Month(2027, 1)


@given(MONTHS)
@settings(deadline=None)
def test_a_month_reads_back(month: Month) -> None:
    """Writing and reading a month gives the month."""
    assert month == Month.parse(str(month))
    assert month < month.next


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "2026-1", "26-01", "0000-01", "2026-+1", "٢٠٢٦-01"]
)
def test_other_months_are_refused(text: str) -> None:
    """A text that is no month names itself."""
    with pytest.raises(MalformedError, match="month"):
        Month.parse(text)


@pytest.mark.parametrize(
    ("last_closed", "now_utc", "expected"),
    [
        (Month(2026, 11), NOW, None),
        (Month(2026, 12), NOW, None),
        (Month(2026, 10), NOW, (MONAT, (Month(2026, 11),))),
        (Month(2026, 8), NOW, (MONAT, (Month(2026, 9), Month(2026, 10), Month(2026, 11)))),
        (
            Month(2026, 11),
            datetime(2027, 1, 2, 8, 0, tzinfo=UTC),
            (JAHR, (Month(2026, 12),)),
        ),
        (
            Month(2026, 10),
            datetime(2027, 3, 1, 8, 0, tzinfo=UTC),
            (JAHR, (Month(2026, 11), Month(2026, 12), Month(2027, 1), Month(2027, 2))),
        ),
    ],
)
def test_one_closing_receipt_names_the_months_it_closes(
    last_closed: Month, now_utc: datetime, expected: tuple[ReceiptKind, tuple[Month, ...]] | None
) -> None:
    """§ 8 Abs 2 und 3 RKSV: a December among the months makes it the Jahresbeleg."""
    found = due(last_closed, now_utc)
    assert expected == (found and (found.kind, found.months))


def test_the_closing_comes_with_the_first_second_of_the_month() -> None:
    """§ 8 Abs 2 RKSV: at midnight between October and November the Monatsbeleg is due first."""
    last_second = datetime(2026, 10, 31, 22, 59, 59, tzinfo=UTC)
    assert due(Month(2026, 9), last_second) is None
    assert due(Month(2026, 9), last_second + timedelta(seconds=1)) == ClosingDue(
        kind=MONAT, months=(Month(2026, 10),)
    )


def test_the_month_of_commissioning_is_the_first_to_close() -> None:
    """§ 8 Abs 2 RKSV: before the first month has ended nothing is due, then that month is."""
    commissioned = Month(2026, 11)
    assert due(None, datetime(2026, 11, 30, 22, 0, tzinfo=UTC), commissioned=commissioned) is None
    assert due(None, NOW, commissioned=commissioned) == ClosingDue(
        kind=MONAT, months=(Month(2026, 11),)
    )


def test_a_failed_jahresbeleg_is_repeated() -> None:
    """§ 8 Abs 3 RKSV: a Jahresbeleg in failure form is repeated once the device signs again."""
    january = datetime(2027, 1, 10, 8, 0, tzinfo=UTC)
    repeated = due(Month(2026, 12), january, is_open=True)
    assert repeated == ClosingDue(kind=JAHR, months=(Month(2026, 12),))
    february = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)
    both = due(Month(2026, 12), february, is_open=True)
    assert both == ClosingDue(kind=JAHR, months=(Month(2026, 12), Month(2027, 1)))
    late = due(Month(2027, 1), february, is_open=True)
    assert late == ClosingDue(kind=JAHR, months=(Month(2026, 12),))


def test_an_open_year_without_any_closed_month_is_a_contradiction() -> None:
    """A book that says so is damaged, and is not believed."""
    with pytest.raises(MalformedError, match="unsigned_year_open"):
        due(None, NOW, is_open=True)


def test_closing_folds() -> None:
    """A repeated December moves nothing back."""
    assert closed_through(None, ()) is None
    assert closed_through(None, (Month(2026, 11),)) == Month(2026, 11)
    assert closed_through(Month(2027, 1), (Month(2026, 12),)) == Month(2027, 1)


@given(st.lists(st.tuples(MOMENTS, st.booleans()), min_size=1, max_size=30))
@settings(deadline=None)
def test_no_month_is_closed_twice_and_none_forgotten(days: list[tuple[datetime, bool]]) -> None:
    """§ 8 Abs 2 und 3 RKSV: over any days every ended month is closed once; a year once signed."""
    days.sort()
    commissioned = month_of(days[0][0])
    last_closed: Month | None = None
    is_open = False
    closed: list[Month] = []
    signed_years: list[int] = []
    for now_utc, is_signed in days:
        asked_again = is_open and is_signed
        found = due(last_closed, now_utc, commissioned=commissioned, is_open=asked_again)
        if found is None:
            continue
        new = [month for month in found.months if last_closed is None or month > last_closed]
        assert len(found.months) - len(new) == int(asked_again)
        assert (found.kind is JAHR) == any(month.month == 12 for month in found.months)
        closed += new
        if found.kind is JAHR and is_signed:
            signed_years += [month.year for month in found.months if month.month == 12]
        last_closed = closed_through(last_closed, found.months)
        is_open = not is_signed if found.kind is JAHR else is_open
        assert due(last_closed, now_utc, commissioned=commissioned) is None
    assert sorted(set(closed)) == closed
    assert len(set(signed_years)) == len(signed_years)
    expected, month = [], commissioned
    while month < month_of(days[-1][0]):
        expected.append(month)
        month = month.next
    assert expected == closed


def test_the_jahresbeleg_is_checked_by_15_february() -> None:
    """§ 8 Abs 3 RKSV, Erlass 4.5.7: the check is due by 15 February of the next year."""
    assert year_check_deadline(2026) == date(2027, 2, 15)


def test_quarters() -> None:
    """§ 7 Abs 3 RKSV: calendar quarters."""
    quarters = [str(quarter_of(Month(2026, month))) for month in (1, 3, 4, 6, 7, 9, 10, 12)]
    expected = [f"2026-Q{number}" for number in (1, 1, 2, 2, 3, 3, 4, 4)]
    assert expected == quarters
    assert Quarter(2027, 1).previous == Quarter(2026, 4)
    assert Quarter(2026, 4).previous == Quarter(2026, 3)


@pytest.mark.parametrize(
    ("last_backup", "now_utc", "expected"),
    [
        (None, datetime(2026, 3, 31, 20, 0, tzinfo=UTC), None),
        (None, datetime(2026, 3, 31, 22, 0, tzinfo=UTC), Quarter(2026, 1)),
        (Month(2026, 4), datetime(2026, 6, 30, 8, 0, tzinfo=UTC), None),
        (Month(2026, 4), datetime(2026, 7, 1, 8, 0, tzinfo=UTC), Quarter(2026, 2)),
        (Month(2026, 4), datetime(2027, 1, 1, 8, 0, tzinfo=UTC), Quarter(2026, 4)),
    ],
)
def test_the_copy_of_a_quarter_is_due_until_made(
    last_backup: Month | None, now_utc: datetime, expected: Quarter | None
) -> None:
    """§ 7 Abs 3 RKSV: at least one copy per quarter on an external medium."""
    commissioned = Month(2026, 3)
    found = backup_due(last_backup=last_backup, commissioned=commissioned, now_utc=now_utc)
    assert expected == found


def test_duties_need_utc() -> None:
    """A naive time would close the wrong month at midnight."""
    with pytest.raises(NotUtcError):
        due(None, NOW.replace(tzinfo=None))
