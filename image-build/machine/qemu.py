"""QEMU's process: one start of the machine, from power to reset, off, or the plug pulled.

Always emulated in software: what hosts offer for more speed does not run an unmodified kernel
everywhere, and a probe for it lies. A process that is started here is ended here.
"""

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Final

from machine.firmware import TRYBOOT_WORD, Start
from machine.probe import PinProbe
from machine.qmp import Qmp
from machine.tools import MachineError, Tools, hurry

_PROGRAM: Final = "qemu-system-aarch64"
#: Sockets for display and keys, reader, printer, number pad, sticks, and some to spare.
_USB_SOCKETS: Final = 8
_END_S: Final = 10.0
_DUMP_S: Final = 60.0
_RESETS: Final = frozenset({"guest-reset", "host-qmp-system-reset"})
_WATCHDOG: Final = "WATCHDOG"


class Ended(Enum):
    """Why the machine does not run any more."""

    RESTART = "it restarts itself"
    TRYBOOT = "it restarts itself, with the word for the other slot"
    WATCHDOG = "nobody fed the watchdog"
    OFF = "it switched itself off"
    CRASHED = "QEMU ended without a word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is soldered or in from the start: memory, processors, USB, a network or none.

    `usb` are paths of `UsbPort`s by name, `sticks` images of sticks; `network` the words of a user
    network, such as `restrict=on`; `clock` what the clock with the battery says at power-on; `card`
    the socket of a `DiskServer` that plays the memory card, None for the file itself.
    """

    usb: Mapping[str, Path]
    sticks: Mapping[str, Path] = field(default_factory=dict)
    memory_mib: int = 1024
    processors: int = 2
    network: str | None = ""
    has_number_pad: bool = True
    clock: str = "utc"
    card: Path | None = None


def machine_words(board: Board) -> list[str]:
    """What both a start and a look at the bare device tree need to agree on."""
    return [
        *("-M", "virt", "-cpu", "max,pauth-impdef=on", "-accel", "tcg,thread=multi"),
        *("-smp", str(board.processors), "-m", str(board.memory_mib), "-nodefaults", "-nographic"),
    ]


def device_words(board: Board, disk: Path) -> list[str]:
    """Everything that hangs on the board."""
    card = disk if board.card is None else f"nbd+unix:///?socket={board.card}"
    words = [
        *("-drive", f"if=none,id=card,format=raw,file={card}"),
        *("-device", "virtio-blk-pci,drive=card,serial=card"),
        *("-device", "virtio-rng-pci", "-device", "i6300esb", "-action", "watchdog=reset"),
        *("-rtc", f"base={board.clock}"),
        *("-device", f"qemu-xhci,id=usb,p2={_USB_SOCKETS},p3={_USB_SOCKETS}"),
    ]
    for name, path in board.usb.items():
        words += ["-chardev", f"socket,id={name},path={path}"]
        words += ["-device", f"usb-redir,chardev={name},id=usb-{name},bus=usb.0"]
    for name, image in board.sticks.items():
        words += ["-drive", f"if=none,id=node-{name},format=raw,file={image}"]
        words += ["-device", f"usb-storage,id={name},drive=node-{name},bus=usb.0,removable=on"]
    if board.has_number_pad:
        words += ["-device", "usb-kbd,id=number-pad,bus=usb.0"]
    if board.network is not None:
        options = f",{board.network}" if board.network else ""
        # Nothing starts from this net: its boot code is not among the tools.
        device = "virtio-net-pci,netdev=net,romfile="
        words += ["-netdev", f"user,id=net{options}", "-device", device]
    return words


class Qemu:
    """One start; ends with `cut`, or by itself. Used by one thread."""

    def __init__(self, tools: Tools, board: Board, disk: Path, start: Start, folder: Path) -> None:
        """Start it, all pins held high as resistors on a till's board hold them.

        `folder` takes sockets, so its path must be short; console.log in it is what was said,
        over all starts.

        Raises:
            MachineError: QEMU does not come up.
        """
        self._log = folder / "console.log"
        self._log.touch()
        self._log_from = self._log.stat().st_size
        control, probe = folder / "control", folder / "probe"
        for one in (control, probe):
            one.unlink(missing_ok=True)
        words = [
            *machine_words(board),
            *device_words(board, disk),
            *("-action", "reboot=shutdown", "-S"),
            *("-kernel", str(start.kernel), "-initrd", str(start.initramfs)),
            *("-append", start.command_line, "-dtb", str(start.device_tree)),
            *("-chardev", f"file,id=console,path={self._log},append=on"),
            *("-serial", "chardev:console"),
            *("-qmp", f"unix:{control},server=on,wait=off"),
            *("-qtest", f"unix:{probe},server=on,wait=off", "-qtest-log", "none"),
        ]
        self._errors = folder / "qemu.log"
        with self._errors.open("ab") as errors:
            self._process = subprocess.Popen(
                tools.command(_PROGRAM, "-L", tools.root / "usr/share/qemu", *words),
                stdin=subprocess.DEVNULL,
                stdout=errors,
                stderr=errors,
                env=tools.environment,
            )
        hurry(self._process.pid)
        try:
            self.qmp = Qmp(control)
            self.probe = PinProbe(probe, self.qmp)
            for pin in range(8):
                # The button of the power is pressed by a high level, everything else by a low one.
                self.probe.hold(pin, is_high=pin != POWER_BUTTON_PIN)
            self.qmp.ask("cont")
        except MachineError as error:
            self.cut()
            said = self._errors.read_text(errors="replace").strip().splitlines()
            raise MachineError(f"{error}: {' | '.join(said[-4:])}") from error

    @property
    def console(self) -> bytes:
        """What this start said on the console until now."""
        with self._log.open("rb") as file:
            file.seek(self._log_from)
            return file.read()

    def press_power_button(self) -> None:
        """As a finger on the button of the board does.

        Raises:
            MachineError: the machine does not run.
        """
        self.qmp.ask("system_powerdown")

    def ended(self) -> Ended | None:
        """Why it does not run any more; None while it runs."""
        if self._process.poll() is None:
            return None
        events = self.qmp.events()
        reasons = {_reason(event) for event in events if event.get("event") == "SHUTDOWN"}
        if any(event.get("event") == _WATCHDOG for event in events):
            return Ended.WATCHDOG
        if reasons & _RESETS:
            return Ended.TRYBOOT if TRYBOOT_WORD in self.console else Ended.RESTART
        return Ended.OFF if "guest-shutdown" in reasons else Ended.CRASHED

    def cut(self) -> None:
        """Pull the plug: the process is gone, and nobody was told."""
        self._process.kill()
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_END_S)
        self.close()

    def close(self) -> None:
        """Give sockets back, of a machine that runs no more."""
        for name in ("probe", "qmp"):
            line = getattr(self, name, None)
            if line is not None:
                line.close()


#: Line 3 of the board's chip, as QEMU wired it.
POWER_BUTTON_PIN: Final = 3


def dump_device_tree(tools: Tools, board: Board, path: Path) -> Path:
    """The device tree of the board as QEMU makes it, before any firmware touches it.

    Raises:
        MachineError: QEMU does not say.
    """
    words = machine_words(board)
    words[1] = f"virt,dumpdtb={path}"
    tools.run(_PROGRAM, "-L", tools.root / "usr/share/qemu", *words)
    return path


def _reason(event: object) -> str:
    data = event.get("data") if isinstance(event, dict) else None
    return str(data.get("reason")) if isinstance(data, dict) else ""
