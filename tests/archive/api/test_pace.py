"""Buckets of tokens."""

from hypothesis import given
from hypothesis import strategies as st

from archive.api import pace
from archive.api.pace import Buckets, Pace


def test_a_burst_and_then_the_pace() -> None:
    """Three at once, then one for every half second."""
    now = [0.0]
    buckets = Buckets(Pace(burst=3, per_s=2.0), lambda: now[0])
    assert [0, 0, 0, 0.5] == [buckets.wait_s("a") for _ in range(4)]
    now[0] = 0.25
    assert 0.25 == buckets.wait_s("a")
    now[0] = 0.5
    assert [0, 0.5] == [buckets.wait_s("a") for _ in range(2)]
    assert 0 == buckets.wait_s("b")


@given(steps=st.lists(st.floats(0, 10), max_size=80))
def test_never_more_than_burst_and_pace(steps: list[float]) -> None:
    """However somebody asks: burst + pace × time is the most that gets through."""
    now = [0.0]
    buckets = Buckets(Pace(burst=5, per_s=1.5), lambda: now[0])
    through = 0
    for step in steps:
        now[0] += step
        through += buckets.wait_s("a") == 0
    assert through <= 5 + 1.5 * now[0] + 1e-6


def test_memory_is_bounded(monkeypatch) -> None:  # noqa: ANN001 - pytest's
    """Of a million addresses the last ones are remembered."""
    monkeypatch.setattr(pace, "MAX_REMEMBERED", 100)
    buckets = Buckets(Pace(burst=1, per_s=0.001), lambda: 0.0)
    for number in range(1000):
        buckets.wait_s(str(number))
    assert 100 == len(buckets._left)
    assert 0 == buckets.wait_s("0")
    assert buckets.wait_s("999") > 0
