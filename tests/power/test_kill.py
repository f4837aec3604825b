"""The plug of the machine: a till killed by SIGKILL between two touches, booted by another."""

from collections.abc import Callable

import pytest

from tests.power.invariants import violations
from tests.power.killing import kill
from tests.power.world import SCENARIOS, Scenario, World

pytestmark = pytest.mark.whole


NewWorld = Callable[[Scenario], World]

SALE = SCENARIOS[0]
#: Where the victim dies: the n-th edge of that name.
PLACES = (
    ("disk: before INSERT INTO intent", 1),
    ("disk: before COMMIT", 1),
    ("disk: after COMMIT", 1),
    ("card: after 002a", 1),
    ("disk: before COMMIT", 2),
    ("disk: after COMMIT", 2),
    ("cable: after write", 12),
)


def edge_number(names: list[str], name: str, nth: int) -> int:
    """Which edge of all the n-th of that name is."""
    return [number for number, one in enumerate(names, start=1) if one == name][nth - 1]


@pytest.mark.parametrize(("name", "nth"), PLACES)
def test_kill_9(new_world: NewWorld, name: str, nth: int) -> None:
    """Anlage Z 4 RKSV: a till that is killed loses nothing and makes nothing twice."""
    world = new_world(SALE)
    edge = edge_number(world.edges(), name, nth)
    history = world.off_at_the_brink()
    # The victim's probe has a random text of its own: it is the first that its card signs.
    kill(history, edge)
    del history.digests[0]
    history.end()
    assert violations(history, SALE) == []
    history.stand.shut_down()
