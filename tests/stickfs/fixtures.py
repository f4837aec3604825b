"""Fixtures that plug in a stick: `from tests.stickfs.fixtures import plug_fat, plug_folder`.

See README.md beside this file. A stick that a test leaves plugged in is taken out after it.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.stickfs.fat_image import FatImage
from tests.stickfs.mischief import Mischief, store

REPOSITORY = Path(__file__).parents[2]
_DEADLINE_S = 20.0
_LOOK_S = 0.01

NOTHING = Mischief()
PlugFolder = Callable[..., "FolderStick"]
PlugFat = Callable[..., "FatStick"]


class Stick:
    """A mounted stick: an ordinary folder, until it is unplugged."""

    def __init__(self, kind: str, far: Path, place: Path, mischief: Mischief) -> None:
        self.folder = place / "mounted"
        self.folder.mkdir(parents=True)
        self._control = place / "mischief.json"
        self.behave(mischief)
        options = ["ro"] if mischief.is_read_only else []
        with (place / "stderr.txt").open("wb") as stderr:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    *("-W", "ignore", "-m", "tests.stickfs.process"),
                    *(kind, str(far), str(self.folder), str(self._control), *options),
                ],
                cwd=REPOSITORY,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        self._await(is_mounted=True)

    @property
    def is_mounted(self) -> bool:
        """As the kernel says; a stick that hangs is not asked."""
        mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8")
        return any(line.split()[4] == str(self.folder) for line in mounts.splitlines())

    def behave(self, mischief: Mischief) -> None:
        """From the next call on."""
        store(mischief, self._control)

    def pull(self) -> None:
        """Out of the port, without a word: every call fails, the mount stays for a while."""
        self.behave(Mischief(is_pulled=True))

    def unplug(self) -> None:
        """Unmount, in order where that is possible."""
        if self.is_mounted:
            done = subprocess.run(
                ["fusermount3", "-u", str(self.folder)], capture_output=True, check=False
            )
            if done.returncode:
                self.remove()
            self._await(is_mounted=False)
        self._process.wait(_DEADLINE_S)

    def remove(self) -> None:
        """Away with it, whoever still holds something open; nothing of it stays."""
        if self._process.poll() is None:
            subprocess.run(
                ["fusermount3", "-u", "-z", str(self.folder)], capture_output=True, check=False
            )
            self._process.kill()
            self._process.wait(_DEADLINE_S)
        elif self.is_mounted:
            subprocess.run(["fusermount3", "-u", "-z", str(self.folder)], check=True)

    def _await(self, *, is_mounted: bool) -> None:
        end = time.monotonic() + _DEADLINE_S
        while self.is_mounted is not is_mounted:
            if time.monotonic() > end or (is_mounted and self._process.poll() is not None):
                said = (self._control.parent / "stderr.txt").read_text(encoding="utf-8")
                self.remove()
                raise RuntimeError(f"the stick is not {is_mounted=}: {said}")
            time.sleep(_LOOK_S)


class FolderStick(Stick):
    """A stick whose far end is the folder `backing`, to be looked at from behind."""

    def __init__(self, place: Path, mischief: Mischief) -> None:
        self.backing = place / "backing"
        self.backing.mkdir(parents=True)
        super().__init__("folder", self.backing, place, mischief)


class FatStick(Stick):
    """A stick whose far end is the FAT `image`; look at it when it is unplugged."""

    def __init__(self, place: Path, mischief: Mischief, size_mib: int) -> None:
        place.mkdir(parents=True)
        self.image = FatImage(place / "stick.img")
        self.image.format(size_mib)
        super().__init__("fat", self.image.path, place, mischief)


def require_fuse() -> None:
    """Skip the test where no file system can be mounted."""
    if os.geteuid() != 0 or not os.access("/dev/fuse", os.R_OK | os.W_OK):
        pytest.skip("mounting a stick needs root and /dev/fuse")
    missing = [one for one in ("fusermount3", "mcopy", "mkfs.vfat") if shutil.which(one) is None]
    if missing:
        pytest.skip(f"mounting a stick needs {', '.join(missing)}")


@pytest.fixture
def plug_folder(tmp_path: Path) -> Iterator[PlugFolder]:
    """Plugs in a stick in front of a folder: `plug_folder(Mischief(...))`."""
    require_fuse()
    sticks: list[Stick] = []
    numbers = count(1)

    def plug(mischief: Mischief = NOTHING) -> FolderStick:
        sticks.append(stick := FolderStick(tmp_path / f"stick-{next(numbers)}", mischief))
        return stick

    yield plug
    for stick in sticks:
        stick.remove()


@pytest.fixture
def plug_fat(tmp_path: Path) -> Iterator[PlugFat]:
    """Plugs in a stick in front of a FAT image: `plug_fat(Mischief(...), size_mib=64)`."""
    require_fuse()
    sticks: list[Stick] = []
    numbers = count(1)

    def plug(mischief: Mischief = NOTHING, *, size_mib: int = 64) -> FatStick:
        sticks.append(stick := FatStick(tmp_path / f"fat-{next(numbers)}", mischief, size_mib))
        return stick

    yield plug
    for stick in sticks:
        stick.remove()
