"""firmware.image.update.slot: which slot, and who may confirm it. Cuts: test_cut_stories.py."""

from pathlib import Path

import pytest

from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.memory import Outcome, Pending, Trial
from firmware.image.update.slot import (
    BackError,
    ConfirmError,
    StrangeStartError,
    confirm,
    go_back,
    here_of,
    prove,
    settle,
)
from tests.image.update.world import ASKED, NEW, OLD, World

HASH = "0123456789abcdef" * 4


def test_the_start_file_system_knows() -> None:
    """Its word comes before the command line, which both slots share."""
    here = here_of("slot=b device=/dev/vda5", f"quiet kassa.slot=a kassa.roothash={HASH}", "1.3")
    assert (Slot.B, HASH, "1.3") == (here.slot, here.root_hash, here.version)


def test_the_command_line_knows() -> None:
    """Where nobody else says it."""
    assert Slot.A is here_of("", "kassa.slot=a", "1.3").slot


@pytest.mark.parametrize("line", ["", "slot=c", "myslot=a", "kassa.slot=ab"])
def test_nobody_knows(line: str) -> None:
    """A start that is none of ours is not guessed at."""
    with pytest.raises(StrangeStartError):
        here_of(line, "", "1.3")


@pytest.fixture
def on_trial(tmp_path: Path) -> World:
    """A machine in the trial of an update, before its examination."""
    world = World(tmp_path)
    world.start()
    world.update()
    world.running = Slot.B
    boot = world.memory.autoboot()
    assert boot is not None
    world.memory.set_autoboot(boot.with_standing(Slot.B, Standing.ONCE))
    return world


def test_a_trial_changes_nothing(on_trial: World) -> None:
    """It says that it is one, and whose."""
    steps = on_trial.disk.steps
    state = settle(on_trial.memory, on_trial.here())
    assert (True, "b", ASKED) == (state.is_trial, state.slot, state.update_id)
    assert steps == on_trial.disk.steps


@pytest.mark.parametrize(
    "trial", [None, Trial(id=ASKED, because="card"), Trial(id="another update")]
)
def test_not_confirmed(on_trial: World, trial: Trial | None) -> None:
    """Without a trial of this very update that ended well nothing is confirmed."""
    if trial is not None:
        on_trial.memory.keep(trial)
    with pytest.raises(ConfirmError):
        confirm(on_trial.memory, on_trial.here())
    boot = on_trial.memory.autoboot()
    assert boot is not None
    assert Slot.A is boot.permanent


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ("lost-2", "lost-3"),
        ("lost-q", "lost-1"),
        ("lost-", "lost-1"),
        (f"lost-{'9' * 5000}", "lost-1"),
    ],
)
def test_a_slot_is_lost_again(tmp_path: Path, before: str, then: str) -> None:
    """Counted from the last time; a count with a flipped bit begins anew."""
    world = World(tmp_path)
    world.start()
    boot = world.memory.autoboot()
    assert boot is not None
    world.memory.set_autoboot(boot.with_standing(Slot.B, Standing.DEAD))
    world.memory.keep(Outcome(id=before, from_version="1.2", to_version="1.3"))
    assert then == settle(world.memory, world.here()).update_id


def test_confirmed_once(on_trial: World) -> None:
    """A second confirmation finds nothing to do."""
    on_trial.memory.keep(Trial(id=ASKED))
    first = confirm(on_trial.memory, on_trial.here())
    assert (False, "1.2") == (first.is_trial, first.confirmed_from)
    assert first == confirm(on_trial.memory, on_trial.here())


@pytest.fixture
def confirmed(on_trial: World) -> World:
    """A machine that sells from an update that is not proved; both versions have one book."""
    on_trial.schemas[NEW] = on_trial.schemas[OLD]
    on_trial.memory.keep(Trial(id=ASKED))
    assert confirm(on_trial.memory, on_trial.here()).is_unproven
    return on_trial


def test_proved_once(confirmed: World) -> None:
    """From then on it does not give itself up."""
    assert prove(confirmed.memory, confirmed.here())
    assert not settle(confirmed.memory, confirmed.here()).is_unproven
    with pytest.raises(BackError):
        go_back(confirmed.memory, confirmed.here())


@pytest.mark.parametrize("standing", [Standing.GOOD, Standing.NONE, Standing.NEXT])
def test_another_update_is_under_way(confirmed: World, standing: Standing) -> None:
    """Only a boot judges it: whoever looks at the till meanwhile changes nothing of it."""
    pending = Pending(id="2", from_version=NEW, to_version="1.4", slot=Slot.A)
    confirmed.memory.keep(pending)
    boot = confirmed.memory.autoboot()
    assert boot is not None
    confirmed.memory.set_autoboot(boot.with_standing(Slot.A, standing))
    steps = confirmed.disk.steps
    assert not prove(confirmed.memory, confirmed.here())
    assert (steps, pending) == (confirmed.disk.steps, confirmed.memory.pending())


def test_back_is_asked_again(confirmed: World) -> None:
    """The sector was written, and then the restart did not come: it is asked for once more."""
    for _ in range(2):
        go_back(confirmed.memory, confirmed.here())
    boot = confirmed.memory.autoboot()
    assert boot is not None
    assert (Slot.A, Standing.BACK) == (boot.permanent, boot.b)
    assert not prove(confirmed.memory, confirmed.here())


def test_nobody_knows_a_way_back(confirmed: World) -> None:
    """A sector that is none of ours is no reason to write one."""
    confirmed.disk.files = {key: b"" for key in confirmed.disk.files if "boot" in key}
    assert not prove(confirmed.memory, confirmed.here())
    with pytest.raises(BackError):
        go_back(confirmed.memory, confirmed.here())
