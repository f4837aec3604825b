"""Boot and data partition, mounted; where that cannot be, something that nobody can write on."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firmware.app.image_state import DataFault
from firmware.image.boot_partition import LOCK, writable
from firmware.image.disk.plan import (
    COPY,
    MARK,
    MARK_NAME,
    asks_for_copy,
    fault_of_room,
    is_sound,
)
from firmware.process.medium import flush

BOOT_CONFIG_AT: Final = Path("/bootconf")
DATA_AT: Final = Path("/data")
#: For systemd-tmpfiles, and not among what it lays at each start: see `Mounts.data`.
FOLDERS: Final = Path("/usr/lib/standlkassa/data-folders.conf")
#: On the data partition; everything else on it can be made again.
BOOK_FOLDER: Final = "standlkassa"
#: For systemd-repart; not where its own unit looks, which would make a new one at any start.
DEFINITIONS: Final = Path("/usr/lib/standlkassa/repart.d")
_SAFE: Final = "nosuid,nodev,noexec"
#: In place of a data partition: room for the names of folders.
_STAND_IN: Final = f"size=256k,mode=0755,{_SAFE}"
_MOUNT_S: Final = 60.0
#: A large card whose file system is to be read as a whole.
_FSCK_S: Final = 480.0
_MAKE_S: Final = 180.0
_FAILED: Final = -1


def run(command: Sequence[str], limit_s: float) -> int:
    """Run a program, its words into the log; its exit code, below 0 if it came to none."""
    try:
        return subprocess.run(command, check=False, timeout=limit_s).returncode
    except (OSError, subprocess.TimeoutExpired):
        return _FAILED


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where things are mounted, and which folders are wanted on the data partition."""

    boot_config: Path = BOOT_CONFIG_AT
    data: Path = DATA_AT
    folders: Path = FOLDERS
    definitions: Path = DEFINITIONS
    lock: Path = LOCK


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of the data partition: no fault, or which, with a word for the log."""

    fault: DataFault | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Mounts:
    """The deeds, one by one."""

    places: Places = field(default_factory=Places)

    def boot_config(self, device: Path) -> bool:
        """The boot partition, only to be read; only root sees the passphrase in it.

        A cut within a rename leaves two names for the same clusters, and whoever writes through one
        of them destroys the other's file: they are parted first.
        """
        run(("fsck.vfat", "-a", str(device)), _FSCK_S)
        options = f"ro,{_SAFE},umask=0077"
        return self._mount("vfat", options, device, self.places.boot_config)

    def make(self, disk: Path) -> bool:
        """A data partition on the rest of `disk`; it is there with its file system, or not."""
        # Its mkfs works on a loop device.
        run(("modprobe", "loop"), _MOUNT_S)
        command = (
            "systemd-repart",
            "--dry-run=no",
            "--seed=random",
            f"--definitions={self.places.definitions}",
            "--no-pager",
            str(disk),
        )
        return run(command, _MAKE_S) == 0

    def data(self, device: Path) -> Finding:
        """The data partition, checked; what is damaged is only to be read, or not at all."""
        code = run(("e2fsck", "-p", str(device)), _FSCK_S)
        if asks_for_copy(code):
            code = run(("e2fsck", "-p", *COPY, str(device)), _FSCK_S)
        if is_sound(code) and self._mount_data(device, "data=ordered,errors=remount-ro"):
            # Before any folder is laid: one that was lost must not come back empty.
            if self._is_whole() and self._lay_folders():
                free = shutil.disk_usage(self.places.data).free
                return Finding(fault=fault_of_room(free), detail=f"free={free}")
            run(("umount", str(self.places.data)), _MOUNT_S)
        is_read = self._mount_to_read(device)
        if not is_read:
            self.stand_in()
        return Finding(
            fault=DataFault.CORRUPT, detail=f"fsck={code} read={'yes' if is_read else 'no'}"
        )

    def stand_in(self) -> None:
        """Empty folders that nobody can write into, where the data partition would be."""
        self._mount("tmpfs", _STAND_IN, Path("tmpfs"), self.places.data)
        self._lay_folders()
        run(("mount", "-o", f"remount,ro,{_STAND_IN}", str(self.places.data)), _MOUNT_S)

    def has_mark(self) -> bool | None:
        """Whether the boot partition says that there was a data partition; None: not to be told."""
        if not self.places.boot_config.is_mount():
            return None
        try:
            (self.places.boot_config / MARK_NAME).stat()
        except FileNotFoundError:
            return False
        except OSError:
            return None
        return True

    def mark(self) -> bool:
        """Write down on the boot partition that there is a data partition from now on."""
        if self.has_mark() is not False:
            return True
        try:
            with writable(self.places.boot_config, self.places.lock):
                _write_whole(self.places.boot_config / MARK_NAME, MARK.encode("utf-8-sig"))
        except OSError:
            return False
        return True

    def _is_whole(self) -> bool:
        """Whether the folder of the book is there, or was never made."""
        return self.has_mark() is False or self._has_book_folder()

    def _has_book_folder(self) -> bool:
        try:
            with os.scandir(self.places.data / BOOK_FOLDER):
                return True
        except OSError:
            return False

    def _mount_to_read(self, device: Path) -> bool:
        """Mount what is damaged, if the folder of the book can be read."""
        # noload: what the journal holds is not played, for the medium may be what is broken.
        if not self._mount_data(device, "ro,noload"):
            return False
        if not self._has_book_folder():
            run(("umount", str(self.places.data)), _MOUNT_S)
            return False
        return True

    def _mount_data(self, device: Path, how: str) -> bool:
        return self._mount("ext4", f"noatime,{_SAFE},{how}", device, self.places.data)

    def _mount(self, kind: str, options: str, what: Path, where: Path) -> bool:
        return run(("mount", "-t", kind, "-o", options, str(what), str(where)), _MOUNT_S) == 0

    def _lay_folders(self) -> bool:
        """The folders of the till's programs, with their owners; those that are there stay."""
        return run(("systemd-tmpfiles", "--create", str(self.places.folders)), _MOUNT_S) == 0


def _write_whole(path: Path, content: bytes) -> None:
    """The file is there as a whole, and on the medium, or not at all."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
    flush(path.parent)
