"""The kernel's command line."""

import pytest

from imager import cmdline
from imager.errors import BuildError
from imager.verity import Seal

SEAL = Seal(root_hash="ab" * 32, hash_offset=8 * 4096)


def test_the_line_names_the_system_and_not_the_slot() -> None:
    """Both boot partitions of a release hold the same line."""
    words = cmdline.command_line(SEAL).split(" ")

    assert f"kassa.roothash={'ab' * 32}" in words
    assert "kassa.hashoffset=32768" in words
    assert [] == [word for word in words if word.startswith("kassa.slot=")]


def test_a_machine_without_firmware_is_told_its_slot() -> None:
    """The start file system asks the line where no firmware answers."""
    assert "kassa.slot=b" in cmdline.command_line(SEAL, slot="b").split(" ")


def test_no_boot_message_goes_to_a_serial_line() -> None:
    """A receipt printer may be on it, and would print them."""
    assert "console=" not in cmdline.command_line(SEAL)


def test_the_line_is_one_line_with_each_word_once() -> None:
    """The firmware stops at a line end, and the kernel takes the last of two words."""
    keys = [word.partition("=")[0] for word in cmdline.command_line(SEAL, slot="a").split(" ")]

    assert sorted(set(keys)) == sorted(keys)
    assert "" not in keys


@pytest.mark.parametrize("offset", [0, -4096, 4095, 4097])
def test_a_tree_begins_behind_whole_blocks(offset: int) -> None:
    """Anything else was no system."""
    with pytest.raises(BuildError, match="hash tree"):
        cmdline.command_line(Seal(root_hash="ab" * 32, hash_offset=offset))


def test_a_third_slot_is_refused() -> None:
    """There are two."""
    with pytest.raises(BuildError, match="no slot c"):
        cmdline.command_line(SEAL, slot="c")


@pytest.mark.parametrize("root_hash", ["ab" * 450, "ab\ncd", "äb"])
def test_a_line_the_firmware_would_cut_is_refused(root_hash: str) -> None:
    """Too long, two lines, or no ASCII."""
    with pytest.raises(BuildError, match="no line the firmware takes"):
        cmdline.command_line(Seal(root_hash=root_hash, hash_offset=4096))
