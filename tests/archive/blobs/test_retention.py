"""archive.blobs.retention: until when."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.blobs.retention import day_of_lock, lock_end_utc, longer, retain_until


@pytest.mark.parametrize(
    ("received", "years", "until"),
    [
        (datetime(2026, 11, 21, 18, tzinfo=UTC), 7, date(2033, 12, 31)),
        (datetime(2026, 11, 21, 18, tzinfo=UTC), 10, date(2036, 12, 31)),
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), 7, date(2033, 12, 31)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), 7, date(2034, 12, 31)),
        (datetime(9998, 1, 1, tzinfo=UTC), 10, date(9998, 12, 31)),
    ],
)
def test_end_of_the_year(received: datetime, years: int, until: date) -> None:
    """§ 132 Abs 1 BAO: from the end of the calendar year, as the calendar hangs here."""
    assert until == retain_until(received, years)


@given(st.dates(max_value=date(9999, 12, 30)))
def test_lock_and_day(day: date) -> None:
    """A store's moment and our day say the same."""
    assert day == day_of_lock(lock_end_utc(day))


@given(st.dates(), st.dates())
def test_never_shorter(now_set: date, wanted: date) -> None:
    """Whatever is wanted."""
    assert now_set <= longer(now_set, wanted)
    assert wanted <= longer(now_set, wanted)
