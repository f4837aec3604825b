"""A stick somebody put in: a mounted file system, until it is taken out or let go."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class MountedStick:
    """A stick as the kernel shows it.

    `folder` is where it is mounted, `device` its block device (`/dev/sda1`), `file_system` its type
    (vfat, exfat, ext4). `mount` is the kernel's number of the mount: two sticks at one time differ
    in it, and so does one that is put in again while something else was mounted meanwhile.
    `serial` is that of its file system (vfat `1234-ABCD`, ext4 a UUID); empty when nobody knows it.
    """

    folder: Path
    device: str
    file_system: str
    mount: int
    is_writable: bool
    serial: str = ""


class StickSlot(Protocol):
    """The customer's port: at most one stick at a time."""

    def find(self) -> MountedStick | None:
        """The stick that is mounted now; never waits for it.

        Raises:
            HalError: BROKEN when the kernel's list of mounts cannot be read.
        """
        ...

    def free_bytes(self) -> int:
        """What the stick says is free; asks the medium, so a dead one may keep it waiting.

        Raises:
            HalError: BROKEN: it does not say, or is not there any more.
        """
        ...

    def release(self) -> None:
        """Ask for the stick to be unmounted; `find` gives None when it may be pulled.

        Raises:
            HalError: ABSENT when there is none, BROKEN when nobody can be asked.
        """
        ...

    def recall(self) -> None:
        """Ask for a stick that was let go and is still in to be mounted again.

        `find` gives it when it is; nothing happens where none is in, or one is mounted.

        Raises:
            HalError: BROKEN when nobody can be asked.
        """
        ...


class Mounts(Protocol):
    """What the driver speaks: the kernel's list of mounts, and whoever mounts and unmounts."""

    def read(self) -> str:
        """The text of /proc/self/mountinfo (proc(5)); strange bytes as `os.fsdecode` does.

        Raises:
            OSError: as the kernel says.
        """
        ...

    def free_bytes(self, folder: Path) -> int:
        """The bytes that may be written to what is mounted on `folder` (statvfs(2)).

        Raises:
            OSError: as the kernel says.
        """
        ...

    def serial(self, device: str) -> str:
        """The serial number of the file system on `device`, as udev read it; empty without one.

        Raises:
            OSError: as the kernel says.
        """
        ...

    def ask_release(self) -> None:
        """Leave the request to unmount; answered by the mount going away.

        Raises:
            OSError: it cannot be left.
        """
        ...

    def ask_recall(self) -> None:
        """Leave the request to mount again what is still in; answered by the mount being there.

        Raises:
            OSError: it cannot be left.
        """
        ...
