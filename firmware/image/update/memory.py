"""What root remembers of an update: small files on the data partition, one sector on the other.

Every change is one whole step: a file is replaced or not, the sector of autoboot.txt is the old
one or the new one. What a power cut leaves between two steps is judged by `settle` (slot.py).
"""

import os
import shutil
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec

from firmware.app.image_state import Before, word_of
from firmware.image.boot_partition import writable
from firmware.image.update import autoboot
from firmware.image.update.autoboot import Autoboot, AutobootError, Slot
from firmware.sync.whole_file import read_bounded, write_whole

FOLDER: Final = Path("/var/lib/standlkassa-update")
AUTOBOOT: Final = Path("/bootconf") / autoboot.NAME
#: The copy of the book on which a trial works.
TRIAL_NAME: Final = "trial"
_MAX_BYTES: Final = 64 * 1024
_MODE: Final = 0o644

Word = TypeVar("Word", bound=msgspec.Struct)


class Pending(msgspec.Struct, frozen=True, kw_only=True):
    """An update that has begun: from the first byte until it is confirmed or given up."""

    id: str
    from_version: str
    to_version: str
    slot: Slot


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """What the trial of an update found.

    `because` is a value of `FallBack`, empty when all is well; `detail` is for the log.
    """

    id: str
    because: str = ""
    detail: str = ""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How the last update ended: confirmed, or `because` of something not.

    `book_version` is the form of the book that the program before it writes, 0 if nobody knows.
    """

    id: str
    from_version: str
    to_version: str
    because: str = ""
    book_version: int = 0


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """The till of the update with this id has stood for minutes in one go."""

    id: str


class Versions(msgspec.Struct, frozen=True, kw_only=True):
    """What was started last from each slot."""

    a: str = ""
    b: str = ""

    def of(self, slot: Slot) -> str:
        """The version in `slot`, as far as it was ever started."""
        return self.a if slot is Slot.A else self.b


class Disk(Protocol):
    """What may be cut between any two calls, and never within one."""

    def read(self, path: Path) -> bytes | None:
        """What the file holds; None where there is none.

        Raises:
            OSError: it cannot be read.
        """
        ...

    def replace(self, path: Path, content: bytes) -> None:
        """Put a file in its place, on the medium before it has its name.

        Raises:
            OSError: it is as it was.
        """
        ...

    def overwrite(self, path: Path, content: bytes) -> None:
        """Write one sector of a file that is as long as before, where it is.

        Raises:
            OSError: nobody can say which of both it holds.
        """
        ...

    def remove(self, path: Path) -> None:
        """Take a file or a folder away, if there is one.

        Raises:
            OSError: it is still there.
        """
        ...


class RealDisk:
    """Implements `Disk` on the partitions of a till."""

    def read(self, path: Path) -> bytes | None:
        """As `Disk.read`."""
        try:
            return read_bounded(path, _MAX_BYTES)
        except FileNotFoundError:
            return None

    def replace(self, path: Path, content: bytes) -> None:
        """As `Disk.replace`; on the boot partition, too."""
        if path == AUTOBOOT:
            with writable():
                write_whole(path, content, _MODE)
            return
        write_whole(path, content, _MODE)

    def overwrite(self, path: Path, content: bytes) -> None:
        """As `Disk.overwrite`, on the boot partition."""
        with writable():
            overwrite_in_place(path, content)

    def remove(self, path: Path) -> None:
        """As `Disk.remove`."""
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def overwrite_in_place(path: Path, content: bytes) -> None:
    """Write `content` over a file of the same length, where it is, through to the medium.

    Raises:
        OSError: it is longer or shorter, or cannot be written.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_DSYNC | os.O_CLOEXEC | os.O_NOFOLLOW)
    try:
        if os.fstat(descriptor).st_size != len(content):
            raise OSError(f"{path}: not {len(content)} bytes long")
        if os.pwrite(descriptor, content, 0) != len(content):
            raise OSError(f"{path}: written in part")
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Memory:
    """What root remembers. Each setter is one step, each getter gives None where nothing is."""

    def __init__(self, disk: Disk, folder: Path = FOLDER, boot: Path = AUTOBOOT) -> None:
        self.disk = disk
        self.folder = folder
        self._boot = boot

    def autoboot(self) -> Autoboot | None:
        """Which slot starts; None where the file says nothing that could be meant."""
        raw = self.disk.read(self._boot)
        try:
            return None if raw is None else autoboot.parse(raw)
        except AutobootError:
            return None

    def set_autoboot(self, state: Autoboot) -> None:
        """Change the one sector; a file that is none of ours becomes one.

        Raises:
            OSError: it cannot be written.
        """
        before, after = self.disk.read(self._boot), autoboot.text(state)
        if before == after:
            return
        if before is not None and len(before) == autoboot.LENGTH:
            self.disk.overwrite(self._boot, after)
        else:
            self.disk.replace(self._boot, after)

    def pending(self) -> Pending | None:
        """The update that has begun."""
        return self._get("pending", Pending)

    def trial(self) -> Trial | None:
        """What the last trial found."""
        return self._get("trial-result", Trial)

    def outcome(self) -> Outcome | None:
        """How the last update ended."""
        return self._get("outcome", Outcome)

    def proof(self) -> Proof | None:
        """Which update's till has stood last."""
        return self._get("proof", Proof)

    def before(self) -> Before | None:
        """What worked before the update that has begun."""
        return self._get("before", Before)

    def versions(self) -> Versions:
        """What was started from each slot."""
        return self._get("versions", Versions) or Versions()

    def keep(self, word: Pending | Trial | Outcome | Proof | Before | Versions) -> None:
        """Remember `word` in place of the one of its kind.

        Raises:
            OSError: the old one stands.
        """
        self.disk.replace(self._path(_NAMES[type(word)]), msgspec.json.encode(word) + b"\n")

    def forget_pending(self) -> None:
        """The update has come to its end; what its trial worked on goes first.

        Raises:
            OSError: something is still there.
        """
        self.disk.remove(self.folder / TRIAL_NAME)
        self.disk.remove(self._path("trial-result"))
        self.disk.remove(self._path("before"))
        self.disk.remove(self._path("pending"))

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _get(self, name: str, kind: type[Word]) -> Word | None:
        """What cannot be understood was never written by us: it is as if it were not there."""
        raw = self.disk.read(self._path(name))
        try:
            return None if raw is None else word_of(raw, kind)
        except msgspec.DecodeError:
            return None


_NAMES: Final[dict[type[msgspec.Struct], str]] = {
    Pending: "pending",
    Trial: "trial-result",
    Outcome: "outcome",
    Proof: "proof",
    Before: "before",
    Versions: "versions",
}
