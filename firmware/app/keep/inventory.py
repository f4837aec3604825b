"""What copies of a book there are, and how far each goes: for whoever keeps or restores a till."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from firmware.app.backup import FOLDER as QUARTERS
from firmware.app.keep import snapshots
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import MirrorError, end_of, files_in, read_units
from firmware.app.keep.reminder import left
from firmware.app.keep.witnesses import head_of_units
from firmware.store.head import Standing, standing
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind

SNAPSHOT: Final = "snapshot"
QUARTER: Final = "quarter"
MIRROR: Final = "mirror"
LEFT: Final = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy: of which kind, made when, up to which receipt and journal row, how large, and where.

    `fault` is what is wrong with it, `note` what else there is to say.
    """

    kind: str
    place: str
    made_utc: datetime | None = None
    receipts: int | None = None
    row: int | None = None
    size: int | None = None
    fault: str = ""
    note: str = ""


def inventory(book: Reader, mirror: Path | None) -> Iterator[Copy]:
    """Snapshots, quarterly copies, the mirror, and when everything last left the till.

    Raises:
        StoreError: book or folder cannot be read.
    """
    yield from _snapshots(book)
    yield from _quarters(book)
    if mirror is not None:
        yield _mirror(book, mirror)
    gone = left(book)
    note = "" if gone.at_utc is not None else "nothing ever left the till"
    receipts = gone.receipts or None
    yield Copy(kind=LEFT, place="stick", made_utc=gone.at_utc, receipts=receipts, note=note)


def mirror_of(book: Reader) -> Path | None:
    """The folder of the second medium, as the settings of the last start said.

    Raises:
        StoreError: the book cannot be read.
    """
    row = book.last_journal(JournalKind.KONFIGURATION)
    settings = None if row is None else row.content.get("settings")
    section = settings.get("mirror") if isinstance(settings, dict) else None
    folder = section.get("folder") if isinstance(section, dict) else None
    return Path(folder) if isinstance(folder, str) else None


def _snapshots(book: Reader) -> Iterator[Copy]:
    for state in snapshots.states(snapshots.folder_of(book.path)):
        fault = state.fault
        if state.head is not None:
            fault = _fault_of(standing(book, state.head))
        yield Copy(
            kind=SNAPSHOT,
            place=str(state.path),
            made_utc=state.made_utc,
            receipts=state.receipts,
            row=None if state.head is None else state.head.journal_seq,
            size=_size(state.path),
            fault=fault,
        )


def _fault_of(found: Standing) -> str:
    return "" if found is Standing.HOLDS else f"the book {found.value}"


def _quarters(book: Reader) -> Iterator[Copy]:
    for row in book.journal(kind=JournalKind.SICHERUNG):
        digest, name = row.content.get("sha256"), row.content.get("file")
        if not isinstance(digest, str) or not isinstance(name, str):
            continue
        path = book.path.parent / QUARTERS / name
        receipts = row.content.get("receipts")
        yield Copy(
            kind=QUARTER,
            place=str(path),
            made_utc=row.at_utc,
            receipts=receipts if isinstance(receipts, int) else None,
            size=_size(path),
            fault=_file_fault(path, digest),
            note=f"{row.content.get('quarter')}, {row.content.get('medium')}",
        )


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except OSError:
        return None


def _file_fault(path: Path, digest: str) -> str:
    try:
        with path.open("rb") as file:
            found = file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "is not there"
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if found == digest else "is not as it was written"


def _mirror(book: Reader, folder: Path) -> Copy:
    """Every row of it is looked at, and its end held against the book."""
    identity = book.identity()
    register_id = "" if identity is None else identity.register_id
    medium = FolderMedium(folder, None)
    try:
        end = end_of(medium, register_id)
        head = head_of_units(read_units(medium, register_id), register_id)
        size = sum(medium.size(file.name) for file in files_in(medium))
    except MirrorError as error:
        return Copy(kind=MIRROR, place=str(folder), fault=str(error))
    except OSError as error:
        fault = f"cannot be read: {error.strerror or error}"
        return Copy(kind=MIRROR, place=str(folder), fault=fault)
    if head is None:
        return Copy(kind=MIRROR, place=str(folder), fault="nothing is in it")
    last = book.last_journal()
    behind = 0 if last is None else last.seq - end.seq
    return Copy(
        kind=MIRROR,
        place=str(folder),
        made_utc=head.at_utc,
        receipts=head.receipts,
        row=end.seq,
        size=size,
        fault=_fault_of(standing(book, head)),
        note="complete" if behind == 0 else f"{behind} rows behind",
    )
