"""Market days by seed: some are always the same, as many every commit throws anew.

A few of each are lived with the tests of every module, the rest of the two hundred by the whole
product's lane; what CI judges are all of them.
"""

from hashlib import sha256
from typing import Final

import pytest

from tests.simulation.live import Failure, live
from tests.simulation.plan import plan
from tests.simulation.soak import commit

#: Of each kind: with the modules, and in all.
FEW: Final = 10
ALL: Final = 100
#: Seeds of one test: few enough to be spread, many enough to share what a process makes once.
CHUNK: Final = 10
LONG: Final = 12


def broken(first: int, count: int, steps: int | None = None) -> dict[int, Failure]:
    """The days that did not hold, by their seed."""
    plans = (
        plan(seed) if steps is None else plan(seed, steps, days=3)
        for seed in range(first, first + count)
    )
    lived = (live(one) for one in plans)
    return {one.plan.seed: one.failure for one in lived if one.failure is not None}


def first_fresh() -> int:
    """The first seed of this commit: the same wherever it is checked out."""
    return int.from_bytes(sha256(commit().encode()).digest()[:5], "big")


@pytest.mark.parametrize("first", range(0, FEW, CHUNK))
def test_fixed_days(first: int) -> None:
    """Nothing breaks that has held before."""
    assert {} == broken(first, CHUNK)


@pytest.mark.parametrize("chunk", range(0, FEW, CHUNK))
def test_fresh_days(chunk: int) -> None:
    """Days nobody has seen yet, by the commit that is tested; a failure names the seed."""
    _require_fresh(chunk)


@pytest.mark.whole
@pytest.mark.parametrize("first", range(FEW, ALL, CHUNK))
def test_all_fixed_days(first: int) -> None:
    """Nothing breaks that has held before."""
    assert {} == broken(first, CHUNK)


@pytest.mark.whole
@pytest.mark.parametrize("chunk", range(FEW, ALL, CHUNK))
def test_all_fresh_days(chunk: int) -> None:
    """Days nobody has seen yet."""
    _require_fresh(chunk)


@pytest.mark.heavy
@pytest.mark.parametrize("first", range(1_000, 1_000 + LONG))
def test_long_days(first: int) -> None:
    """Three days of a hundred steps each, with a Z between them."""
    assert {} == broken(first, 1, steps=100)


def _require_fresh(chunk: int) -> None:
    first = first_fresh() + chunk
    print(f"python -m tests.simulation --seed {first}, and {CHUNK - 1} more")  # noqa: T201
    assert {} == broken(first, CHUNK)
