"""imager.system: the tree of the till's system."""

from pathlib import Path
from stat import S_IMODE

import pytest

from imager.errors import BuildError
from imager.plan import REPO
from imager.system import SystemTree
from imager.tools import ToolRoot


@pytest.fixture
def tree(tmp_path: Path) -> SystemTree:
    """An empty tree below tools that have no programs."""
    (tmp_path / "work/system").mkdir(parents=True)
    return SystemTree(ToolRoot(tmp_path), tmp_path / "work/system")


def test_traces(tree: SystemTree) -> None:
    """What its making left goes; what the system needs stays."""
    gone = (
        "etc/machine-id",
        "var/cache/apt/x",
        "usr/bin/apt-get",
        "var/log/dpkg.log",
        "etc/passwd-",
    )
    stays = ("etc/passwd", "usr/bin/python3", "usr/share/doc/bash/copyright")
    for place in (*gone, *stays):
        tree.put(place, b"x")
    tree.strip()
    assert [] == [one for one in gone if (tree.path / one).exists()]
    assert list(stays) == [one for one in stays if (tree.path / one).exists()]


def test_what_was_compiled_by_time_goes(tree: SystemTree) -> None:
    """An image has no times: it would be compiled anew at every start."""
    gone = ("usr/lib/python3.13/__pycache__/os.pyc", "usr/share/gdb/__pycache__/x.pyc")
    for place in gone:
        tree.put(place, b"x")
    tree.strip()
    assert [] == [one for one in gone if (tree.path / one).exists()]


def test_laid_over(tree: SystemTree, tmp_path: Path) -> None:
    """Files, programs, links, folders; what was there before is replaced, not written into."""
    source = tmp_path / "rootfs"
    (source / "etc/rauc").mkdir(parents=True)
    (source / "etc/rauc/system.conf").write_text("[system]")
    (source / "etc/run-me").write_text("#!/bin/sh")
    (source / "etc/run-me").chmod(0o700)
    (source / "etc/link").symlink_to("/dev/null")
    tree.put("etc/other", b"old")
    (tree.path / "etc/rauc").mkdir()
    (tree.path / "etc/rauc/system.conf").hardlink_to(tree.path / "etc/other")
    tree.lay_over(source)
    assert b"[system]" == (tree.path / "etc/rauc/system.conf").read_bytes()
    assert b"old" == (tree.path / "etc/other").read_bytes()
    assert 0o644 == S_IMODE((tree.path / "etc/rauc/system.conf").stat().st_mode)
    assert 0o755 == S_IMODE((tree.path / "etc/run-me").stat().st_mode)
    assert Path("/dev/null") == (tree.path / "etc/link").readlink()


def test_links(tree: SystemTree) -> None:
    """Whatever was there: a file, a link, a folder, nothing at all."""
    tree.put("etc/localtime", b"TZif")
    tree.put("etc/mtab/x", b"")
    (tree.path / "etc/resolv.conf").symlink_to("/nowhere")
    wanted = {
        "etc/localtime": "/usr/share/zoneinfo/Europe/Vienna",
        "etc/mtab": "../proc/self/mounts",
        "etc/resolv.conf": "/run/resolv.conf",
        "etc/systemd/system/getty@.service": "/dev/null",
    }
    tree.link(wanted)
    assert wanted == {place: str((tree.path / place).readlink()) for place in wanted}


def test_every_file_of_systemd_has_a_place(tree: SystemTree) -> None:
    """Units, rules, users, folders: where systemd and udev look for those of a distribution."""
    tree.take_units(REPO / "systemd")
    below = tree.path / "usr/lib"
    assert (below / "systemd/system/kassad.service").exists()
    assert (below / "udev/rules.d/80-kassa-stick.rules").exists()
    expected = {
        one.name for one in (REPO / "systemd").rglob("*") if one.is_file() and one.suffix != ".md"
    }
    assert expected == {one.name for one in tree.path.rglob("*") if one.is_file()}


def test_a_file_without_a_place(tree: SystemTree, tmp_path: Path) -> None:
    """Nothing is left out of the image in silence."""
    (tmp_path / "units").mkdir()
    (tmp_path / "units/kassad.servic").touch()
    with pytest.raises(BuildError, match=r"kassad\.servic"):
        tree.take_units(tmp_path / "units")
