"""The units of the stick: what they promise to the driver, and to whoever pulls it."""

from pathlib import Path

import pytest

from firmware.sync.config import Paths
from hal.stick.kernel_mounts import RECALL_NAME, RELEASE_NAME

FOLDER = Path(__file__).parents[2] / "systemd"
FAT, EXT4 = "kassa-stick-fat@.service", "kassa-stick-ext4@.service"
RELEASE, RECALL = "kassa-stick-release.service", "kassa-stick-recall.service"
#: Where a till looks whose settings say nothing of it.
MOUNT_POINT = Paths().stick


def _lines(unit: str, key: str) -> list[str]:
    text = (FOLDER / unit).read_text(encoding="utf-8")
    return [line.partition("=")[2] for line in text.splitlines() if line.startswith(f"{key}=")]


def _options(unit: str) -> set[str]:
    (start,) = _lines(unit, "ExecStart")
    words = start.split()
    assert [words[0], words[-1]] == ["/usr/bin/mount", MOUNT_POINT]
    assert words[-2] == "/dev/%I"
    return set(words[words.index("-o") + 1].split(","))


@pytest.mark.parametrize("unit", [FAT, EXT4])
def test_a_till_looks_where_a_stick_is_mounted(unit: str) -> None:
    """Also one whose settings say nothing of it, as in all of our templates.

    Found by a reader of the handbook: no till from an image would ever have seen a stick.
    """
    assert [MOUNT_POINT] == [one.split()[-1] for one in _lines(unit, "ExecStart")]


@pytest.mark.parametrize("unit", [FAT, EXT4])
def test_nothing_on_a_stick_is_run(unit: str) -> None:
    """No device, no right of another user, no program."""
    assert {"nodev", "nosuid", "noexec"} <= _options(unit)


def test_a_stick_without_owners_is_the_tills() -> None:
    """FAT has none: they are what the mount says."""
    assert {"uid=kassa", "gid=kassa", "umask=0027"} <= _options(FAT)


def test_a_stick_with_owners_keeps_them() -> None:
    """ext4 knows no such option; the till gets what it needs afterwards."""
    assert not any(one.startswith(("uid", "gid", "umask")) for one in _options(EXT4))
    after = _lines(EXT4, "ExecStartPost")
    assert any("chgrp kassa" in one for one in after)
    assert all(one.startswith("-") for one in after), "one that is write protected is mounted, too"


@pytest.mark.parametrize("unit", [FAT, EXT4])
def test_the_unit_ends_with_its_device(unit: str) -> None:
    """Pulled: the device is gone, and so is the unit, and the mount with it."""
    assert ["dev-%i.device"] == _lines(unit, "BindsTo")
    assert "dev-%i.device" in _lines(unit, "After")
    assert ["kassad.service"] == _lines(unit, "Before")


@pytest.mark.parametrize("unit", [FAT, EXT4])
def test_lazy_only_when_it_is_out(unit: str) -> None:
    """Who unmounts lazily what is still in says that it may be pulled, and it must not be."""
    (stop,) = _lines(unit, "ExecStop")
    plain, _, rest = stop.partition(" || ")
    assert "--lazy" not in plain
    assert rest.index('! -b "/dev/$$1"') < rest.index("--lazy")


@pytest.mark.parametrize("unit", [FAT, EXT4, RELEASE, RECALL])
def test_others_see_the_mount(unit: str) -> None:
    """A setting that gives the unit a view of its own hides from the till what is mounted in it."""
    own_view = ("Private", "Protect", "ReadWritePaths", "ReadOnlyPaths", "Inaccessible", "Root")
    lines = (FOLDER / unit).read_text(encoding="utf-8").splitlines()
    assert [] == [line for line in lines if line.startswith(own_view)]


def test_the_till_may_write_onto_it() -> None:
    """Also onto one that was in before the till began, and where none was ever in."""
    assert f"-{Path(MOUNT_POINT).parent}" in _lines("kassad.service", "ReadWritePaths")


def test_the_request_is_the_drivers() -> None:
    """What the driver leaves is what the path unit watches, and what is taken away at once."""
    request = f"{Paths().run}/{RELEASE_NAME}"
    assert [request] == _lines("kassa-stick-release.path", "PathExists")
    assert [f"/bin/rm -f {request}"] == _lines(RELEASE, "ExecStartPre")
    (unmount,) = _lines(RELEASE, "ExecStart")
    assert unmount.endswith(f"/usr/bin/umount {MOUNT_POINT}")
    assert "--lazy" not in unmount


def test_the_recall_is_the_drivers() -> None:
    """Also that; and what is mounted is left alone, whoever asks."""
    request = f"{Paths().run}/{RECALL_NAME}"
    assert [request] == _lines("kassa-stick-recall.path", "PathExists")
    assert [f"/bin/rm -f {request}"] == _lines(RECALL, "ExecStartPre")
    (again,) = _lines(RECALL, "ExecStart")
    guard, _, begin = again.partition(" || ")
    assert guard.endswith(f"/usr/bin/mountpoint -q {MOUNT_POINT}")
    assert all(f'"{unit.replace("@", "@*")}"' in begin for unit in (FAT, EXT4))


def test_the_docs_name_the_mount_point() -> None:
    """Whoever sets `paths.stick` finds what the units mount."""
    page = (FOLDER.parent / "docs" / "configuration.md").read_text(encoding="utf-8")
    (row,) = [line for line in page.splitlines() if line.startswith("| `paths.stick`")]
    assert MOUNT_POINT in row
