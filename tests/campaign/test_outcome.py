"""tests.campaign.outcome: what counts as good, and what an attempt that fails leaves."""

import pytest

from tests.campaign.outcome import Control, Outcome, Score, shares


def test_an_attempt_that_raises_is_a_failure_with_its_name() -> None:
    """The campaign goes on, and the line says how to make it again."""
    score = Score()
    with score.attempt("edge 3, seed 1"):
        raise AssertionError("two\n numbers")
    with score.attempt("edge 4, seed 1"):
        score.facts["cuts"] += 2
    outcome = score.outcome()
    assert (2, {"cuts": 2}) == (outcome.attempts, outcome.facts)
    assert ("edge 3, seed 1: AssertionError: two numbers",) == outcome.failures
    assert not outcome.is_good


def test_an_interrupt_ends_the_campaign() -> None:
    """Whoever presses Ctrl-C is no failure of the till."""
    score = Score()
    with pytest.raises(KeyboardInterrupt), score.attempt("one"):
        raise KeyboardInterrupt
    assert () == score.failures


@pytest.mark.parametrize(
    ("outcome", "is_good"),
    [
        (Outcome(attempts=1), True),
        (Outcome(attempts=0), False),
        (Outcome(attempts=1, failures=("x",)), False),
        (Outcome(attempts=1, controls=(Control(planted="x", found=True),)), True),
        (Outcome(attempts=1, controls=(Control(planted="x", found=False),)), False),
    ],
)
def test_what_is_good(outcome: Outcome, is_good: bool) -> None:  # noqa: FBT001
    """Nothing tried proves nothing, and neither does a check that a planted fault passes."""
    assert is_good == outcome.is_good


@pytest.mark.parametrize(("count", "parts"), [(200, 3), (10, 12), (12, 12), (0, 4)])
def test_shares_add_up(count: int, parts: int) -> None:
    """No attempt gets lost, and no kind has two more than another."""
    found = shares(count, parts)
    assert (parts, count) == (len(found), sum(found))
    assert max(found) - min(found) <= 1
