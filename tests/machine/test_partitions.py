"""The card from outside."""

import struct
from pathlib import Path

import pytest

from machine.partitions import Fat, partitions_of
from machine.tools import MachineError
from tests.machine.cards import MIB, fat_image, make_card
from tests.machine.host_tools import HostTools


def test_partitions_by_number_name_and_place(tmp_path: Path) -> None:
    """As the GPT has them, gaps and all."""
    card = make_card(tmp_path / "card", {1: ("bootconf", 2), 3: ("boot_b", 4)})
    table = partitions_of(card)
    assert {1: ("bootconf", MIB, 2 * MIB), 3: ("boot_b", 3 * MIB, 4 * MIB)} == {
        number: (one.name, one.offset, one.size) for number, one in table.items()
    }


def test_a_card_without_a_gpt(tmp_path: Path) -> None:
    """An empty one, and one with a table that cannot be."""
    empty = tmp_path / "empty"
    empty.write_bytes(bytes(MIB))
    with pytest.raises(MachineError, match="no GPT"):
        partitions_of(empty)
    empty.write_bytes(bytes(512) + struct.pack("<8s64xQII", b"EFI PART", 2, 5000, 128))
    with pytest.raises(MachineError, match="no GPT"):
        partitions_of(empty)


def test_files_go_in_and_come_out(tmp_path: Path) -> None:
    """With folders, umlauts, and over what was there."""
    fat = fat_image(tmp_path / "fat", offset=MIB)
    fat.write("STANDLKASSA/Übersicht/Jänner.txt", b"eins")
    fat.write("STANDLKASSA/Übersicht/Jänner.txt", b"zwei")
    assert b"zwei" == fat.read("STANDLKASSA/Übersicht/Jänner.txt")
    assert (True, False) == (fat.has("STANDLKASSA"), fat.has("NICHTS"))
    folder = fat.take_out(tmp_path / "out")
    assert b"zwei" == (folder / "STANDLKASSA/Übersicht/Jänner.txt").read_bytes()


def test_what_is_not_there(tmp_path: Path) -> None:
    """A file, and a file system."""
    fat = fat_image(tmp_path / "fat")
    with pytest.raises(MachineError, match="mtype"):
        fat.read("kassa.toml")
    with pytest.raises(MachineError, match="mcopy"):
        Fat(tools=HostTools(), image=tmp_path / "fat", offset=MIB).write("a", b"")
