"""Cents as text, and every rounding the till does."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware.rksv.errors import MalformedError
from firmware.rksv.money import AMOUNT_PATTERN, format_amount, half_up, line_total, spread

CENTS = st.integers(-(10**36), 10**36)


@pytest.mark.parametrize(
    ("cents", "text"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (-5, "-0,05"),
        (100, "1,00"),
        (123456, "1234,56"),
        (-200000, "-2000,00"),
        (10**9, "10000000,00"),
    ],
)
def test_amount_is_written_with_comma_and_no_grouping(cents: int, text: str) -> None:
    """Anlage Z 4 RKSV: comma, exactly two decimals, no thousands separator."""
    assert text == format_amount(cents)


@given(CENTS)
@settings(deadline=None)
def test_every_amount_reads_back(cents: int) -> None:
    """Without its comma it is the number of cents."""
    assert cents == int(format_amount(cents).replace(",", ""))


@pytest.mark.parametrize(
    "text",
    [
        "", "1", "1,0", "1,000", "1.234,56", "12.34", "+1,00", "01,00", "00,00", "--1,00", " 1,00",
        "1,00 ", "1,00\n", "1,-5", ",50", "٣,٠٠", "1e5,00", "9" * 5000 + ",00",
    ],
)  # fmt: skip
def test_other_forms_are_no_amounts(text: str) -> None:
    """Anlage Z 4 RKSV: grouping, points, signs, blanks and foreign digits are malformed."""
    assert re.fullmatch(AMOUNT_PATTERN, text) is None


@given(CENTS)
@settings(deadline=None)
def test_what_is_written_is_an_amount(cents: int) -> None:
    """The form that is read has every text that is written."""
    assert re.fullmatch(AMOUNT_PATTERN, format_amount(cents)) is not None


def test_zero_has_no_sign() -> None:
    """Anlage Z 4 RKSV: 0,00."""
    assert "0,00" == format_amount(-0)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [
        (1, 2, 1),
        (-1, 2, -1),
        (1, 3, 0),
        (2, 3, 1),
        (-2, 3, -1),
        (0, 7, 0),
        (15, 10, 2),
        (25, 10, 3),
    ],
)
def test_half_is_rounded_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    """Half a cent goes up, and down in a cancellation."""
    assert rounded == half_up(numerator, denominator)


@given(st.integers(), st.integers(1, 10**12))
@settings(deadline=None)
def test_rounding_mirrors_and_is_nearest(numerator: int, denominator: int) -> None:
    """The cancellation of a rounded line is its exact negative, and never off by more than half."""
    rounded = half_up(numerator, denominator)
    assert -rounded == half_up(-numerator, denominator)
    assert abs(2 * (numerator - rounded * denominator)) <= denominator


@pytest.mark.parametrize("denominator", [0, -1])
def test_rounding_refuses_a_denominator_that_is_none(denominator: int) -> None:
    """A division by nothing is a programming error with a name."""
    with pytest.raises(MalformedError, match="denominator"):
        half_up(1, denominator)


@pytest.mark.parametrize(
    ("unit_cents", "quantity_milli", "total_cents"),
    [(290, 1345, 390), (299, 500, 150), (250, 3000, 750), (-250, 1000, -250), (299, -500, -150)],
)
def test_a_line_is_rounded_once(unit_cents: int, quantity_milli: int, total_cents: int) -> None:
    """1,345 kg at 2,90 is 3,90; half a piece at 2,99 is 1,50."""
    assert total_cents == line_total(unit_cents, quantity_milli)


def test_a_discount_is_split_by_largest_remainder() -> None:
    """10 % of 5,00 + 3,33 + 4,44 is 1,28: the last cent goes to the largest fraction."""
    assert spread(128, (500, 333, 444)) == (50, 33, 45)


def test_equal_remainders_give_the_cent_to_the_earlier_part() -> None:
    """The split is the same on every till."""
    assert spread(1, (1, 1, 1)) == (1, 0, 0)
    assert spread(-2, (1, 1, 1)) == (-1, -1, 0)


WEIGHTS = st.lists(st.integers(-(10**8), 10**8), min_size=1, max_size=20).filter(sum)


@given(st.integers(-(10**10), 10**10), WEIGHTS)
@settings(deadline=None)
def test_parts_sum_exactly_and_stay_within_a_cent(total_cents: int, weights: list[int]) -> None:
    """No cent is lost or made, and no part is a whole cent from its share."""
    parts = spread(total_cents, weights)
    assert total_cents == sum(parts)
    assert len(weights) == len(parts)
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * whole - total_cents * weight) < abs(whole)


@given(st.integers(-(10**10), 10**10), WEIGHTS)
@settings(deadline=None)
def test_a_split_mirrors(total_cents: int, weights: list[int]) -> None:
    """The cancellation of a split is the split of the cancellation."""
    parts = spread(total_cents, weights)
    assert tuple(-part for part in parts) == spread(-total_cents, weights)
    assert parts == spread(total_cents, [-weight for weight in weights])


@pytest.mark.parametrize("weights", [(), (0, 0), (5, -5)])
def test_a_split_without_proportion_is_refused(weights: tuple[int, ...]) -> None:
    """Where weights sum to zero there is nothing to be proportional to."""
    with pytest.raises(MalformedError, match="weights"):
        spread(100, weights)
