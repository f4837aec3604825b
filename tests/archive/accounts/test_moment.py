from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts.moment import moment_of, text_of, utc_now
from firmware.store.errors import StoreError

TIMES = st.datetimes(timezones=st.just(UTC))


@given(TIMES, TIMES)
def test_texts_sort_as_times_do(one: datetime, other: datetime) -> None:
    """So that a database compares them."""
    assert (one < other) == (text_of(one) < text_of(other))
    assert one == moment_of(text_of(one))


def test_a_time_of_nowhere() -> None:
    """Without its offset it is none."""
    with pytest.raises(StoreError):
        text_of(datetime(2026, 11, 21))  # noqa: DTZ001 - what is refused


def test_now() -> None:
    """In UTC."""
    assert timedelta(0) == utc_now().utcoffset()
