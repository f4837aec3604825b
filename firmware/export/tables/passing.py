"""Rows that go by: whoever waits for the file hears how many have been read."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

#: So often somebody hears it, and may break off.
TOLD_EVERY_ROWS: Final = 256
T = TypeVar("T")


def told(rows: Iterable[T], moved: Callable[[int], None]) -> Iterator[T]:
    """`rows`; `moved` is called with how many were read since the last call."""
    left = iter(rows)
    while batch := list(islice(left, TOLD_EVERY_ROWS)):
        moved(len(batch))
        yield from batch
