"""The mounts of this Linux, and the requests to unmount and to mount again that systemd answers.

kassad may do neither; it leaves a file in its run folder, which a path unit watches
(`systemd/kassa-stick-release.path`, `systemd/kassa-stick-recall.path`).
"""

import os
from pathlib import Path
from typing import Final

MOUNTINFO: Final = Path("/proc/self/mountinfo")
#: udev's links to devices, each called after the serial number of the file system.
BY_SERIAL: Final = Path("/dev/disk/by-uuid")
#: The requests, in the run folder.
RELEASE_NAME: Final = "stick-release"
RECALL_NAME: Final = "stick-recall"


class KernelMounts:
    """Implements `Mounts`; `run` is the folder in memory that requests are left in."""

    def __init__(self, run: Path, mountinfo: Path = MOUNTINFO, by_serial: Path = BY_SERIAL) -> None:
        self._run = run
        self._mountinfo = mountinfo
        self._by_serial = by_serial

    def read(self) -> str:
        """As `Mounts.read`; bytes that are no UTF-8 as in names of files (surrogates)."""
        return os.fsdecode(self._mountinfo.read_bytes())

    def free_bytes(self, folder: Path) -> int:
        """As `Mounts.free_bytes`."""
        told = os.statvfs(folder)
        return told.f_bavail * told.f_frsize

    def serial(self, device: str) -> str:
        """As `Mounts.serial`."""
        if not self._by_serial.is_dir():
            return ""
        links = (one for one in self._by_serial.iterdir() if one.resolve() == Path(device))
        return next((one.name for one in links), "")

    def ask_release(self) -> None:
        """As `Mounts.ask_release`."""
        (self._run / RELEASE_NAME).touch()

    def ask_recall(self) -> None:
        """As `Mounts.ask_recall`."""
        (self._run / RECALL_NAME).touch()
