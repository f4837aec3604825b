"""Plans: a seed is a day, and a day is a text."""

from tests.simulation.plan import STEPS, from_text, plan
from tests.simulation.steps import Thing, WorldStep, read

SEEDS = 300


def test_a_seed_is_a_day() -> None:
    """The same seed always gives the same day, another one another."""
    assert plan(7) == plan(7)
    assert plan(7) != plan(8)


def test_a_day_is_a_text() -> None:
    """What a failure prints is read as the same day."""
    for seed in range(20):
        assert plan(seed) == from_text(plan(seed).text)


def test_every_line_is_a_step() -> None:
    """And everything that a world can do happens in some day."""
    steps = [read(line) for seed in range(SEEDS) for line in plan(seed).steps]
    happened = {one.thing for one in steps if isinstance(one, WorldStep)}
    assert set(Thing) == happened


def test_as_long_as_asked() -> None:
    """A day has so many steps, and what belongs to the last of them."""
    assert all(STEPS < len(plan(seed).steps) < STEPS + 30 for seed in range(SEEDS))
    assert 3 * 50 < len(plan(1, 50, days=3).steps)
