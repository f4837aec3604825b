"""firmware.image.update.backend: RAUC's questions, and what it must not have."""

from pathlib import Path

import pytest

from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.backend import BackendError, answer
from tests.image.update.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A till that sells from the first slot; the second is empty."""
    made = World(tmp_path)
    made.start()
    return made


def ask(world: World, *words: str) -> str:
    """As RAUC does."""
    return answer(world.memory, world.here(), words)


def stand(world: World, standing: Standing) -> None:
    """Let the second slot stand so."""
    boot = world.memory.autoboot()
    assert boot is not None
    world.memory.set_autoboot(boot.with_standing(Slot.B, standing))


def test_questions(world: World) -> None:
    """Which runs, which is next, how each stands."""
    assert ("a", "a") == (ask(world, "get-current"), ask(world, "get-primary"))
    assert ("good", "bad") == (ask(world, "get-state", "a"), ask(world, "get-state", "b"))
    stand(world, Standing.NEXT)
    assert ("b", "good") == (ask(world, "get-primary"), ask(world, "get-state", "b"))


def test_what_it_writes_is_worth_nothing(world: World) -> None:
    """Before RAUC writes a slot it says that it is bad."""
    stand(world, Standing.GOOD)
    assert "" == ask(world, "set-state", "b", "bad")
    assert "bad" == ask(world, "get-state", "b")


def test_another_slot_next(world: World) -> None:
    """Somebody marks a slot by hand: it gets its trial."""
    stand(world, Standing.GOOD)
    ask(world, "set-primary", "b")
    assert "b" == ask(world, "get-primary")
    ask(world, "set-primary", "a")


@pytest.mark.parametrize(
    "words",
    [
        ("set-state", "a", "bad"),
        ("set-state", "b", "good"),
        ("set-primary", "b"),
        ("get-state", "c"),
        ("set-state", "b", "nice"),
        ("dance",),
        (),
    ],
)
def test_refused(world: World, words: tuple[str, ...]) -> None:
    """The running slot is not spoilt, and only a trial makes one good."""
    before = world.memory.autoboot()
    with pytest.raises(BackendError):
        ask(world, *words)
    assert before == world.memory.autoboot()


def test_good_is_good(world: World) -> None:
    """What is so already may be said."""
    assert "" == ask(world, "set-state", "a", "good")


def test_no_sector(world: World) -> None:
    """Without a state nothing is answered."""
    world.disk.files.clear()
    with pytest.raises(BackendError, match="none of ours"):
        ask(world, "get-primary")
