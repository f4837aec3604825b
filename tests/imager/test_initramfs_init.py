"""What the first program of the till decides, asked function by function in a played machine."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from imager import initramfs

INIT = Path(initramfs.__file__).parents[1] / "initramfs" / "init"
AUTOBOOT = (
    "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n"
    "#kassa a=good b=good\n#.........\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A folder with /proc, /sys and /dev of a machine."""

    root: Path

    def firmware(self, **cells: int) -> None:
        """What the firmware wrote into the device tree."""
        folder = self.root / "proc/device-tree/chosen/bootloader"
        folder.mkdir(parents=True, exist_ok=True)
        for name, value in cells.items():
            (folder / name).write_bytes(value.to_bytes(4, "big"))

    def disk(self, name: str, where: str, *partitions: str) -> None:
        """A disk with partitions of these names, on this bus."""
        place = self.root / "sys/devices" / where / "block" / name
        for number, label in enumerate(partitions, start=1):
            part = place / (f"{name}p{number}" if name[-1].isdigit() else f"{name}{number}")
            part.mkdir(parents=True)
            (part / "uevent").write_text(f"DEVTYPE=partition\nPARTN={number}\nPARTNAME={label}\n")
        (self.root / "sys/block").mkdir(parents=True, exist_ok=True)
        (self.root / "sys/block" / name).symlink_to(place)

    def ask(self, call: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Call a function of the first program."""
        shell = shutil.which("dash") or "/bin/sh"
        given = "".join(f"{name}={value!r}; " for name, value in variables.items())
        return subprocess.run(
            [shell, "-c", f'. "$0"; {given}{call}', str(INIT), str(self.root)],
            capture_output=True,
            text=True,
            check=False,
        )

    def told(self, call: str, **variables: str) -> str | None:
        """What the function wrote, or None where it failed."""
        answer = self.ask(call, **variables)
        assert "" == answer.stderr
        return answer.stdout.strip() if answer.returncode == 0 else None


@pytest.fixture
def machine(tmp_path: Path) -> Played:
    """A machine without anything."""
    (tmp_path / "dev").mkdir()
    return Played(root=tmp_path)


@pytest.mark.parametrize(("number", "slot"), [(2, "a"), (3, "b"), (1, None), (0, None)])
def test_the_firmware_says_the_slot(machine: Played, number: int, slot: str | None) -> None:
    """It has read the file system of that partition; the command line is not asked."""
    machine.firmware(partition=number)

    assert slot == machine.told("slot", LINE="kassa.slot=a")


def test_without_firmware_the_command_line_says_it(machine: Played) -> None:
    """A virtual machine that starts the kernel itself."""
    assert "b" == machine.told("slot", LINE="quiet kassa.slot=b ro")
    assert machine.told("slot", LINE="quiet ro") is None


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"rsts": 0x1000}, ""),
        ({"pm_rsts": 0x1000}, ""),
        ({"rsts": 0x20}, None),
        ({"rsts": 0x1020}, None),
        ({}, None),
    ],
)
def test_only_a_certain_power_on_is_trusted(
    machine: Played, cells: dict[str, int], told: str | None
) -> None:
    """After any other start the whole system is looked through: it may have been found broken."""
    machine.firmware(**cells)

    assert told == machine.told("is_power_on")


@pytest.mark.parametrize("card", ["mmcblk0", "vda"])
def test_a_partition_of_the_card_is_found(machine: Played, card: str) -> None:
    """By its name, wherever it is in the table."""
    machine.disk(card, "platform/soc", "bootconf", "boot_a", "boot_b", "system_a")

    end = "p4" if card == "mmcblk0" else "4"
    assert f"{machine.root}/dev/{card}{end}" == machine.told("partition system_a")


@pytest.mark.parametrize(
    ("stick", "bus"),
    [
        ("sda", "platform/xhci/usb1/1-1/host0"),
        ("mmcblk1", "platform/xhci/usb1/1-1/rtsx_usb"),
        ("nvme0n1", "pci0000"),
    ],
)
def test_a_stick_with_the_same_names_is_no_card(machine: Played, stick: str, bus: str) -> None:
    """Not even one that calls itself a memory card: it hangs on USB."""
    names = ("bootconf", "boot_a", "boot_b", "system_a", "system_b", "data")
    machine.disk(stick, bus, *names)

    assert [None] * 6 == [machine.told(f"partition {name}") for name in names]

    machine.disk("mmcblk0", "platform/soc/mmc", *names)

    assert f"{machine.root}/dev/mmcblk0p4" == machine.told("partition system_a")


def test_two_partitions_of_one_name_are_none(machine: Played) -> None:
    """Nobody guesses which card is meant; and waiting does not help."""
    machine.disk("mmcblk0", "platform/soc/mmc0", "system_a")
    machine.disk("mmcblk1", "platform/soc/mmc1", "system_a")

    answer = machine.ask("partition system_a")

    assert (2, "") == (answer.returncode, answer.stdout)


def test_a_name_within_a_name_is_another(machine: Played) -> None:
    """`data` is not `database`, and a dot fits no dot of a pattern."""
    machine.disk("mmcblk0", "platform/soc/mmc", "system_ab", "xsystem_a")

    assert machine.told("partition system_a") is None


@pytest.mark.parametrize(
    "words",
    [
        "",
        "kassa.hashoffset=4096",
        f"kassa.roothash={'0' * 64}",
        f"kassa.roothash={'0' * 63} kassa.hashoffset=4096",
        f"kassa.roothash={'0' * 63}g kassa.hashoffset=4096",
        f"kassa.roothash={'0' * 64} kassa.hashoffset=",
        f"kassa.roothash={'0' * 64} kassa.hashoffset=0",
        f"kassa.roothash={'0' * 64} kassa.hashoffset=4097",
        f"kassa.roothash={'0' * 64} kassa.hashoffset=0x1000",
        f"kassa.roothash={'0' * 64} kassa.hashoffset=-4096",
    ],
)
def test_a_command_line_that_names_no_system_opens_none(machine: Played, words: str) -> None:
    """No dmsetup is even called."""
    machine.disk("mmcblk0", "platform/soc/mmc", "system_a")

    assert machine.told('dmsetup() { echo called >&2; }; unseal a "$LINE"', LINE=words) is None


def test_the_table_says_where_system_and_tree_are(machine: Played) -> None:
    """512-byte sectors, 4096-byte blocks, the tree behind its own superblock."""
    machine.disk("mmcblk0", "platform/soc/mmc", "system_a")
    root = "ab" * 32
    line = f"quiet kassa.roothash={root} kassa.hashoffset=409600"

    told = machine.told(
        'dmsetup() { echo "$*"; }; unseal a "$LINE" restart_on_corruption', LINE=line
    )

    device = f"{machine.root}/dev/mmcblk0p1"
    table = f"0 800 verity 1 {device} {device} 4096 4096 100 101 sha256 {root} -"
    assert told is not None
    created, named = told.split("\n")
    assert created.endswith(f"--table {table} 1 restart_on_corruption")
    assert created.startswith("create a --readonly")
    assert "mknodes a" == named


def turned(machine: Played, slot: str, before: str) -> str | None:
    """What becomes of autoboot.txt when a slot is given up."""
    path = machine.root / "autoboot.txt"
    path.write_text(before)
    answer = machine.ask(f"turned {path}", SLOT=slot, OTHER="b" if slot == "a" else "a")
    return answer.stdout if answer.returncode == 0 else None


def test_a_broken_slot_gives_way_to_a_good_one(machine: Played) -> None:
    """Two numbers change places and one word is written; the length stays."""
    after = turned(machine, "a", AUTOBOOT)

    assert (
        "[all]\ntryboot_a_b=1\nboot_partition=3\n[tryboot]\nboot_partition=2\n"
        "#kassa a=dead b=good\n#.........\n"
    ) == after
    assert len(AUTOBOOT) == len(after or "")


def test_the_way_back_is_the_same(machine: Played) -> None:
    """The second slot gives way to the first."""
    swapped = AUTOBOOT.translate(str.maketrans("23", "32"))

    assert AUTOBOOT.replace("b=good", "b=dead") == turned(machine, "b", swapped)


@pytest.mark.parametrize("standing", ["none", "next", "once", "fail", "dead"])
def test_a_slot_that_never_sold_is_not_gone_to(machine: Played, standing: str) -> None:
    """Only a confirmed one."""
    assert turned(machine, "a", AUTOBOOT.replace("b=good", f"b={standing}")) is None


def test_who_is_not_started_by_default_changes_nothing(machine: Played) -> None:
    """The firmware goes to the other slot already; exchanging would lead back here."""
    assert turned(machine, "b", AUTOBOOT) is None


@pytest.mark.parametrize("raw", ["", "boot_partition=2\n", AUTOBOOT.replace("#kassa", "#")])
def test_a_file_that_is_not_ours_stays_as_it_is(machine: Played, raw: str) -> None:
    """Somebody edited it."""
    assert turned(machine, "a", raw) is None
