"""The real list of mounts."""

from pathlib import Path

import pytest

from hal.errors import Fault, HalError
from hal.stick.kernel_mounts import RECALL_NAME, RELEASE_NAME, KernelMounts
from hal.stick.mounted import MountedSlot, parse_mountinfo
from tests.stickfs.fixtures import PlugFat, PlugFolder
from tests.stickfs.mischief import Mischief


def test_this_machine_has_mounts(tmp_path: Path) -> None:
    """The kernel's own list is understood, `/` is on it."""
    assert "/" in {one.point for one in parse_mountinfo(KernelMounts(tmp_path).read())}


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    """Told, not taken for a port without a stick."""
    with pytest.raises(HalError) as caught:
        MountedSlot(KernelMounts(tmp_path, tmp_path / "none"), tmp_path).find()
    assert Fault.BROKEN is caught.value.fault


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    """Somebody else's mount has a strange name; ours is found all the same."""
    mountinfo = tmp_path / "mountinfo"
    lines = (b"7 1 8:1 / /K\xe4se rw - vfat /dev/sdb1 rw", b"8 1 8:2 / /s rw - vfat /dev/sda1 rw")
    mountinfo.write_bytes(b"\n".join(lines) + b"\n")
    stick = MountedSlot(KernelMounts(tmp_path, mountinfo), Path("/s")).find()
    assert stick is not None
    assert stick.device == "/dev/sda1"


def test_serial_numbers(tmp_path: Path) -> None:
    """Udev's links, from the number to the device; none on a machine without udev."""
    device = tmp_path / "sda1"
    device.touch()
    links = tmp_path / "by-uuid"
    assert KernelMounts(tmp_path, by_serial=links).serial(str(device)) == ""
    links.mkdir()
    (links / "9999-0000").symlink_to("../sdb1")
    (links / "1234-ABCD").symlink_to("../sda1")
    mounts = KernelMounts(tmp_path, by_serial=links)
    assert mounts.serial(str(device)) == "1234-ABCD"
    assert mounts.serial("/dev/none") == ""


def test_a_mounted_stick(tmp_path: Path, plug_fat: PlugFat) -> None:
    """Found with what the kernel says of it, until it is unmounted."""
    stick = plug_fat(size_mib=8)
    slot = MountedSlot(KernelMounts(tmp_path), stick.folder)
    found = slot.find()
    assert found is not None
    assert (stick.folder, "teststick-fat", True) == (found.folder, found.device, found.is_writable)
    assert 7 * 1024 * 1024 < slot.free_bytes() <= 8 * 1024 * 1024

    stick.unplug()

    assert slot.find() is None


def test_a_write_protected_stick(tmp_path: Path, plug_folder: PlugFolder) -> None:
    """The kernel mounted it `ro`."""
    stick = plug_folder(Mischief(is_read_only=True))
    found = MountedSlot(KernelMounts(tmp_path), stick.folder).find()
    assert found is not None
    assert not found.is_writable


def test_a_stick_that_hangs_is_found_at_once(tmp_path: Path, plug_folder: PlugFolder) -> None:
    """The list of mounts asks no medium; one that was pulled does not say what is free."""
    stick = plug_folder(Mischief(hangs=True))
    slot = MountedSlot(KernelMounts(tmp_path), stick.folder)
    assert slot.find() is not None
    stick.pull()
    with pytest.raises(HalError) as caught:
        slot.free_bytes()
    assert Fault.BROKEN is caught.value.fault


def test_the_request_is_a_file(tmp_path: Path, plug_folder: PlugFolder) -> None:
    """A path unit watches for it; asked twice is asked."""
    run = tmp_path / "run"
    run.mkdir()
    slot = MountedSlot(KernelMounts(run), plug_folder().folder)
    slot.release()
    slot.release()
    assert [RELEASE_NAME] == [one.name for one in run.iterdir()]
    slot.recall()
    assert {RELEASE_NAME, RECALL_NAME} == {one.name for one in run.iterdir()}


def test_a_run_folder_that_is_not_there(tmp_path: Path, plug_folder: PlugFolder) -> None:
    """Nobody can be asked: BROKEN."""
    stick = plug_folder()
    slot = MountedSlot(KernelMounts(tmp_path / "none"), stick.folder)
    with pytest.raises(HalError) as caught:
        slot.release()
    assert Fault.BROKEN is caught.value.fault
    with pytest.raises(HalError) as caught:
        slot.recall()
    assert Fault.BROKEN is caught.value.fault
