"""Times in order, in range, and the two nights of the year."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.receipt import ReceiptKind, local_time_text
from firmware.rksv.rules import Rule, Severity
from firmware.rksv.time_check import ClosingCheck, TimeCheck

NOTICE, ERROR = Severity.NOTICE, Severity.ERROR


def severities(texts: list[str], *, is_strict: bool = False) -> list[Severity | None]:
    check = TimeCheck(is_strict=is_strict, now_utc=None)
    found: list[Severity | None] = []
    for text in texts:
        faults = [fault for fault in check.check(text) if fault.rule is Rule.TIME_ORDER]
        found.append(faults[0].severity if faults else None)
    return found


@pytest.mark.parametrize(
    ("texts", "lenient"),
    [
        (["2026-11-20T08:00:00", "2026-11-20T08:00:00"], None),
        (["2026-11-20T08:00:01", "2026-11-20T08:00:00"], ERROR),
        (["2026-10-25T02:59:59", "2026-10-25T02:00:00"], NOTICE),
        (["2026-10-25T02:00:01", "2026-10-25T02:00:00"], NOTICE),
        (["2026-10-25T03:00:00", "2026-10-25T02:59:59"], ERROR),
        (["2026-10-25T02:00:00", "2026-10-25T01:59:59"], ERROR),
        (["2026-10-26T02:59:59", "2026-10-26T02:00:00"], ERROR),
        (["2027-10-31T02:30:00", "2026-10-25T02:30:00"], ERROR),
        (["2027-03-28T02:30:00", "2027-03-28T02:00:00"], ERROR),
    ],
)
def test_only_the_doubled_hour_excuses_a_decrease(
    texts: list[str], lenient: Severity | None
) -> None:
    """Anlage Z 4 RKSV: local time; the official tool excuses nothing."""
    assert severities(texts)[1] is lenient
    assert severities(texts, is_strict=True)[1] is (None if lenient is None else ERROR)


@pytest.mark.parametrize(
    "text", ["0001-01-01T00:00:00", "1980-04-06T00:30:00", "2015-03-29T02:30:00"]
)
def test_before_the_regulation_nothing_but_the_range_is_told(text: str) -> None:
    """Anlage Z 4 RKSV: the turns of those clocks excuse and accuse nobody; year 1 is a year."""
    check = TimeCheck(is_strict=False, now_utc=None)

    assert [Rule.TIME_RANGE] == [fault.rule for fault in check.check(text)]
    assert [ERROR] == severities(["2014-10-26T02:50:00", "2014-10-26T02:10:00"])[1:]


def test_an_hour_is_doubled_once() -> None:
    """A second decrease in the same night is a clock that was set back; next year begins anew."""
    night = ["2026-10-25T02:50:00", "2026-10-25T02:10:00", "2026-10-25T02:05:00"]
    next_year = ["2027-10-31T02:50:00", "2027-10-31T02:10:00"]

    assert severities(night + next_year) == [None, NOTICE, ERROR, None, NOTICE]


@given(
    st.datetimes(datetime(2016, 1, 1), datetime(2036, 1, 1)),  # noqa: DTZ001
    st.lists(st.timedeltas(timedelta(0), timedelta(minutes=90)), max_size=12),
)
def test_a_true_clock_never_errs(begin: datetime, steps: list[timedelta]) -> None:
    """Receipts of a clock that only goes forward give at most notices, never in the future."""
    moment = begin.replace(tzinfo=UTC)
    moments = [moment := moment + step for step in steps]
    check = TimeCheck(is_strict=False, now_utc=moment)

    faults = [fault for one in moments for fault in check.check(local_time_text(one))]

    assert [fault for fault in faults if fault.severity is ERROR] == []


@pytest.mark.parametrize(
    ("now_utc", "text", "is_future"),
    [
        ("2026-11-20T07:00:00+00:00", "2026-11-20T08:00:00", False),
        ("2026-11-20T07:00:00+00:00", "2026-11-20T08:00:01", True),
        ("2026-10-25T01:10:00+00:00", "2026-10-25T02:50:00", False),
        ("2026-10-25T00:10:00+00:00", "2026-10-25T02:50:00", True),
    ],
)
def test_the_future_is_that_of_the_moment_asked_for(
    now_utc: str, text: str, is_future: object
) -> None:
    """Anlage Z 4 RKSV: one second ahead is in the future; of two meanings the earlier counts."""
    check = TimeCheck(is_strict=False, now_utc=datetime.fromisoformat(now_utc))

    assert bool(check.check(text)) is is_future


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("2015-08-31T23:59:59", [Rule.TIME_RANGE]),
        ("2015-09-01T00:00:00", []),
        ("9999-12-31T23:59:59", []),
        ("2027-03-28T01:59:59", []),
        ("2027-03-28T02:00:00", [Rule.TIME_GAP]),
        ("2027-03-28T02:59:59", [Rule.TIME_GAP]),
        ("2027-03-28T03:00:00", []),
        ("2027-03-27T02:30:00", []),
    ],
)
def test_the_range_and_the_hour_that_is_not(text: str, rules: list[Rule]) -> None:
    """Anlage Z 4 RKSV: from 1 September 2015 on, and never between 2 and 3 that night of March."""
    check = TimeCheck(is_strict=False, now_utc=None)

    assert [fault.rule for fault in check.check(text)] == rules


SALE = (ReceiptKind.STANDARD, False, True)
TRAINING = (ReceiptKind.TRAINING, False, True)
ZERO_STORNO = (ReceiptKind.STORNO, True, True)
ZERO = (ReceiptKind.STANDARD, True, True)
FAILED_ZERO = (ReceiptKind.STANDARD, True, False)
Receipt = tuple[ReceiptKind, bool, bool]


@pytest.mark.parametrize(
    ("receipts", "rule"),
    [
        ([("2026-11", ZERO), ("2026-12", SALE)], None),
        ([("2026-11", SALE), ("2026-11", SALE)], None),
        ([("2026-11", SALE), ("2026-12", SALE)], Rule.MONTH_END),
        ([("2026-11", SALE), ("2026-11", ZERO), ("2026-12", SALE)], None),
        ([("2026-11", SALE), ("2026-12", ZERO), ("2026-12", SALE)], None),
        ([("2026-11", SALE), ("2026-12", FAILED_ZERO), ("2026-12", SALE)], None),
        ([("2026-11", SALE), ("2026-12", ZERO_STORNO)], Rule.MONTH_END),
        ([("2026-11", ZERO), ("2026-11", SALE), ("2026-12", SALE)], Rule.MONTH_END),
        ([("2026-11", SALE), ("2026-12", TRAINING)], None),
        ([("2026-11", SALE), ("2027-02", ZERO), ("2027-02", SALE)], None),
        ([("2026-12", SALE), ("2027-01", FAILED_ZERO), ("2027-01", SALE)], Rule.YEAR_END),
        ([("2026-12", SALE), ("2027-01", SALE)], Rule.YEAR_END),
        ([("2026-12", SALE), ("2027-01", FAILED_ZERO), ("2027-01", ZERO), ("2027-01", SALE)], None),
        ([("2026-12", SALE), ("2026-11", SALE)], None),
    ],
)
def test_months_are_closed_by_zero_receipts(
    receipts: list[tuple[str, Receipt]], rule: Rule | None
) -> None:
    """§ 8 Abs 2 und 3 RKSV: one zero receipt between months, a signed one between years."""
    check = ClosingCheck()
    found = [
        check.check(kind, f"{month}-10T08:00:00", is_zero=is_zero, is_signed=is_signed)
        for month, (kind, is_zero, is_signed) in receipts
    ]

    assert [fault for fault in found[:-1] if fault] == []
    assert (None if found[-1] is None else found[-1].rule) is rule
