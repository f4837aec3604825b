"""The port with folders for sticks: what a hand does to it."""

from pathlib import Path

import pytest

from hal.errors import Fault, HalError
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot


@pytest.fixture
def port(tmp_path: Path) -> EmulatedPort:
    return EmulatedPort(tmp_path / "port" / "mounted")


@pytest.fixture
def slot(port: EmulatedPort) -> MountedSlot:
    return MountedSlot(port, port.mount_point)


def _stick(tmp_path: Path, name: str = "stick") -> EmulatedStick:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    return EmulatedStick(folder=folder)


def test_in_and_out(port: EmulatedPort, slot: MountedSlot, tmp_path: Path) -> None:
    """What is written at the mount point is on the stick, and stays there."""
    assert slot.find() is None
    port.insert(_stick(tmp_path))
    found = slot.find()
    assert found is not None
    (found.folder / "file").write_text("kept")
    port.pull()

    assert slot.find() is None
    assert not port.mount_point.exists()
    assert (tmp_path / "stick" / "file").read_text() == "kept"


def test_pulled_while_it_is_written(port: EmulatedPort, slot: MountedSlot, tmp_path: Path) -> None:
    """Whoever goes on by the path fails; there is no other folder to fall on."""
    port.insert(_stick(tmp_path))
    file = port.mount_point / "file.part"
    with file.open("w") as out:
        out.write("half")
        port.pull()
    with pytest.raises(FileNotFoundError):
        file.rename(port.mount_point / "file")


def test_every_insertion_is_another_mount(
    port: EmulatedPort, slot: MountedSlot, tmp_path: Path
) -> None:
    """The same stick, put in again, and another one put in place of it."""
    numbers = set()
    for name in ("one", "one", "two"):
        port.insert(_stick(tmp_path, name))
        found = slot.find()
        assert found is not None
        numbers.add(found.mount)
    assert len(numbers) == 3


def test_write_protected(port: EmulatedPort, slot: MountedSlot, tmp_path: Path) -> None:
    """As the kernel's list says it."""
    stick = _stick(tmp_path)
    stick.is_write_protected = True
    port.insert(stick)
    found = slot.find()
    assert found is not None
    assert not found.is_writable


def test_free_bytes(port: EmulatedPort, slot: MountedSlot, tmp_path: Path) -> None:
    """What it says of itself, or the truth of the disk; nothing when it is out."""
    stick = _stick(tmp_path)
    port.insert(stick)
    assert slot.free_bytes() > 0
    stick.free_bytes = 4096
    assert slot.free_bytes() == 4096
    port.pull()
    with pytest.raises(HalError) as caught:
        slot.free_bytes()
    assert Fault.BROKEN is caught.value.fault


def test_held(port: EmulatedPort, slot: MountedSlot, tmp_path: Path) -> None:
    """Something is open on it: asked, and still there."""
    port.insert(_stick(tmp_path))
    port.is_held = True
    slot.release()
    assert slot.find() is not None
    port.is_held = False
    slot.release()
    assert slot.find() is None


def test_one_that_was_let_go_is_recalled(
    port: EmulatedPort, slot: MountedSlot, tmp_path: Path
) -> None:
    """It is still in, and takes as long as at first; pulled, none comes; a mounted one stays."""
    slot.recall()
    assert slot.find() is None
    port.insert(_stick(tmp_path))
    before = slot.find()
    slot.recall()
    assert before == slot.find()
    slot.release()
    assert slot.find() is None
    slot.recall()
    again = slot.find()
    assert before is not None
    assert again is not None
    assert (before.serial, True) == (again.serial, before.mount != again.mount)
    slot.release()
    port.pull()
    slot.recall()
    assert slot.find() is None
    port.is_deaf = True
    with pytest.raises(HalError) as caught:
        slot.recall()
    assert (Fault.BROKEN, 4) == (caught.value.fault, port.recalled)


def test_blind(port: EmulatedPort, slot: MountedSlot) -> None:
    """The list of mounts cannot be read: told."""
    port.is_blind = True
    with pytest.raises(HalError) as caught:
        slot.find()
    assert Fault.BROKEN is caught.value.fault


def test_what_a_bench_left_in_is_taken_out(port: EmulatedPort, tmp_path: Path) -> None:
    """A process that was killed leaves its link; the next one is not in its way."""
    EmulatedPort(port.mount_point).insert(_stick(tmp_path, "old"))
    port.insert(_stick(tmp_path, "new"))
    assert (tmp_path / "new").resolve() == port.mount_point.resolve()


def test_slow(tmp_path: Path) -> None:
    """It takes its time until it is there; out before, it never was."""
    now_s = [100.0]
    port = EmulatedPort(tmp_path / "mounted", lambda: now_s[0])
    slot = MountedSlot(port, port.mount_point)
    stick = _stick(tmp_path)
    stick.slow_s = 8.0
    port.insert(stick)
    now_s[0] = 107.9
    assert slot.find() is None
    now_s[0] = 108.0
    assert slot.find() is not None
    port.insert(stick)
    port.pull()
    now_s[0] = 200.0
    assert slot.find() is None
