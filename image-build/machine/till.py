"""A till: its card (the disk), its wires, and the machine, which starts again by itself.

Nobody in the machine helps: what happens is seen on the panel, on paper and on sticks, and at most
on the console. Every wait has a deadline in the machine's own pace, which its first start tells.
"""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from hal.display.emulator_picture import png
from machine.firmware import Firmware
from machine.partitions import Fat, fat_of
from machine.qemu import Board, Ended, Qemu, dump_device_tree
from machine.reading import read_lines, shows
from machine.tools import MachineError, Tools
from machine.wires import Wires

#: What a Pi 4 may take from the power to the first picture; deadlines are said in its seconds.
BOARD_START_S: Final = 20.0
#: The longest a start may take before it counts as failed, on the slowest machine that may try.
START_S: Final = 300.0
#: Of a disk, what a small memory card has.
DISK_MIB: Final = 4096
_LOOK_S: Final = 0.05
_MIB: Final = 1024 * 1024
_COPY_S: Final = 300.0


class Till:
    """One till; a context manager that pulls the plug at its end. Used by one thread.

    Args:
        tools: QEMU and its kin.
        disk: the card as it was written; it is changed, and grown to a small card's size.
        folder: for what a start leaves: console.log and pictures.
        words: for the kernel, besides those of the image.
        network: of QEMU's user network, None for a cable that is not there.
    """

    def __init__(
        self, tools: Tools, disk: Path, folder: Path, *, words: str = "", network: str | None = ""
    ) -> None:
        self._tools = tools
        self.disk: Final = disk
        self.folder: Final = folder
        self.wires: Final = Wires()
        usb = {name: port.path for name, port in self.wires.ports.items()}
        #: May be another one at the next start.
        self.board = Board(usb=usb, network=network)
        self._words = words
        self._qemu: Qemu | None = None
        self._is_one_shot = self._is_warm = False
        #: How much slower than such a board this machine is, told by its last start.
        self.pace = 1.0
        #: The partition of each start, in order, and whether it was the one-shot one.
        self.starts: list[tuple[int, bool]] = []
        #: Why each start ended, in order.
        self.ends: list[Ended] = []

    def __enter__(self) -> Self:
        self.wires.__enter__()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self.disk.open("r+b") as file:
                file.truncate(max(self.disk.stat().st_size, DISK_MIB * _MIB))
            self._tree = dump_device_tree(self._tools, self.board, self.wires.folder / "bare.dtb")
        except BaseException:
            self.wires.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._qemu is not None:
            self._qemu.cut()
            self._keep_console()
        self.wires.__exit__(kind, error, trace)

    # --- power

    @property
    def is_on(self) -> bool:
        """Whether it runs, or is about to restart."""
        self.attend()
        return self._qemu is not None

    @property
    def qemu(self) -> Qemu:
        """The running machine.

        Raises:
            MachineError: it has no power.
        """
        if self._qemu is None:
            raise MachineError("the till is off")
        return self._qemu

    def power_on(self) -> None:
        """Put the plug in; returns with the kernel's first instruction.

        Raises:
            MachineError: its card does not start, or it is on.
        """
        if self._qemu is not None:
            raise MachineError("the till is on")
        if not self._is_warm:
            # Whatever the last start left on the panel, it was dark since.
            self.wires.lose_power()
        firmware = Firmware(
            tools=self._tools,
            disk=self.disk,
            folder=self.wires.folder,
            bare_tree=self._tree,
            words=self._words,
        )
        start = firmware.start(is_trial=self._is_one_shot, is_warm=self._is_warm)
        self._is_one_shot = self._is_warm = False
        self.starts.append((start.partition, start.is_trial))
        self._qemu = Qemu(self._tools, self.board, self.disk, start, self.wires.folder)

    def cut(self) -> None:
        """Pull the plug, now."""
        self.qemu.cut()
        self._qemu = None
        self._is_one_shot = False
        self.wires.lose_power()
        self._keep_console()

    def attend(self) -> None:
        """Go on after a restart of its own; the firmware never rests.

        Raises:
            MachineError: QEMU crashed, or what it restarts from does not start.
        """
        if self._qemu is None:
            return
        ended = self._qemu.ended()
        if ended is None:
            return
        self._qemu.close()
        self._qemu = None
        self.ends.append(ended)
        self._keep_console()
        if ended is Ended.CRASHED:
            raise MachineError(f"QEMU ended: see {self.folder / 'console.log'}")
        if ended is Ended.OFF:
            return
        # A warm start: what hangs on the board keeps its power.
        self._is_one_shot, self._is_warm = ended is Ended.TRYBOOT, True
        self.power_on()

    # --- waiting

    def wait(self, is_so: Callable[[], bool], what: str, deadline_s: float) -> float:
        """Wait until it is so, at most `deadline_s` seconds of a board; how long it took.

        Raises:
            MachineError: it never was; with what the panel shows, and a picture of it.
        """
        began_s = time.monotonic()
        while not is_so():
            self.attend()
            if time.monotonic() - began_s > deadline_s * self.pace:
                seen = " | ".join(read_lines(self.wires.panel.frame()))
                picture = self.picture("missed")
                raise MachineError(f"{what} never came; the panel shows {seen} ({picture})")
            time.sleep(_LOOK_S)
        return time.monotonic() - began_s

    def wait_shown(self, text: str, deadline_s: float = 30.0) -> float:
        """Wait until the panel shows `text`; see `wait`."""
        panel, last = self.wires.panel, (-1, False)

        def is_shown() -> bool:
            nonlocal last
            if panel.revision != last[0]:
                last = (panel.revision, shows(panel.frame(), text))
            return last[1]

        return self.wait(is_shown, f"{text!r} on the panel", deadline_s)

    def wait_lit(self) -> float:
        """Wait for the first picture after the power; sets the pace of all later deadlines."""
        dark = bytes(len(self.wires.panel.frame().bits))
        self.pace = START_S / BOARD_START_S
        took_s = self.wait(
            lambda: self.wires.panel.frame().bits != dark, "a first picture", BOARD_START_S
        )
        self.pace = max(1.0, took_s / BOARD_START_S)
        return took_s

    # --- looking

    def picture(self, name: str) -> Path:
        """Keep the panel as a picture."""
        path = self.folder / f"{name}.png"
        path.write_bytes(png(self.wires.panel.frame()))
        return path

    def files_of(self, number: int) -> Fat:
        """The FAT of a partition, as `machine.partitions.fat_of`."""
        return fat_of(self._tools, self.disk, number)

    def _keep_console(self) -> None:
        log = self.wires.folder / "console.log"
        (self.folder / "console.log").write_bytes(log.read_bytes())


def copy_disk(source: Path, target: Path) -> Path:
    """A card like another one; holes stay holes.

    Raises:
        MachineError: there is no room.
    """
    command = ["cp", "--sparse=always", "--reflink=auto", str(source), str(target)]
    ended = subprocess.run(command, capture_output=True, timeout=_COPY_S, check=False)
    if ended.returncode:
        raise MachineError(ended.stderr.decode(errors="replace").strip())
    return target
