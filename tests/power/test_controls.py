"""Tills with a planted fault, cut like the sound one: the invariants must be able to fail."""

from collections.abc import Callable

import pytest

from tests.power import planted
from tests.power.invariants import violations
from tests.power.world import NEXT_CENTS, SCENARIOS, Scenario, World

pytestmark = pytest.mark.whole


NewWorld = Callable[[Scenario], World]

SALE = SCENARIOS[0]


def around_commits(world: World) -> list[int]:
    """The edges at which something changes for good: commits, the signature, the cable."""
    return [
        number
        for number, name in enumerate(world.edges(), start=1)
        if name.endswith("COMMIT") or name in {"card: after 002a", "cable: after write"}
    ]


def found_by_cutting(world: World, wanted: frozenset[str] | None = None) -> set[str]:
    """The kinds of violations after a cut at each of these edges and one more sale.

    Ends with the first cut by which everything `wanted` was found.
    """
    kinds: set[str] = set()
    for edge in around_commits(world):
        history = world.cut(edge)
        history.end()
        history.sell_once_more()
        found = violations(history, SALE, (NEXT_CENTS,))
        kinds |= {one.partition(":")[0] for one in found}
        history.stand.shut_down()
        if wanted is not None and wanted <= kinds:
            break
    return kinds


def test_sound_till(new_world: NewWorld) -> None:
    """Without a planted fault nothing is found."""
    assert found_by_cutting(new_world(SALE)) == set()


def test_printing_before_the_commit(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that prints first hands out codes that no book has."""
    world = new_world(SALE)
    planted.print_before_commit(monkeypatch)
    assert "paper" in found_by_cutting(world, frozenset({"paper"}))


def test_no_intent_before_the_card(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that asks the card before the disk signs two texts under one number."""
    world = new_world(SALE)
    planted.no_intent(monkeypatch)
    assert "card" in found_by_cutting(world, frozenset({"card"}))


def test_counter_in_a_write_of_its_own(
    new_world: NewWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A turnover that is kept beside the receipts is wrong after a cut between the two writes."""
    world = new_world(SALE)
    planted.counter_of_its_own(monkeypatch)
    wanted = frozenset({"turnover", "verifier"})
    assert wanted <= found_by_cutting(world, wanted)


def test_no_paper_after_the_boot(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that forgets what it had not printed yet leaves a customer without a receipt."""
    world = new_world(SALE)
    planted.forget_paper(monkeypatch)
    assert "paper" in found_by_cutting(world, frozenset({"paper"}))


def test_sale_forgotten_at_the_boot(new_world: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that does not restore the open sale loses it."""
    world = new_world(SALE)
    planted.forget_sale(monkeypatch)
    history = world.cut(1)
    history.stand.boot()
    found = violations(history, SALE)
    history.stand.shut_down()
    assert "sale" in {one.partition(":")[0] for one in found}
