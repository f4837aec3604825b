"""What is to be done with the data partition: decided from what was found, before anything is done.

A partition that is not there, cannot be read or was damaged must never look like a till that is
new. That this disk carried one once is written beside it, on the boot partition (`MARK_NAME`).
"""

from enum import Enum
from typing import Final

from firmware.app.image_state import DataFault

#: A file of the boot partition, there since the data partition was made.
MARK_NAME: Final = "kassa-daten.txt"
MARK: Final = (
    "Auf dieser Karte liegt das Buch einer Registrierkasse.\r\n"
    "Solange diese Datei hier steht, legt die Kasse auf der Karte nie ein neues, leeres Buch\r\n"
    "an, auch nicht, wenn der Datenteil der Karte nicht mehr gefunden wird.\r\n"
    "Bitte nicht löschen und nicht auf andere Karten kopieren.\r\n"
)
#: Below this the book cannot even be opened in order.
FULL_BYTES: Final = 1024 * 1024
#: e2fsck(8): 1 repaired, 2 repaired (and restart, were it mounted).
_FSCK_GOOD: Final = 3
#: It found no superblock that it believes.
_FSCK_LOST: Final = 8
#: The first copy of the superblock, where mkfs.ext4 lays it on a partition of 512 MB or more.
COPY: Final = ("-b", "32768", "-B", "4096")


class Way(Enum):
    """What happens to the data partition."""

    MAKE = "make"
    CHECK = "check"
    GIVE_UP = "give_up"


def way(*, has_partition: bool, has_mark: bool | None) -> Way:
    """Make it, check it, or say that it is gone; `has_mark` None: nobody can tell."""
    if has_partition:
        return Way.CHECK
    return Way.MAKE if has_mark is False else Way.GIVE_UP


def is_sound(fsck_code: int) -> bool:
    """Whether the file system may be written, by the exit code of e2fsck -p; below 0: none came."""
    return 0 <= fsck_code <= _FSCK_GOOD


def asks_for_copy(fsck_code: int) -> bool:
    """Whether e2fsck is to go by the copy of the superblock.

    The superblock itself is two sectors, written in place at every mount: a cut between them leaves
    one whose checksum is wrong, and nothing else damaged.
    """
    return fsck_code == _FSCK_LOST


def fault_of_room(free_bytes: int) -> DataFault | None:
    """Whether there is too little room to begin."""
    return DataFault.FULL if free_bytes < FULL_BYTES else None
