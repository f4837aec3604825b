"""firmware.export.package.fault: what errors of a medium mean."""

import errno
from pathlib import Path

import pytest

from firmware.export.package.fault import (
    CancelledError,
    MediumError,
    MediumFault,
    is_lost,
    medium_edge,
)


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        (errno.ENOSPC, MediumFault.FULL),
        (errno.EFBIG, MediumFault.FULL),
        (errno.EROFS, MediumFault.READ_ONLY),
        (errno.ENODEV, MediumFault.GONE),
        (errno.ENOENT, MediumFault.GONE),
        (errno.EIO, MediumFault.DAMAGED),
        (errno.EEXIST, MediumFault.TAKEN),
        (errno.ENAMETOOLONG, MediumFault.OTHER),
    ],
)
def test_each_errno_is_a_kind(code: int, fault: MediumFault) -> None:
    """The words of the system stay in the message."""
    with (
        pytest.raises(MediumError, match="what happened") as caught,
        medium_edge(Path("stick")),
    ):
        raise OSError(code, "what happened")
    assert fault is caught.value.fault


def test_an_error_without_a_number() -> None:
    """Python's own."""
    with pytest.raises(MediumError, match="mine") as caught, medium_edge(Path("stick")):
        raise OSError("mine")
    assert MediumFault.OTHER is caught.value.fault


def test_what_is_not_believed() -> None:
    """A medium that gives nothing back, or is out, may list what it likes."""
    assert is_lost(OSError(errno.EIO, ""))
    assert is_lost(MediumError(MediumFault.GONE, Path("stick")))
    assert not is_lost(OSError(errno.ENOSPC, ""))
    assert not is_lost(MediumError(MediumFault.FULL, Path("stick")))
    assert not is_lost(CancelledError("the till goes down"))
