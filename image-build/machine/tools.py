"""Programs of the tree of tools, run where they lie: its own loader and libraries, our own files.

So the machine needs no root and no chroot, and what it works on may lie anywhere.
"""

import os
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

_LIBRARIES: Final = "usr/lib/x86_64-linux-gnu"
_LOADER: Final = f"{_LIBRARIES}/ld-linux-x86-64.so.2"
_FOLDERS: Final = ("usr/bin", "usr/sbin")
#: The longest of the small programs here copies some gigabytes.
_DEADLINE_S: Final = 120.0
_LAST_LINES: Final = 8
_HURRY: Final = -10


class MachineError(Exception):
    """The virtual machine cannot do what was asked of it; the message says why."""


class Tools:
    """The tree at `root`, as `make image` laid it down."""

    def __init__(self, root: Path) -> None:
        """Args: `root` of the tree.

        Raises:
            MachineError: there is none.
        """
        self.root: Final = root.resolve()
        if not (self.root / _LOADER).is_file():
            raise MachineError(f"no tree of tools in {root}: run `make image` first")

    @property
    def environment(self) -> Mapping[str, str]:
        """What its programs need besides: where their parts are, and names in UTF-8."""
        return os.environ | {
            "LC_ALL": "C.UTF-8",
            "MTOOLS_SKIP_CHECK": "1",
            "QEMU_MODULE_DIR": str(self.root / _LIBRARIES / "qemu"),
        }

    def command(self, name: str, *args: str | Path) -> list[str]:
        """How this machine is asked for a program of the tree.

        Raises:
            MachineError: it has no such program.
        """
        for folder in _FOLDERS:
            program = self.root / folder / name
            if program.is_file():
                loader = [str(self.root / _LOADER), "--library-path", str(self.root / _LIBRARIES)]
                # By the name it was asked for: some are one program of many names.
                return [*loader, str(program), *map(str, args)]
        raise MachineError(f"the tree of tools has no {name}")

    def run(self, name: str, *args: str | Path, stdin: bytes | None = None) -> bytes:
        """Run a small program; what it wrote.

        Raises:
            MachineError: it failed; with the last lines it complained in.
        """
        ended = subprocess.run(
            self.command(name, *args),
            input=stdin,
            env=self.environment,
            capture_output=True,
            timeout=_DEADLINE_S,
            check=False,
        )
        if ended.returncode:
            said = (ended.stderr or ended.stdout).decode(errors="replace").strip().splitlines()
            last = " | ".join(said[-_LAST_LINES:])
            raise MachineError(f"{name} ended with {ended.returncode}: {last}")
        return ended.stdout


def hurry(process: int) -> None:
    """Let a process, or a thread, go before others, if we may: drivers are impatient.

    The guest's drivers give a USB device a tenth of a second, by their own clock.
    """
    with suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, process, _HURRY)
