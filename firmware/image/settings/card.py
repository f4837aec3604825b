"""The boot partition from a PC: an image file before it is flashed, or the folder of a card."""

import struct
import subprocess
from pathlib import Path
from typing import BinaryIO, Final

from firmware.image.settings.source import NAME

#: What tells our partition from another one.
PARTITION: Final = "bootconf"
LANDMARK: Final = "autoboot.txt"
_SECTOR: Final = 512
_HEADER: Final = struct.Struct("<8s64xQII")
_ENTRY: Final = struct.Struct("<16s16sQQQ72s")
_ENTRIES_MAX: Final = 256
#: mtools asks before it writes over a file, and takes no answer that nobody gives.
_MCOPY: Final = ("mcopy", "-o", "-n", "-i")


class CardError(Exception):
    """It is no card of ours, or cannot be written; the message says which."""


def put_file(target: Path, content: Path) -> None:
    """Lay `content` onto the boot partition of `target`, an image file or a card's folder.

    Raises:
        CardError: it is neither, or the tools are missing.
        OSError: it cannot be read or written.
    """
    if target.is_dir():
        if not (target / LANDMARK).exists():
            raise CardError(f"{target}: no card of a till (there is no {LANDMARK})")
        (target / NAME).write_bytes(content.read_bytes())
        return
    with target.open("rb") as file:
        offset = partition_offset(file)
    command = [*_MCOPY, f"{target}@@{offset}", str(content), f"::{NAME}"]
    try:
        subprocess.run(command, check=True, capture_output=True)
    except FileNotFoundError as error:
        raise CardError("mcopy is missing: install mtools, or flash first") from error
    except subprocess.CalledProcessError as error:
        raise CardError(f"{target}: {error.stderr.decode(errors='replace').strip()}") from error


def partition_offset(image: BinaryIO) -> int:
    """Where the boot partition begins in an image, in bytes, by the table in its second sector.

    Raises:
        CardError: there is no such table, or no such partition.
    """
    image.seek(_SECTOR)
    head = image.read(_SECTOR)
    if not head.startswith(b"EFI PART") or len(head) < _HEADER.size:
        raise CardError("no image of a till: it has no partition table (packed? unpack it first)")
    _, table, count, size = _HEADER.unpack_from(head)
    for number in range(min(count, _ENTRIES_MAX)):
        image.seek(table * _SECTOR + number * size)
        entry = image.read(_ENTRY.size)
        if len(entry) < _ENTRY.size:
            break
        _, _, first, _, _, name = _ENTRY.unpack(entry)
        if name.decode("utf-16-le", errors="replace").rstrip("\0") == PARTITION:
            return int(first) * _SECTOR
    raise CardError(f"no image of a till: it has no partition {PARTITION}")
