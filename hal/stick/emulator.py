"""A port for sticks that are folders, below the driver: it keeps a list of mounts like a kernel's.

A stick that is in is a link at the mount point; whoever goes by paths meets the stick behind it,
and nothing once it is pulled. What only a file system can do wrong (EIO, a full medium in the
middle of a write, swallowed bytes) comes from the folder: the tests plug in mounted ones.
"""

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from threading import RLock

_OTHERS = (
    "21 1 0:20 / / rw,relatime shared:1 - ext4 /dev/mmcblk0p2 rw\n"
    "24 21 0:22 / /run rw,nosuid,nodev shared:2 - tmpfs tmpfs rw,mode=755\n"
)


@dataclass(slots=True, kw_only=True)
class EmulatedStick:
    """What is on it is in `folder`, which is never looked into.

    Settable: `is_write_protected` (as mounted), `free_bytes` is what it says of itself (None: the
    truth of the disk that the folder is on), `slow_s` what it takes to be mounted.
    """

    folder: Path
    device: str = "/dev/sda1"
    file_system: str = "vfat"
    serial: str = "1234-ABCD"
    is_write_protected: bool = False
    free_bytes: int | None = None
    slow_s: float = 0.0


class EmulatedPort:
    """Implements `Mounts` at `mount_point`; one stick at a time, as on the till. Thread-safe.

    `stick` is the one that is mounted; one that was let go is still in, and mounted when it is
    recalled. Faults: `is_blind`: the list of mounts cannot be read; `is_deaf`: nobody can be asked
    for anything; `is_held`: asked to let go, but the stick stays (something is open on it).
    `asked` and `recalled` count.
    """

    def __init__(
        self, mount_point: Path, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.mount_point = mount_point
        self._monotonic_s = monotonic_s
        self._in: EmulatedStick | None = None
        self._coming: tuple[float, EmulatedStick] | None = None
        self.stick: EmulatedStick | None = None
        self.is_blind = False
        self.is_deaf = False
        self.is_held = False
        self.asked = self.recalled = 0
        self._numbers = count(40)
        self._number = 0
        self._lock = RLock()

    def insert(self, stick: EmulatedStick) -> None:
        """Put `stick` in; one that is in goes out before."""
        with self._lock:
            self.pull()
            self._in = stick
            self._begin(stick)

    def pull(self) -> None:
        """Out with it, whatever is being written."""
        with self._lock:
            self._in = None
            self._unmount()

    def read(self) -> str:
        """See `Mounts.read`."""
        with self._lock:
            if self.is_blind:
                raise OSError(5, "list of mounts cannot be read")
            self._mount()
            return _OTHERS if self.stick is None else _OTHERS + self._line(self.stick)

    def free_bytes(self, folder: Path) -> int:
        """See `Mounts.free_bytes`."""
        with self._lock:
            self._mount()
            stick = self.stick
        if stick is not None and stick.free_bytes is not None:
            return stick.free_bytes
        told = os.statvfs(folder)
        return told.f_bavail * told.f_frsize

    def serial(self, device: str) -> str:
        """See `Mounts.serial`."""
        with self._lock:
            stick = self.stick
            return stick.serial if stick is not None and stick.device == device else ""

    def ask_release(self) -> None:
        """See `Mounts.ask_release`; unmounted at once, unless it is held."""
        with self._lock:
            if self.is_deaf:
                raise OSError(13, "nobody can be asked")
            self.asked += 1
            if not self.is_held:
                self._unmount()

    def ask_recall(self) -> None:
        """See `Mounts.ask_recall`; it takes as long as at first."""
        with self._lock:
            if self.is_deaf:
                raise OSError(13, "nobody can be asked")
            self.recalled += 1
            if self._in is not None and self.stick is None and self._coming is None:
                self._begin(self._in)

    def _begin(self, stick: EmulatedStick) -> None:
        self._coming = (self._monotonic_s() + stick.slow_s, stick)
        self._mount()

    def _unmount(self) -> None:
        # Also what a bench that was ended left in.
        self.mount_point.unlink(missing_ok=True)
        self.stick = self._coming = None

    def _mount(self) -> None:
        """Mount what was put in, when it is ready."""
        if self._coming is None or self._coming[0] > self._monotonic_s():
            return
        stick = self._coming[1]
        self.mount_point.parent.mkdir(parents=True, exist_ok=True)
        self.mount_point.symlink_to(stick.folder.absolute(), target_is_directory=True)
        self.stick, self._coming = stick, None
        self._number = next(self._numbers)

    def _line(self, stick: EmulatedStick) -> str:
        mode = "ro" if stick.is_write_protected else "rw"
        point = _escape(str(self.mount_point))
        return (
            f"{self._number} 24 8:1 / {point} {mode},nosuid,nodev,noexec,noatime shared:9 - "
            f"{stick.file_system} {_escape(stick.device)} {mode},errors=remount-ro\n"
        )


def _escape(name: str) -> str:
    return "".join(f"\\{ord(one):03o}" if one in " \t\n\\#" else one for one in name)
