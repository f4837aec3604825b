"""Every single cut in acts that write more than a sale: cancellations, parked sales, money, the Z.

After the cut the cashier does again what is not there, and goes on with what was begun; then each
thing happened once. RKSV Anlage Z 4: what is not a receipt lasts by its journal row.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware.app import answers_figures, boot
from firmware.desk.manual.practice import manual_config
from firmware.store import seal
from tests.power.acts import ACTS, Act, outcome
from tests.power.invariants import lasting
from tests.power.world import DARK_S, History, Picture, Scenario, World, classes

pytestmark = pytest.mark.whole


NewWorld = Callable[[Scenario], World]
by_name = {"ids": lambda act: act.name}


@pytest.fixture
def new_stall(light: None, tmp_path: Path) -> NewWorld:
    """Bring the manual's stall to the brink of an act."""
    return lambda act: World(tmp_path, manual_config(), act)


def end_and_examine(history: History, act: Act) -> list[str]:
    """Boot for the last time, let the cashier finish, and say what is wrong then."""
    history.stand.clock.advance(DARK_S)
    assert history.stand.boot()
    act.finish(history.stand)
    found = [*lasting(history), *outcome(history.stand, act)]
    history.stand.shut_down()
    return found


def kinds_of(pictures: Iterable[Picture]) -> list[Picture]:
    """One picture of each that leave the same."""
    return [same[0] for same in classes(pictures).values()]


def wrong_after(world: World, act: Act, pictures: Iterable[Picture]) -> dict[str, list[str]]:
    """What is wrong after a cut at each of these, by the names of their edges."""
    found = {
        f"{index} {picture.edge}": end_and_examine(world.reach(picture), act)
        for index, picture in enumerate(pictures)
    }
    return {edge: wrong for edge, wrong in found.items() if wrong}


@pytest.mark.parametrize(
    "act",
    [pytest.param(act, marks=[pytest.mark.heavy] * (act.name == "end")) for act in ACTS],
    **by_name,
)
def test_single_cuts(new_stall: NewWorld, act: Act) -> None:
    """Anlage Z 4 RKSV: the mains gone wherever disk, card or paper change in the act."""
    world = new_stall(act)
    assert wrong_after(world, act, kinds_of(world.film_act())) == {}


@pytest.mark.heavy
@pytest.mark.parametrize("act", ACTS, **by_name)
def test_pairs_of_cuts(new_stall: NewWorld, act: Act) -> None:
    """Anlage Z 4 RKSV: a second cut in the boot behind the first."""
    world = new_stall(act)
    pictures = [
        second
        for first in kinds_of(world.film_act())
        for second in kinds_of(world.film_boot(first))
    ]
    assert wrong_after(world, act, pictures) == {}


@pytest.mark.heavy
@pytest.mark.parametrize("act", ACTS, **by_name)
def test_single_cuts_of_the_plug(new_stall: NewWorld, act: Act) -> None:
    """Anlage Z 4 RKSV: the same with the real plug, edge by edge."""
    world = new_stall(act)
    wrong = {}
    for edge, name in enumerate(world.edges(), start=1):
        found = end_and_examine(world.cut(edge), act)
        if found:
            wrong[edge, name] = found
    assert wrong == {}


def found_by_cutting(world: World, act: Act) -> set[str]:
    """The kinds of what is wrong after some cut of the act."""
    wrong = wrong_after(world, act, kinds_of(world.film_act()))
    return {one.partition(":")[0] for found in wrong.values() for one in found}


def by_name_of(name: str) -> Act:
    """An act of the table."""
    return next(act for act in ACTS if act.name == name)


def test_z_papers_forgotten(new_stall: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that forgets the paper of its Z is found out."""
    act = by_name_of("Z")
    world = new_stall(act)
    monkeypatch.setattr(boot.resume, "unprinted_z", lambda _book, _profile: ())
    assert found_by_cutting(world, act) == {"act", "paper"}


def test_parked_sale_forgotten(new_stall: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that forgets what was laid aside is found out."""
    act = by_name_of("parked sale")
    world = new_stall(act)
    monkeypatch.setattr(boot.resume, "parked", lambda _book: {})
    assert found_by_cutting(world, act) == {"act"}


@pytest.mark.heavy
def test_slip_of_the_end_forgotten(new_stall: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that forgets the slip of its end is found out."""
    act = by_name_of("end")
    world = new_stall(act)
    monkeypatch.setattr(boot.aftermath, "unprinted", lambda _book: ())
    assert found_by_cutting(world, act) == {"act"}


def test_seal_forgotten(new_stall: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that forgets to seal its Z after a cut is found out."""
    act = by_name_of("Z")
    world = new_stall(act)
    pictures = kinds_of(world.film_act())
    monkeypatch.setattr("firmware.app.z_seals.unsealed_z", lambda _book: None)
    wrong = wrong_after(world, act, pictures)
    assert {one.partition(":")[0] for found in wrong.values() for one in found} == {"act"}


def test_anchor_of_another_row(new_stall: NewWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A till that prints another hash than the Z's is found out."""
    act = by_name_of("Z")
    world = new_stall(act)
    right = seal.anchor
    monkeypatch.setattr(
        answers_figures, "seal", SimpleNamespace(anchor=lambda seq, _: right(seq, "0" * 64))
    )
    assert found_by_cutting(world, act) == {"paper"}
