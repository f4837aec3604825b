"""What has to be on the medium before something else is said or done."""

import os
from pathlib import Path


def flush(path: Path) -> None:
    """Return when all of a file is on the medium; of a folder, the names in it.

    Raises:
        OSError: it cannot be opened, or the medium does not take it.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
