"""Which receipt numbers were seen, in little memory: runs of numbers instead of single ones.

A Belegnummer must never repeat for one Kassen-ID and key, since it is the AES counter block
(Anlage Z 9). A till counts 1, 2, 3 ...; a hundred thousand receipts are then one run.
"""

import re
from bisect import bisect_right
from hashlib import sha256
from typing import Final

# The longest decimal end of the text without leading zeros; what stands before it names a series.
_TAIL: Final = re.compile(r"(?:0|[1-9][0-9]{0,17})\Z")
RUNS_MAX: Final = 200_000
_SERIES_CHARACTERS_MAX: Final = 64
_NO_TAIL: Final = -1


class NumberRuns:
    """A set of receipt numbers (any text) that keeps consecutive ones as runs.

    `is_full` says that the numbers were too irregular for the bounded memory: from then on new
    numbers outside known runs are not remembered, and their repetition would not be seen.
    """

    def __init__(self, runs_max: int = RUNS_MAX) -> None:
        self._runs_max = runs_max
        self._runs = 0
        # Per series the first and the last number of each run, both ascending.
        self._runs_by_series: dict[str, tuple[list[int], list[int]]] = {}
        self.is_full = False

    def add(self, number: str) -> bool:
        """Remember a number; tell whether it is new."""
        series, tail = split_number(number)
        runs = self._runs_by_series.get(series)
        if runs is None:
            runs = ([], [])
            if self._has_room():
                self._runs_by_series[series] = runs
        firsts, lasts = runs
        at = bisect_right(firsts, tail) - 1
        if at >= 0 and tail <= lasts[at]:
            return False
        self._insert(firsts, lasts, at, tail)
        return True

    def takes_run(self, first: str, count: int) -> bool:
        """Whether `count` numbers from `first` on lengthen a known run, and meet no other."""
        series, tail = split_number(first)
        firsts, lasts = self._runs_by_series.get(series, ([], []))
        at = bisect_right(firsts, tail) - 1
        is_next = at >= 0 and lasts[at] + 1 == tail
        return is_next and (at + 1 == len(firsts) or tail + count < firsts[at + 1])

    def take_run(self, first: str, count: int) -> None:
        """Remember such numbers."""
        series, tail = split_number(first)
        firsts, lasts = self._runs_by_series[series]
        lasts[bisect_right(firsts, tail) - 1] += count

    def _insert(self, firsts: list[int], lasts: list[int], at: int, tail: int) -> None:
        """Grow the run at `at` or the one behind it, join both, or begin a run between them."""
        follows = at >= 0 and lasts[at] + 1 == tail
        precedes = at + 1 < len(firsts) and firsts[at + 1] - 1 == tail
        if follows and precedes:
            lasts[at] = lasts.pop(at + 1)
            del firsts[at + 1]
            self._runs -= 1
        elif follows:
            lasts[at] = tail
        elif precedes:
            firsts[at + 1] = tail
        elif self._has_room():
            firsts.insert(at + 1, tail)
            lasts.insert(at + 1, tail)
            self._runs += 1

    def _has_room(self) -> bool:
        self.is_full = self.is_full or self._runs >= self._runs_max
        return not self.is_full


def split_number(number: str) -> tuple[str, int]:
    """Series and decimal end of a number; the end is -1 where there is none."""
    match = _TAIL.search(number)
    if match is None:
        series, tail = number, _NO_TAIL
    else:
        series, tail = number[: match.start()], int(match.group())
    if len(series) > _SERIES_CHARACTERS_MAX:
        # Longer than any name kept as it is, so that the two can never be mistaken.
        series = f"sha256:{sha256(series.encode('utf-8')).hexdigest()}"
    return series, tail
