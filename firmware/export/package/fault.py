"""What can go wrong with the medium an export is written to, by kind."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Final

from firmware.export.errors import ExportError


class MediumFault(Enum):
    """Why there is no export."""

    FULL = "is full"
    READ_ONLY = "cannot be written to"
    GONE = "is not there any more"
    DAMAGED = "does not give back what was written"
    TAKEN = "has something else under that name"
    BUSY = "is being written by another export"
    OTHER = "does not work"


class MediumError(ExportError):
    """An export could not be written whole; nothing has got its name, nothing was overwritten."""

    def __init__(self, fault: MediumFault, path: Path, detail: str = "") -> None:
        super().__init__(f"{path}: the medium {fault.value}{f' ({detail})' if detail else ''}")
        self.fault = fault
        self.path = path


class CancelledError(ExportError):
    """The export was given up on demand: the till goes down."""


_FAULTS: Final[Mapping[int, MediumFault]] = {
    errno.ENOSPC: MediumFault.FULL,
    errno.EDQUOT: MediumFault.FULL,
    # FAT keeps no file of 4 GiB.
    errno.EFBIG: MediumFault.FULL,
    errno.EROFS: MediumFault.READ_ONLY,
    errno.EACCES: MediumFault.READ_ONLY,
    errno.EPERM: MediumFault.READ_ONLY,
    errno.ENODEV: MediumFault.GONE,
    errno.ENXIO: MediumFault.GONE,
    errno.ENOENT: MediumFault.GONE,
    errno.ENOTCONN: MediumFault.GONE,
    errno.ENOMEDIUM: MediumFault.GONE,
    errno.ESTALE: MediumFault.GONE,
    errno.EIO: MediumFault.DAMAGED,
    errno.EUCLEAN: MediumFault.DAMAGED,
    errno.EEXIST: MediumFault.TAKEN,
    errno.ENOTDIR: MediumFault.TAKEN,
}
#: What it lists and gives back then may be anything.
_LOST: Final = frozenset((MediumFault.GONE, MediumFault.DAMAGED))


def fault_of(error: OSError) -> MediumFault:
    """What an error of the medium says."""
    return _FAULTS.get(error.errno or 0, MediumFault.OTHER)


@contextmanager
def medium_edge(path: Path) -> Iterator[None]:
    """Say every OSError of the block as a MediumError, naming `path`."""
    try:
        yield
    except OSError as error:
        raise MediumError(fault_of(error), path, error.strerror or str(error)) from error


def is_lost(error: BaseException) -> bool:
    """Whether nothing that the medium says from now on can be believed."""
    if isinstance(error, MediumError):
        return error.fault in _LOST
    return isinstance(error, OSError) and fault_of(error) in _LOST
