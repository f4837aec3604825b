"""Which machine this is: what a memory card does not take along into another one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind

#: The board's serial number (Raspberry Pi); elsewhere the number of the installation.
SERIAL_FILES: Final = (
    Path("/proc/device-tree/serial-number"),
    Path("/etc/machine-id"),
)
MAX_CHARACTERS: Final = 64
#: The member of a START row.
HARDWARE: Final = "hardware"


def hardware_id(files: Sequence[Path] = SERIAL_FILES) -> str:
    """The serial number of this machine; empty where it has none to tell."""
    for path in files:
        try:
            with path.open("rb") as file:
                text = file.read(MAX_CHARACTERS).decode("ascii")
        except (OSError, UnicodeDecodeError):
            continue
        serial = text.strip("\0 \t\r\n")
        if serial.isprintable() and serial:
            return serial
    return ""


def is_foreign(book: Reader, here: str) -> bool:
    """Whether the book was started last on another machine and nobody adopted it for this one.

    A card moved into a spare machine and the clone of a card look the same to the till: only a
    person knows which it is (`kassa restore --adopt`). Machines without a number tell nothing.

    Raises:
        StoreError: the book cannot be read.
    """
    known = _last_known(book)
    if not here or known is None or known.content[HARDWARE] == here:
        return False
    adopted = book.last_journal(JournalKind.WIEDERHERSTELLUNG)
    return adopted is None or adopted.seq < known.seq


def _last_known(book: Reader) -> JournalRow | None:
    """The last START row that names a machine."""
    last = book.last_journal(JournalKind.START)
    if last is None or last.content.get(HARDWARE):
        return last
    rows = [row for row in book.journal(kind=JournalKind.START) if row.content.get(HARDWARE)]
    return rows[-1] if rows else None
