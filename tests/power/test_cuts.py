"""Every single cut, from the key BAR to the paper, and every pair of one in the sale and one after.

RKSV Anlage Z 4 and 11: chain, counter, number and DEP entry stay one whatever is cut where. What
"stay" means is in invariants.py; that those can fail is shown in test_controls.py.
"""

from collections.abc import Callable, Iterable

import pytest

from firmware.store.reader import Reader
from tests.power.invariants import violations
from tests.power.world import SCENARIOS, History, Picture, Scenario, World, classes

pytestmark = pytest.mark.whole


NewWorld = Callable[[Scenario], World]

SALE, MONTH, OUTAGE, BACK, LONG = SCENARIOS
#: How many edges an act has at least: should the plug lose sight of disk, card or cable, it shows.
EDGES_MIN = {SALE.name: 95, MONTH.name: 165, OUTAGE.name: 70, BACK.name: 70, LONG.name: 340}
#: All pairs take twenty minutes; a part of them is a test that a lane has time for.
_STRIPS = 20

by_name = {"ids": lambda scenario: scenario.name}


def end_and_examine(history: History, scenario: Scenario) -> list[str]:
    """Let the till come up for the last time, and say what is wrong then."""
    history.end()
    found = violations(history, scenario)
    history.stand.shut_down()
    return found


def cut_each(world: World, edges: Iterable[int]) -> dict[int, list[str]]:
    """Pull the real plug at each of these edges of the act; what is wrong afterwards."""
    found = {edge: end_and_examine(world.cut(edge), world.scenario) for edge in edges}
    return {edge: wrong for edge, wrong in found.items() if wrong}


@pytest.mark.parametrize(
    "scenario", [SALE, pytest.param(OUTAGE, marks=pytest.mark.heavy)], **by_name
)
def test_single_cuts(new_world: NewWorld, scenario: Scenario) -> None:
    """Anlage Z 4 RKSV: the plug pulled at each edge of disk, card and cable."""
    world = new_world(scenario)
    edges = world.edges()
    assert len(edges) >= EDGES_MIN[scenario.name]
    assert cut_each(world, range(1, len(edges) + 1)) == {}


@pytest.mark.heavy
@pytest.mark.parametrize("scenario", [MONTH, BACK, LONG], **by_name)
def test_single_cuts_of_long_acts(new_world: NewWorld, scenario: Scenario) -> None:
    """Anlage Z 4 RKSV: the same with Monatsbeleg and Sammelbeleg in the path."""
    world = new_world(scenario)
    edges = world.edges()
    assert len(edges) >= EDGES_MIN[scenario.name]
    assert cut_each(world, range(1, len(edges) + 1)) == {}


def cut_pairs(world: World, share: int) -> int:
    """Each cut of the act, then each cut of the boot and reprint behind it; how many there are.

    Cuts that leave the same bytes, the same paper and the same card are examined once, and of
    those only every `share`-th.
    """
    pairs, kinds = 0, 0
    wrong = {}
    for same in classes(world.film_act()).values():
        boot = world.film_boot(same[0])
        pairs += len(same) * len(boot)
        for picture in (same[0], *first_of_each(boot)):
            kinds += 1
            if kinds % share:
                continue
            found = end_and_examine(world.reach(picture), world.scenario)
            if found:
                wrong[same[0].edge, picture.edge] = found
    assert wrong == {}
    return pairs


@pytest.mark.parametrize(
    ("scenario", "share"),
    [
        (SALE, 1),
        *((scenario, 4) for scenario in (MONTH, OUTAGE, BACK)),
        (LONG, 12),
        *(
            pytest.param(scenario, share, marks=pytest.mark.heavy)
            for scenario, share in ((MONTH, 1), (OUTAGE, 1), (BACK, 1), (LONG, 3))
        ),
    ],
    ids=lambda value: getattr(value, "name", f"every {value}"),
)
def test_pairs_of_cuts_by_pictures(new_world: NewWorld, scenario: Scenario, share: int) -> None:
    """Anlage Z 4 RKSV: a cut in the act and one in the boot behind it, wherever they are."""
    assert cut_pairs(new_world(scenario), share) >= EDGES_MIN[scenario.name] * 60


@pytest.mark.heavy
def test_pairs_of_cuts_of_a_long_act(new_world: NewWorld) -> None:
    """Anlage Z 4 RKSV: all pairs with Sammelbeleg and Monatsbeleg in the path."""
    assert cut_pairs(new_world(LONG), share=1) >= EDGES_MIN[LONG.name] * 60


@pytest.mark.heavy
@pytest.mark.parametrize("strip", range(_STRIPS))
@pytest.mark.parametrize("scenario", [SALE, OUTAGE], **by_name)
def test_pairs_of_cuts(new_world: NewWorld, scenario: Scenario, strip: int) -> None:
    """Anlage Z 4 RKSV: the same pairs with the real plug pulled twice, one by one."""
    world = new_world(scenario)
    wrong = {}
    pairs = 0
    for first in range(1 + strip, len(world.edges()) + 1, _STRIPS):
        for second in range(1, 1000):
            history = world.cut(first)
            history.stand.clock.advance(61)
            history.stand.plug.arm(second)
            if history.stand.boot():
                history.stand.shut_down()
                break
            pairs += 1
            found = end_and_examine(history, scenario)
            if found:
                wrong[first, second] = found
    assert wrong == {}
    assert pairs > EDGES_MIN[scenario.name] // _STRIPS * 60


@pytest.mark.heavy
def test_triples_of_cuts_by_pictures(new_world: NewWorld) -> None:
    """Anlage Z 4 RKSV: a third cut, in the boot after the second."""
    world = new_world(SALE)
    wrong = {}
    for one in first_of_each(world.film_act()):
        for two in first_of_each(world.film_boot(one)):
            for three in first_of_each(world.film_boot(two)):
                found = end_and_examine(world.reach(three), SALE)
                if found:
                    wrong[one.edge, two.edge, three.edge] = found
    assert wrong == {}


def first_of_each(pictures: Iterable[Picture]) -> list[Picture]:
    """One picture of each kind."""
    return [same[0] for same in classes(pictures).values()]


def test_pictures_are_what_the_plug_leaves(new_world: NewWorld) -> None:
    """A picture at an edge shows the book that a real cut at that edge leaves, and its paper."""
    world = new_world(SALE)
    for edge, picture in list(enumerate(world.film_act(), start=1))[::3]:
        history = world.cut(edge)
        assert look(history) == look(world.reach(picture)), picture.edge


def look(history: History) -> tuple[object, ...]:
    """What can be compared of two runs, whose uuids and signatures differ."""
    with Reader.open_read_only(history.stand.book_path) as book:
        tail, intent = book.tail(), book.intent()
        return (
            None if tail is None else tail.number,
            None if intent is None else intent.draft.number,
            [row.kind for row in book.journal()],
            [(len(codes), is_whole) for codes, is_whole in history.paper],
            len(history.digests),
        )
