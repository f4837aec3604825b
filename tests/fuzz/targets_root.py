"""What root is told at a start and at an update: by the kernel, by RAUC, by files it left itself.

A start is named or refused by name, and goes on with what can be understood.
"""

import atexit
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final
from unittest import mock

import lgpio

from firmware.image.disk import partitions as disk_partitions
from firmware.image.update import partitions
from firmware.image.update.autoboot import Slot
from firmware.image.update.backend import BackendError, answer
from firmware.image.update.bundle import reason_of_info, reason_of_install
from firmware.image.update.memory import AUTOBOOT, Memory
from firmware.image.update.rauc import follow, last_of
from firmware.image.update.restart import arm
from firmware.image.update.slot import (
    ConfirmError,
    Here,
    StrangeStartError,
    confirm,
    here_of,
    settle,
)
from hal.errors import HalError
from hal.gpio.chip import find_chip
from hal.gpio.port import AUTO
from hal.keypad.gpio_matrix import GpioMatrix
from hal.keypad.pins import PINS_5X6
from tests.fuzz.tape import Tape
from tests.image.update.world import ValueDisk

MEMORY: Final = ("outcome", "pending", "trial-result", "versions", "before")
#: Where opening a file costs nothing.
_IN_MEMORY: Final = Path("/dev/shm")
_PARTITIONS: Final = ("mmcblk0p1", "mmcblk0p2", "mmcblk0p3", "mmcblk0p4")
_CHIPS: Final = 3
_SCANS: Final = 40


def start_words(data: bytes) -> None:
    """The kernel's command line, and what the start file system says it started."""
    start, _, line = data.decode("ascii", "replace").partition("\n")
    with suppress(StrangeStartError):
        here = here_of(start, line, "1.3")
        assert len(here.root_hash) in (0, 64)


def remembered(data: bytes) -> None:
    """What a start finds of an update: whatever it is, a second start says the same."""
    tape, folder = Tape(data), Path("/memory")
    disk = ValueDisk()
    disk.files[str(AUTOBOOT)] = tape.next()
    disk.files |= {str(folder / f"{name}.json"): tape.next() for name in MEMORY}
    memory = Memory(disk, folder)
    for slot in Slot:
        here = Here(slot=slot, root_hash="", version="1.3")
        assert settle(memory, here) == settle(memory, here)
        with suppress(ConfirmError):
            confirm(memory, here)
        arm(memory, here)


def rauc_words(data: bytes) -> None:
    """What RAUC writes while it works, and what it asks its back end."""
    percent: list[int] = []
    text = data.decode(errors="replace")
    reason_of_install(follow(text.splitlines(keepends=True), percent.append))
    reason_of_info(last_of(text), data)
    assert all(0 <= one <= 100 for one in percent)
    memory = Memory(ValueDisk(), Path("/memory"))
    here = Here(slot=Slot.A, root_hash="", version="1.3")
    settle(memory, here)
    for line in text.splitlines()[:20]:
        with suppress(BackendError):
            answer(memory, here, tuple(line.split(" ")))
    boot = memory.autoboot()
    assert boot is not None
    assert boot.permanent is Slot.A, "only a trial moves it"


@cache
def _disk() -> Path:
    """A card with four partitions, made once: only what is said of them changes."""
    folder = tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None)
    atexit.register(folder.cleanup)
    root = Path(folder.name)
    for name in _PARTITIONS:
        (root / "devices" / "mmcblk0" / name).mkdir(parents=True)
        (root / "devices" / "mmcblk0" / name / "partition").write_bytes(b"1\n")
    (root / "dev" / "block").mkdir(parents=True)
    (root / "dev" / "block" / "179:1").symlink_to(root / "devices" / "mmcblk0" / _PARTITIONS[0])
    return root


def partition_words(data: bytes) -> None:
    """What the kernel says of partitions (uevent), and blkid: found, or named as missing."""
    tape, block = Tape(data), _disk() / "devices" / "mmcblk0"
    for name in _PARTITIONS:
        (block / name / "uevent").write_bytes(tape.next())
    with suppress(partitions.PartitionError):
        assert set(partitions.partitions_beside(block / "mmcblk0p1")) == set(partitions.NAMES)
    with suppress(disk_partitions.PartitionError):
        found = disk_partitions.boot_disk(
            "179:1", _disk(), lambda _: tape.next().decode(errors="replace").strip()
        )
        assert found.name == "mmcblk0"


class _Lines:
    """The kernel's answers about GPIO, as lgpio gives them: a number below 0 is an error."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape

    def open(self, number: int) -> int:
        """As many chips as there are."""
        return number if number < _CHIPS else self._fail()

    def info(self, _handle: int) -> list[object]:
        """The label is what the driver of a chip calls itself."""
        return [self._status(), 54, "gpiochip", self._tape.next().decode("latin-1")]

    def group(self, *_words: object) -> list[int]:
        """Levels of a group, wide or narrow."""
        return [self._status(), int.from_bytes(self._tape.next()[:8], "big")]

    def done(self, *_words: object) -> int:
        """A claim, a write."""
        return self._status()

    def _status(self) -> int:
        said = self._tape.next()[:1]
        return self._fail() if said == b"\xff" else int.from_bytes(said, "big")

    def _fail(self) -> int:
        raise lgpio.error("unknown error")


def gpio_lines(data: bytes) -> None:
    """A GPIO chip that says anything: of its name, of its lines, of the matrix on them."""
    said = _Lines(Tape(data))
    with mock.patch.multiple(
        lgpio,
        gpiochip_open=said.open,
        gpiochip_close=lambda _handle: 0,
        gpio_get_chip_info=said.info,
        group_claim_output=said.done,
        group_claim_input=said.done,
        group_write=said.done,
        group_read=said.group,
    ):
        with suppress(HalError, lgpio.error):
            find_chip(AUTO)
        with suppress(HalError):
            matrix = GpioMatrix("pinctrl-bcm2711")
            for _ in range(_SCANS):
                rows = matrix.scan()
                assert len(rows) == len(PINS_5X6.rows)
                assert all(0 <= row < 1 << len(PINS_5X6.columns) for row in rows)


TARGETS: Final = (start_words, remembered, rauc_words, partition_words, gpio_lines)
