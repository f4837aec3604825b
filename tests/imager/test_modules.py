"""Drivers picked by a list."""

import lzma
from pathlib import Path

import pytest

from imager import modules
from imager.errors import BuildError

DEP = """\
kernel/fs/top.ko.xz: kernel/fs/middle.ko.xz kernel/lib/base.ko
kernel/fs/middle.ko.xz: kernel/lib/base.ko
kernel/lib/base.ko:
kernel/net/other.ko:
"""


@pytest.fixture
def drivers(tmp_path: Path) -> modules.Drivers:
    """Four drivers, two of them packed."""
    root = tmp_path / "kernel-tree"
    for line in DEP.splitlines():
        path = root / line.partition(":")[0]
        path.parent.mkdir(parents=True, exist_ok=True)
        content = path.name.encode()
        path.write_bytes(lzma.compress(content) if path.suffix == ".xz" else content)
    (root / "modules.dep").write_text(DEP)
    return modules.read(root)


def listed(tmp_path: Path, text: str) -> Path:
    """A list with these lines."""
    path = tmp_path / "modules.txt"
    path.write_text(text)
    return path


def test_what_a_driver_needs_comes_before_it(drivers: modules.Drivers) -> None:
    """Loaded in this order, each finds what it calls."""
    assert ("lib/base", "fs/middle", "fs/top", "net/other") == drivers.closure(
        ("fs/top", "net/other", "lib/base")
    )


def test_patterns_let_in_and_leave_out(drivers: modules.Drivers, tmp_path: Path) -> None:
    """A reason behind a pattern is for people."""
    listing = listed(tmp_path, "# head\n\nfs/*   # both\n- fs/middle # not this\nlib/base\n")

    assert ("fs/top", "lib/base") == modules.wanted(listing, drivers)


def test_a_driver_that_is_not_there_stops_the_build(
    drivers: modules.Drivers, tmp_path: Path
) -> None:
    """It was renamed or built in: somebody has to look."""
    with pytest.raises(BuildError, match="no driver is called fs/gone"):
        modules.wanted(listed(tmp_path, "fs/gone\n"), drivers)


def test_drivers_are_laid_unpacked(drivers: modules.Drivers, tmp_path: Path) -> None:
    """The file system packs them itself."""
    modules.lay(drivers, ("fs/top", "lib/base"), tmp_path / "till")

    assert b"top.ko.xz" == (tmp_path / "till/kernel/fs/top.ko").read_bytes()
    assert b"base.ko" == (tmp_path / "till/kernel/lib/base.ko").read_bytes()


def test_a_tree_depmod_has_not_seen_is_refused(tmp_path: Path) -> None:
    """Without it nobody knows what depends on what."""
    with pytest.raises(BuildError, match="depmod comes first"):
        modules.read(tmp_path)


def test_the_lists_of_the_image_give_a_reason_for_each_part() -> None:
    """Each list says what it is for, and names no driver twice."""
    root = Path(modules.__file__).parents[1]
    for listing in (root / "kernel/modules.txt", root / "initramfs/modules.txt"):
        patterns = [line.partition("#")[0].strip() for line in listing.read_text().splitlines()]
        named = [pattern for pattern in patterns if pattern]
        assert sorted(set(named)) == sorted(named)
        assert listing.read_text().startswith("# The drivers")


def test_the_start_file_system_knows_no_usb() -> None:
    """Whatever is plugged in, it cannot be what the system is looked for on."""
    listing = Path(modules.__file__).parents[1] / "initramfs/modules.txt"

    named = [line.partition("#")[0].strip() for line in listing.read_text().splitlines()]

    assert [] == [name for name in named if "usb" in name or "scsi" in name or "hid" in name]
