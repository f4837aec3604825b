"""Kinds of receipts and the time they carry."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv.errors import NotUtcError
from firmware.rksv.receipt import ReceiptKind, local_time_text

K = ReceiptKind


def test_values_of_kinds_are_their_names() -> None:
    """The book stores the value; it must never drift from the word of the law."""
    assert all(kind.value == kind.name.lower() for kind in ReceiptKind)
    assert len(ReceiptKind) == 9


def test_only_sale_cancellation_and_training_carry_amounts() -> None:
    """§ 8 Abs 2, § 17 Abs 4 and 8 RKSV: all other kinds are zero."""
    assert {K.STANDARD, K.STORNO, K.TRAINING} == {k for k in ReceiptKind if not k.must_be_zero}


def test_only_training_leaves_the_counter_alone() -> None:
    """§ 8 Abs 1 RKSV: a cancellation counts, a training does not."""
    assert {K.TRAINING} == {kind for kind in ReceiptKind if not kind.changes_counter}


def test_markers() -> None:
    """Anlage Z 4 RKSV: TRA and STO stand in for the counter, nothing else does."""
    markers = {kind: kind.counter_marker for kind in ReceiptKind if kind.counter_marker}
    assert markers == {K.TRAINING: "TRA", K.STORNO: "STO"}


@pytest.mark.parametrize(
    ("utc", "text"),
    [
        (datetime(2026, 11, 20, 6, 12, 45, 999999, UTC), "2026-11-20T07:12:45"),
        (datetime(2026, 7, 1, 22, 0, 0, 0, UTC), "2026-07-02T00:00:00"),
        (datetime(2026, 10, 25, 0, 59, 59, 0, UTC), "2026-10-25T02:59:59"),
        (datetime(2026, 10, 25, 1, 0, 0, 0, UTC), "2026-10-25T02:00:00"),
        (datetime(2027, 3, 28, 0, 59, 59, 0, UTC), "2027-03-28T01:59:59"),
        (datetime(2027, 3, 28, 1, 0, 0, 0, UTC), "2027-03-28T03:00:00"),
    ],
)
def test_time_is_austrian_local_time_in_whole_seconds(utc: datetime, text: str) -> None:
    """Anlage Z 4 RKSV: legal local time, also where summer time begins and ends."""
    assert text == local_time_text(utc)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 20, 7, 0),  # noqa: DTZ001 - the naive time is what is refused
        datetime(2026, 11, 20, 7, 0, tzinfo=timezone(timedelta(hours=1))),
    ],
)
def test_a_time_that_is_not_utc_is_refused(moment: datetime) -> None:
    """The book's time is UTC; a guess about anything else would be a wrong receipt."""
    with pytest.raises(NotUtcError, match="2026-11-20T07:00:00"):
        local_time_text(moment)


@given(st.datetimes(datetime(2015, 9, 1), datetime(2099, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis wants naive bounds
@settings(deadline=None)
def test_local_time_is_one_or_two_hours_ahead(utc: datetime) -> None:
    """Vienna is always UTC+1 or UTC+2, and the text has 19 characters."""
    text = local_time_text(utc)
    ahead = datetime.fromisoformat(text) - utc.replace(tzinfo=None, microsecond=0)
    assert ahead in (timedelta(hours=1), timedelta(hours=2))
    assert len(text) == 19
