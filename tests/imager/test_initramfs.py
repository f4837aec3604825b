"""The start file system: what is in it. What its first program decides: test_initramfs_init.py."""

import re
import stat
from pathlib import Path

import pytest

from imager import initramfs
from imager.cpio import Entry
from imager.errors import BuildError
from tests.imager.elves import made

SOURCES = Path(initramfs.__file__).parents[1] / "initramfs"
#: Words of the shell and of this script, which are no programs.
SHELL = (
    "case continue do done echo elif else esac exec exit fi for if in read return set then until "
    "while"
)


def laid(root: Path, name: str, content: bytes) -> None:
    """A file of a package."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.fixture
def parts(tmp_path: Path) -> initramfs.Parts:
    """A small kernel, a shell, and a dmsetup that asks for two libraries in a ring."""
    first, second, kernel = tmp_path / "a", tmp_path / "b", tmp_path / "kernel"
    laid(first, "usr/bin/busybox", made())
    laid(first, "usr/sbin/dmsetup", made("libdm.so.1", "ld-linux.so.1"))
    laid(second, "usr/lib/aarch64-linux-gnu/libdm.so.1", made("libdm.so.1", "ld-linux.so.1"))
    laid(second, "usr/lib/ld-linux.so.1", made())
    laid(kernel, "kernel/drivers/md/dm-mod.ko", b"first")
    laid(kernel, "kernel/drivers/md/dm-verity.ko", b"second")
    laid(
        kernel,
        "modules.dep",
        b"kernel/drivers/md/dm-verity.ko: kernel/drivers/md/dm-mod.ko\n"
        b"kernel/drivers/md/dm-mod.ko:\n",
    )
    laid(tmp_path, "sources/init", b"#!/bin/sh\n")
    laid(tmp_path, "sources/modules.txt", b"drivers/md/dm-verity\n")
    return initramfs.Parts(sources=tmp_path / "sources", trees=(first, second), modules=kernel)


def by_name(parts: initramfs.Parts) -> dict[str, Entry]:
    """What is in it."""
    return {entry.name: entry for entry in initramfs.entries(parts)}


def test_programs_come_with_the_libraries_they_ask_for(parts: initramfs.Parts) -> None:
    """Each library once, where the loader looks."""
    names = [name for name in by_name(parts) if name.startswith(("lib/l", "sbin/"))]

    assert ["sbin/dmsetup", "lib/libdm.so.1", "lib/ld-linux.so.1"] == names


def test_drivers_are_listed_in_the_order_they_are_loaded(parts: initramfs.Parts) -> None:
    """The first program reads the list and asks nobody."""
    found = by_name(parts)

    assert b"drivers/md/dm-mod\ndrivers/md/dm-verity\n" == found["lib/modules/order"].content
    assert b"second" == found["lib/modules/drivers/md/dm-verity.ko"].content


def test_the_kernel_finds_what_it_starts(parts: initramfs.Parts) -> None:
    """A program called /init, and a console to give it."""
    found = by_name(parts)

    assert found["init"].mode & 0o111
    assert (5, 1) == found["dev/console"].device
    assert stat.S_ISCHR(found["dev/console"].mode)


def test_a_library_nobody_brings_stops_the_build(parts: initramfs.Parts) -> None:
    """A till that cannot start dmsetup starts nothing."""
    (parts.trees[1] / "usr/lib/ld-linux.so.1").unlink()

    with pytest.raises(BuildError, match=r"has .*ld-linux\.so\.1"):
        by_name(parts)


def test_a_missing_first_program_stops_the_build(parts: initramfs.Parts) -> None:
    """The kernel would panic."""
    (parts.sources / "init").unlink()

    with pytest.raises(BuildError, match="init: No such file"):
        by_name(parts)


def test_every_program_the_first_one_calls_is_there() -> None:
    """A word at the beginning of a command is a program, a function or the shell's own."""
    text = (SOURCES / "init").read_text()
    functions = set(re.findall(r"(?m)^(\w+)\(\)", text))
    for noise in (r"(?m)(^|\s)#.*$", r"\$\(\([^$]*?\)\)", r'say [35] ".*"', r'give_up ".*"'):
        text = re.sub(noise, "", text)
    begin = r"(?:^|[;|&(])[ \t]*(?:(?:if|do|then|until|while|exec|else|!) )*"
    words = set(re.findall(begin + r"([a-z_]+)(?=[ \n])", text, re.MULTILINE))

    called = words - functions - set(SHELL.split()) - {"dmsetup", "sh"}

    assert set(initramfs.APPLETS) - {"sh"} == called
