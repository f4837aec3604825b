"""firmware.image.update.serve: what root answers, and what it never touches."""

from hashlib import sha256
from pathlib import Path

import pytest

from firmware.app.image_state import UpdateAct, UpdatePhase, UpdateReason
from firmware.image.update import serve as serving
from firmware.image.update.autoboot import Slot, Standing
from firmware.image.update.rauc import RaucError
from firmware.image.update.serve import RealSlots
from tests.image.update.world import NEW, OLD, World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """A till that sells."""
    made = World(tmp_path)
    made.start()
    return made


def standing_of_b(world: World) -> Standing:
    """How the other slot stands."""
    boot = world.memory.autoboot()
    assert boot is not None
    return boot.b


def test_looked_at(world: World) -> None:
    """Version and notes; nothing is written."""
    steps = world.disk.steps
    said = world.update(UpdateAct.INSPECT)
    assert (UpdatePhase.INSPECTED, NEW, "Neu") == (said.phase, said.version, said.notes_de)
    assert [UpdatePhase.INSPECTING, UpdatePhase.INSPECTED] == [one.phase for one in world.said]
    assert steps == world.disk.steps


def test_installed(world: World) -> None:
    """Percent that only grow, then installed; the other slot waits for its trial."""
    said = world.update()
    assert UpdatePhase.INSTALLED is said.phase
    percent = [one.percent for one in world.said if one.phase is UpdatePhase.INSTALLING]
    assert sorted(percent) == percent
    assert (0, 90) == (percent[0], percent[-1])
    assert Standing.NEXT is standing_of_b(world)


def test_another_bundle_than_was_shown(world: World) -> None:
    """A stick that hands RAUC an older bundle than it showed: what was written is not believed."""
    world.hands_over = OLD
    said = world.update()
    assert (UpdatePhase.FAILED, UpdateReason.DAMAGED) == (said.phase, said.reason)
    assert Standing.NONE is standing_of_b(world)
    assert world.memory.pending() is None


def test_rauc_gives_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Why it did is told; the running slot is as it was."""

    def broken(*_: object) -> None:
        raise RaucError("failed to write: Input/output error")

    monkeypatch.setattr(World, "install", broken)
    said = world.update()
    assert (UpdatePhase.FAILED, UpdateReason.DISK) == (said.phase, said.reason)
    assert (Standing.NONE, OLD) == (standing_of_b(world), world.slots[Slot.A])


@pytest.mark.parametrize(
    ("offered", "reason"),
    [
        ({"version": OLD}, UpdateReason.SAME),
        ({"version": "1.0"}, UpdateReason.OLDER),
        ({"compatible": "other"}, UpdateReason.WRONG_MACHINE),
    ],
)
def test_refused(world: World, offered: dict[str, str], reason: UpdateReason) -> None:
    """Before anything is written, whether it is looked at or installed."""
    world.offered |= offered
    for act in UpdateAct:
        steps = world.disk.steps
        said = world.update(act)
        assert (UpdatePhase.REFUSED, reason) == (said.phase, said.reason)
        assert steps == world.disk.steps


def test_not_trusted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """RAUC's no is ours."""

    def foreign(*_: object) -> bytes:
        raise RaucError("signature verification failed: self-signed certificate")

    monkeypatch.setattr(World, "info", foreign)
    assert UpdateReason.WRONG_KEY is world.update().reason


def test_a_slot_that_is_too_small(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file system larger than its partition."""
    monkeypatch.setattr(World, "size", lambda *_: 3)
    assert UpdateReason.NO_ROOM is world.update().reason


def test_no_partition(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A card without the other slot."""

    def absent(*_: object) -> int:
        raise FileNotFoundError("system_b")

    monkeypatch.setattr(World, "size", absent)
    assert UpdateReason.DISK is world.update().reason


def test_no_room_for_the_trial(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The book is copied twice; a till that could not is not led into it."""
    monkeypatch.setattr(serving, "ROOM_BYTES", 10**9)
    assert UpdateReason.NO_ROOM is world.update().reason


@pytest.mark.parametrize("name", ["x.zip", "below/x.raucb", "link.raucb", "pipe.raucb"])
def test_where_no_bundle_is(world: World, name: str) -> None:
    """Another name, a folder below, a link to elsewhere, no file at all."""
    folder = world.folder
    (folder / "below").mkdir()
    (folder / "below/x.raucb").write_bytes(b"hsqs")
    (folder / "x.zip").write_bytes(b"hsqs")
    (folder / "link.raucb").symlink_to("/etc/hostname")
    (folder / "pipe.raucb").mkdir()
    world.bundle = folder / name
    assert world.update().reason in (UpdateReason.NOT_A_BUNDLE, UpdateReason.DAMAGED)


def test_gone(world: World) -> None:
    """The stick was pulled."""
    world.bundle.unlink()
    assert UpdateReason.DAMAGED is world.update().reason


def test_not_in_a_trial(world: World) -> None:
    """Whoever is not confirmed installs nothing: the slot to come back to is the other one."""
    world.update()
    world.flag = True
    world.running = Slot.B
    world.slots[Slot.B] = "1.2.5"
    assert UpdateReason.BUSY is world.update().reason
    assert OLD == world.slots[Slot.A]


def test_real_partitions(tmp_path: Path) -> None:
    """Length and digest of the first bytes of a device."""
    (tmp_path / "boot_b").write_bytes(b"abcdef")
    slots = RealSlots(tmp_path)
    assert 6 == slots.size(Slot.B, "boot")
    assert sha256(b"abcd").hexdigest() == slots.digest(Slot.B, "boot", 4)
    assert sha256(b"abcdef").hexdigest() == slots.digest(Slot.B, "boot", 400)
    with pytest.raises(OSError, match="system_b"):
        slots.size(Slot.B, "system")
