"""The place of an export on its medium: the folders above it, its name, what an old one left."""

import fcntl
import os
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Final

from firmware.export.package import names
from firmware.export.package.fault import MediumError, MediumFault
from firmware.process.medium import flush
from firmware.till.exports.requests import ExportKind

_KINDS: Final = "|".join(kind.value for kind in ExportKind)
#: How `names.folder_name` and `free_name` call an export.
EXPORT_NAME: Final = re.compile(rf"\d{{4}}-\d\d-\d\d_\d{{6}}_({_KINDS})(-\d+)?")
#: Who has the stick on a PC must be able to read it; the folders above may be more private.
FOLDER_MODE: Final = 0o755
FILE_MODE: Final = 0o644


def register_folder(root: Path, register_id: str) -> Path:
    """Where the exports of a register are, below the top of a medium."""
    return root / names.ROOT / register_id


@contextmanager
def alone_in(root: Path, register_id: str) -> Iterator[Path]:
    """The register's folder on the medium, made if need be, for one export at a time.

    Raises:
        MediumError: TAKEN: something else has a name of ours; BUSY.
        OSError: of the medium.
    """
    for folder in (root / names.ROOT, register_folder(root, register_id)):
        _make(folder)
    base = register_folder(root, register_id)
    descriptor = os.open(base, os.O_RDONLY | os.O_DIRECTORY)
    try:
        _lock(descriptor, base)
        yield base
    finally:
        os.close(descriptor)


def sweep(base: Path) -> None:
    """Remove what exports that were cut left; nothing but that.

    Raises:
        OSError: of the medium.
    """
    for left in base.iterdir():
        stem = left.name.removesuffix(names.PART_SUFFIX)
        is_ours = stem != left.name and EXPORT_NAME.fullmatch(stem) is not None
        if is_ours and stat.S_ISDIR(left.lstat().st_mode):
            shutil.rmtree(left)


def free_name(base: Path, name: str) -> str:
    """`name`, or one like it that nothing on the medium has, in whatever letters.

    Raises:
        OSError: of the medium.
    """
    taken = {one.name.casefold() for one in base.iterdir()}
    wanted = (name if number == 1 else f"{name}-{number}" for number in count(1))
    return next(
        one
        for one in wanted
        if not {one.casefold(), f"{one}{names.PART_SUFFIX}".casefold()} & taken
    )


def put(part: Path, folder: Path) -> None:
    """Give the folder its name, durably; it is whole from then on.

    Raises:
        MediumError: TAKEN.
        OSError: of the medium.
    """
    # Renaming a folder would replace an empty one without a word.
    if os.path.lexists(folder):
        raise MediumError(MediumFault.TAKEN, folder)
    part.rename(folder)
    flush(folder.parent)


def free_bytes_of(folder: Path) -> int:
    """What the file system of a folder says is free.

    Raises:
        OSError: of the medium.
    """
    told = os.statvfs(folder)
    return told.f_bavail * told.f_frsize


def make(folder: Path) -> None:
    """Make a folder of an export, for whoever has the medium.

    Raises:
        OSError: of the medium; it is there already.
    """
    folder.mkdir(FOLDER_MODE)
    show(folder, FOLDER_MODE)


def show(path: Path, mode: int) -> None:
    """Let whoever has the medium read a file or folder, also where the till makes private ones.

    A medium without such rights (FAT) refuses; nothing is lost by that.
    """
    with suppress(OSError):
        path.chmod(mode)


def _make(folder: Path) -> None:
    """A folder, and no link that leads elsewhere."""
    if not os.path.lexists(folder):
        make(folder)
        flush(folder.parent)
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise MediumError(MediumFault.TAKEN, folder)


def _lock(descriptor: int, base: Path) -> None:
    """Another export onto the same medium, by a command beside the till, would be swept away."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise MediumError(MediumFault.BUSY, base) from error
