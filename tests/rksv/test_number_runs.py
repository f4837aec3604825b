"""Number runs are a set of texts, whatever the texts look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.rksv.number_runs import NumberRuns

NUMBERS = st.one_of(
    st.integers(min_value=0, max_value=30).map(str),
    st.integers(min_value=0, max_value=30).map("{:03d}".format),
    st.integers(min_value=0, max_value=30).map("KASSE-{}".format),
    st.sampled_from(["", "0", "00", "-1", "A", "A0", "A1", "1" * 18, "1" * 19, "1" * 40, "²", "٣"]),
    st.text(max_size=3),
    st.integers(min_value=0, max_value=3).map(lambda n: "x" * 100 + str(n)),
)


@given(st.lists(NUMBERS))
def test_a_number_is_new_exactly_once(numbers: list[str]) -> None:
    """Anlage Z 9 RKSV: a repeated number is told, and nothing else is."""
    runs, seen = NumberRuns(), set()
    for number in numbers:
        assert runs.add(number) is (number not in seen)
        seen.add(number)


@given(st.permutations(list(range(40))))
def test_any_order_of_consecutive_numbers_is_one_run(order: list[int]) -> None:
    """What a till counts costs no memory, however it comes in."""
    runs = NumberRuns()
    for number in order:
        assert runs.add(f"K-{number}")

    assert runs._runs == 1


@pytest.mark.parametrize("form", ["{}", "{:06d}", "2026-{}", "KASSE-1-{:04d}"])
def test_the_forms_of_real_tills_cost_few_runs(form: str) -> None:
    """Leading zeros split a series at powers of ten, no oftener."""
    runs = NumberRuns()
    for number in range(1, 10_001):
        assert runs.add(form.format(number))

    assert runs._runs <= 5
    assert not runs.add(form.format(4711))


def test_what_is_too_irregular_is_said_and_not_kept() -> None:
    """Memory is bounded; that repetitions may be missed from then on is known."""
    runs = NumberRuns(runs_max=3)
    for number in ("1", "3", "5"):
        assert runs.add(number)
    assert not runs.is_full

    assert [runs.add(number) for number in ("7", "A", "A", "6", "3")] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert runs.is_full
