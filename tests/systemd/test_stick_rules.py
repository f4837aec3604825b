"""The udev rules for sticks, read as udev reads them, and asked about devices.

`udevadm verify` is younger than the systemd of the till; this reader takes only what the rules need
and refuses everything else, so that no word slips in that nobody looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

RULES = Path(__file__).parents[2] / "systemd" / "80-kassa-stick.rules"
_PAIR = re.compile(r'(?P<key>[A-Z]+(?:\{[A-Z_]+\})?)(?P<sign>==|!=|\+=|=)"(?P<value>[^"]*)"')
_MATCHES = {"ACTION", "SUBSYSTEM", "ENV"}
#: What a rule may do; nothing of it runs a program (RUN, PROGRAM, IMPORT).
_DEEDS = {("GOTO", "="), ("LABEL", "="), ("TAG", "+="), ("ENV{SYSTEMD_WANTS}", "+=")}
FAT, EXT4 = "kassa-stick-fat@{}.service", "kassa-stick-ext4@{}.service"
STICK = {
    "ACTION": "add",
    "SUBSYSTEM": "block",
    "DEVTYPE": "partition",
    "ID_BUS": "usb",
    "ID_USB_INTERFACES": ":080650:",
    "ID_FS_USAGE": "filesystem",
    "ID_FS_TYPE": "vfat",
    "ID_PART_ENTRY_TYPE": "0xc",
}


@dataclass(frozen=True, slots=True)
class Pair:
    """`KEY==value` or `KEY="value"`."""

    key: str
    sign: str
    value: str

    @property
    def is_match(self) -> bool:
        return self.sign in {"==", "!="}


def _parse(text: str) -> list[list[Pair]]:
    rules = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        parts = line.split(", ")
        found = [_PAIR.fullmatch(part) for part in parts]
        assert None not in found, line
        pairs = [Pair(one["key"], one["sign"], one["value"]) for one in found if one is not None]
        for pair in pairs:
            is_known = (
                pair.key.partition("{")[0] in _MATCHES
                if pair.is_match
                else (pair.key, pair.sign) in _DEEDS
            )
            assert is_known, line
        rules.append(pairs)
    return rules


def _holds(pair: Pair, device: Mapping[str, str]) -> bool:
    name = pair.key.removeprefix("ENV{").removesuffix("}")
    patterns = pair.value.split("|")
    is_equal = any(fnmatchcase(device.get(name, ""), pattern) for pattern in patterns)
    return is_equal is (pair.sign == "==")


def _wanted(device: Mapping[str, str], kernel_name: str = "sda1") -> list[str]:
    """The units udev asks systemd for, with the tag that makes it listen."""
    wanted, tags, goal = [], set(), ""
    for rule in _parse(RULES.read_text(encoding="utf-8")):
        label = next((pair.value for pair in rule if pair.key == "LABEL"), "")
        if goal and label != goal:
            continue
        goal = ""
        if not all(_holds(pair, device) for pair in rule if pair.is_match):
            continue
        for pair in rule:
            if pair.key == "GOTO":
                goal = pair.value
            elif pair.key == "TAG":
                tags.add(pair.value)
            elif pair.key == "ENV{SYSTEMD_WANTS}":
                wanted.append(pair.value.replace("%k", kernel_name))
    assert not goal, "every jump has its label"
    return wanted if "systemd" in tags else []


@pytest.mark.parametrize(("file_system", "unit"), [("vfat", FAT), ("exfat", FAT), ("ext4", EXT4)])
def test_a_stick(file_system: str, unit: str) -> None:
    """Each file system that people's sticks have, by its own unit, partitioned or not."""
    assert [unit.format("sda1")] == _wanted({**STICK, "ID_FS_TYPE": file_system})
    whole = {**STICK, "DEVTYPE": "disk", "ID_FS_TYPE": file_system, "ID_PART_ENTRY_TYPE": ""}
    assert [unit.format("sdb")] == _wanted(whole, "sdb")


@pytest.mark.parametrize(
    "difference",
    [
        {"ACTION": "remove"},
        {"SUBSYSTEM": "input"},
        {"SUBSYSTEM": "usb", "DEVTYPE": "usb_device"},
        {"ID_BUS": "ata"},
        {"ID_BUS": ""},
        {"ID_USB_INTERFACES": ":030101:"},
        {"ID_USB_INTERFACES": ":080650:030101:"},
        {"ID_USB_INTERFACES": ":030101:080650:"},
        {"ID_FS_USAGE": "crypto", "ID_FS_TYPE": "crypto_LUKS"},
        {"ID_FS_USAGE": "", "ID_FS_TYPE": ""},
        {"ID_FS_LABEL": "KASSASPIEGEL", "ID_FS_TYPE": "ext4"},
        {"ID_FS_TYPE": "ntfs"},
        {"ID_FS_TYPE": "btrfs"},
        {"ID_FS_TYPE": "iso9660"},
        {"ID_PART_ENTRY_TYPE": "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"},
        {"ID_PART_ENTRY_TYPE": "0xef"},
    ],
    ids=str,
)
def test_no_stick(difference: dict[str, str]) -> None:
    """Another bus, a keyboard that says it is a stick too, another file system: nothing begins."""
    assert [] == _wanted({**STICK, **difference})


def test_the_units_exist() -> None:
    """What udev asks for is there."""
    for unit in (FAT, EXT4):
        assert (RULES.parent / unit.format("")).is_file()


def test_after_the_rules_that_read_the_file_system() -> None:
    """60-persistent-storage.rules asks the medium; before it nothing is known."""
    assert RULES.name > "60-persistent-storage.rules"


@pytest.mark.parametrize(
    "line",
    [
        'RUN+="/bin/sh"',
        'PROGRAM=="/bin/sh"',
        'IMPORT{program}="/bin/sh"',
        'ENV{SYSTEMD_WANTS}="x.service"',
        'ACTION=="add" TAG+="systemd"',
        'ACTION=="add",TAG+="systemd"',
        "ACTION==add",
    ],
)
def test_the_reader_refuses(line: str) -> None:
    """What runs something, takes units from others, or is not written as the rest."""
    with pytest.raises(AssertionError):
        _parse(line)
