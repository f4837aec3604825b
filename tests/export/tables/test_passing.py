"""Rows that go by: counted, all of them, one batch at a time."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.tables.passing import TOLD_EVERY_ROWS, told


@given(st.integers(min_value=0, max_value=3 * TOLD_EVERY_ROWS))
def test_every_row_is_counted_once(count: int) -> None:
    """What is heard adds up to what was read."""
    heard: list[int] = []
    assert list(range(count)) == list(told(range(count), heard.append))
    assert count == sum(heard)
    assert all(0 < one <= TOLD_EVERY_ROWS for one in heard)


def test_whoever_hears_may_break_off() -> None:
    """The stick is gone: no row more is read than a batch."""
    read: list[int] = []

    def gone(_: int) -> None:
        raise OSError("gone")

    def rows() -> object:
        for number in range(10_000):
            read.append(number)
            yield number

    with pytest.raises(OSError, match="gone"):
        list(told(rows(), gone))
    assert TOLD_EVERY_ROWS == len(read)
