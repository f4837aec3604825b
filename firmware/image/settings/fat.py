"""Files of ours on the boot partition: there whole, the old one or the new one.

A file system without a journal: a cut between the two names of a rename leaves both, and both lead
to the same clusters. `fsck.vfat -a`, which runs before each mount, parts them.
"""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

from firmware.process.medium import flush

#: Short, so that the name fits the oldest form of a FAT directory.
PART_NAME: Final = "kassa.neu"


def put(folder: Path, name: str, content: bytes) -> None:
    """Put a file in its place.

    Raises:
        OSError: the old one stays.
    """
    part = folder / PART_NAME
    try:
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(folder / name)
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
    flush(folder)


def put_over(folder: Path, name: str, content: bytes) -> None:
    """As `put`, and what the old file held is zeros afterwards: there was a secret in it.

    A memory card keeps copies of its own that no program reaches (docs/image/settings.md).

    Raises:
        OSError: as `put`; the zeros are as good as the card.
    """
    with (folder / name).open("r+b") as old:
        put(folder, name, content)
        with suppress(OSError):
            old.write(bytes(os.fstat(old.fileno()).st_size))
            old.flush()
            os.fsync(old.fileno())
