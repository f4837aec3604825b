"""Libraries of programs, on a hand-made program and on a real one."""

import sys
from pathlib import Path

import pytest

from imager import elf
from imager.errors import BuildError
from tests.imager.elves import made


def test_needed_libraries_stand_in_their_order() -> None:
    """What the loader opens first is told first."""
    assert ("libb.so.1", "liba.so") == elf.needed(made("libb.so.1", "liba.so"))


def test_a_static_program_needs_none() -> None:
    """No entry, no library."""
    assert () == elf.needed(made())


def test_the_running_python_is_understood() -> None:
    """A program that some linker made is read as well."""
    assert any("libc.so" in name for name in elf.needed(Path(sys.executable).read_bytes()))


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh\n", b"\x7fELF\x01\x01" + bytes(60)])
def test_what_is_no_program_of_the_till_is_refused(content: bytes) -> None:
    """A script or a 32-bit program is no mistake to be guessed around."""
    with pytest.raises(BuildError, match="not a 64-bit ELF"):
        elf.needed(content)


def test_a_program_that_is_cut_off_is_refused() -> None:
    """Half a download names no libraries."""
    with pytest.raises(BuildError, match="cut off"):
        elf.needed(made("liba.so")[:-1])
