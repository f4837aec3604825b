"""The firmware of a Raspberry Pi, played: from which partition it starts, and what it hands over.

It reads autoboot.txt of the first partition as the real one does, so what the image relies on is
tried: the slot that is written there, and the other one for one start after `tryboot`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from machine.partitions import Fat, fat_of
from machine.tools import MachineError, Tools

#: What the kernel says last when it restarts with the word for the one-shot start.
TRYBOOT_WORD: Final = b"Restarting system with command '0 tryboot'"
_SECTOR_BYTES: Final = 512
_FIRST: Final = 1
_ALWAYS: Final = "all"
_TRIAL: Final = "tryboot"
#: A Raspberry Pi 4 with 4 GB, of the first batch; and a serial number.
_REVISION: Final = "0xc03111"
_SERIAL: Final = "10000000cafe0001"
#: What the register of resets says after power came, and after the watchdog bit, by which each
#: restart is made.
_COLD, _WARM = "0x1000", "0x1020"


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What one start was made of; files lie in a folder of their own."""

    partition: int
    is_trial: bool
    kernel: Path
    initramfs: Path
    command_line: str
    device_tree: Path


def settings_of(text: str, *, is_trial: bool) -> Mapping[str, str]:
    """The words of an autoboot.txt or config.txt that are in force: `[all]`, and `[tryboot]`."""
    heads = {_ALWAYS, _TRIAL} if is_trial else {_ALWAYS}
    found: dict[str, str] = {}
    head = _ALWAYS
    for raw in text.splitlines():
        line = raw.split("#", 1)[0].strip()
        if line.startswith("[") and line.endswith("]"):
            head = line[1:-1]
        elif line and head in heads:
            # `initramfs NAME followkernel` is the one word without an equals sign.
            name, _, value = line.partition("=" if "=" in line else " ")
            found[name.strip()] = value.strip()
    return found


def choose_partition(fat: Fat, *, is_trial: bool) -> int:
    """The partition that autoboot.txt names.

    Raises:
        MachineError: the file is missing, longer than a sector, or names none.
    """
    raw = fat.read("autoboot.txt")
    if len(raw) > _SECTOR_BYTES:
        raise MachineError(f"autoboot.txt has {len(raw)} bytes: the firmware reads one sector")
    words = settings_of(raw.decode("ascii"), is_trial=is_trial)
    if is_trial and words.get("tryboot_a_b") != "1":
        raise MachineError("tryboot without tryboot_a_b=1 would start another config.txt")
    try:
        return int(words["boot_partition"])
    except (KeyError, ValueError) as error:
        raise MachineError(f"autoboot.txt names no partition: {raw!r}") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Firmware:
    """Starts the card `disk`; `bare_tree` is the device tree of the board, `words` come on top.

    `folder` takes what is taken out of the boot partition.
    """

    tools: Tools
    disk: Path
    folder: Path
    bare_tree: Path
    words: str = ""

    def start(self, *, is_trial: bool = False, is_warm: bool = False) -> Start:
        """Everything up to the kernel's first instruction; `is_warm` after a restart.

        Raises:
            MachineError: the card does not start.
        """
        first = fat_of(self.tools, self.disk, _FIRST)
        number = choose_partition(first, is_trial=is_trial)
        boot = fat_of(self.tools, self.disk, number)
        words = settings_of(boot.read("config.txt").decode(), is_trial=is_trial)
        line = boot.read(words.get("cmdline", "cmdline.txt")).decode().strip()
        if "\n" in line:
            raise MachineError("cmdline.txt has more than one line: the firmware takes the first")
        return Start(
            partition=number,
            is_trial=is_trial,
            kernel=self._take(boot, words.get("kernel", "kernel8.img")),
            initramfs=self._take(boot, words.get("initramfs", "initramfs.img").split()[0]),
            command_line=f"{line} {self.words}".strip(),
            device_tree=self._device_tree(number, is_trial=is_trial, is_warm=is_warm),
        )

    def _take(self, fat: Fat, name: str) -> Path:
        path = self.folder / name
        path.write_bytes(fat.read(name))
        return path

    def _device_tree(self, partition: int, *, is_trial: bool, is_warm: bool) -> Path:
        """The board's, with what the firmware adds: whence it started, and who the board is."""
        tree = self.folder / "board.dtb"
        tree.write_bytes(self.bare_tree.read_bytes())
        self.tools.run("fdtput", "-p", "-c", tree, "/chosen/bootloader", "/system")
        for node, name, value in (
            ("/chosen/bootloader", "partition", str(partition)),
            ("/chosen/bootloader", "tryboot", str(int(is_trial))),
            ("/chosen/bootloader", "rsts", _WARM if is_warm else _COLD),
            ("/system", "linux,revision", _REVISION),
        ):
            self.tools.run("fdtput", "-t", "x" if "0x" in value else "u", tree, node, name, value)
        self.tools.run("fdtput", "-t", "s", tree, "/", "serial-number", _SERIAL)
        return tree
