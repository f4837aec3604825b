"""Everything a till holds, as files that outlive it: DEP7, journal, head, and a list of digests.

Made before a till ends (§ 7 Abs 5, § 17 Abs 8 RKSV; § 132 BAO: kept for seven years) and after.
A folder of this has its name only when all of it is on the medium, was read back, and the examiner
found nothing against the DEP; what a cut leaves beside it is removed by the next attempt.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Final

from firmware.app.exports import export_dep
from firmware.export.atomic import atomic_file, open_from_medium
from firmware.export.errors import ExportError, ReadError, WriteError
from firmware.export.verification import verify_file
from firmware.rksv.rules import Severity
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions
from firmware.store.canonical import canonical, utc_text
from firmware.store.entry import JournalRow
from firmware.store.head import Head, head_of, to_bytes
from firmware.store.reader import Reader
from firmware.till.texts import VIENNA

#: What the EXPORT row of a full export says.
EVERYTHING: Final = "everything"
DEP_FILE: Final = "dep7.json"
JOURNAL_FILE: Final = "journal.jsonl"
HEAD_FILE: Final = "head.json"
SUMS_FILE: Final = "SHA256SUMS"
PART_SUFFIX: Final = ".part"


class NotSoundError(ExportError):
    """What was written is not what it must be; the message says what was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullExport:
    """A folder with everything in it; `files` are names and SHA-256, `head` where it ends."""

    folder: Path
    files: Mapping[str, str]
    head: Head


def name_of(head: Head, now_utc: datetime) -> str:
    """The folder's name: whose, when, and up to which receipt; it sorts by time."""
    moment = f"{now_utc.astimezone(VIENNA):%Y-%m-%dT%H%M%S}"
    return f"export__{head.register_id}__{moment}__{head.receipts:06}"


def full_export(book: Reader, parent: Path, keys: KeyStore | None, now_utc: datetime) -> FullExport:
    """Write everything into a new folder of `parent`, and examine it.

    With `keys` the turnover counter of every receipt is opened, too.

    Raises:
        NotSoundError: the DEP breaks a rule, or the medium gives back something else.
        ExportError: a file cannot be written or read.
        StoreError: the book cannot be read.
    """
    head = head_of(book)
    if head is None:
        raise NotSoundError(f"{book.path}: no Startbeleg: there is nothing to export")
    folder = parent / name_of(head, now_utc)
    part = _new_part(folder)
    try:
        _write(book, part, head)
        examine(part / DEP_FILE, keys, now_utc)
        _examine_journal(part / JOURNAL_FILE, head)
        files = _summed(part)
        _put(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return FullExport(folder=folder, files=files, head=head)


def copy_to(made: FullExport, medium: Path) -> Path:
    """The same folder on another medium, read back from there.

    Raises:
        NotSoundError: the medium gives back something else.
        WriteError: it cannot be written.
    """
    folder = medium / made.folder.name
    part = _new_part(folder)
    try:
        for name in (*made.files, SUMS_FILE):
            _copy(made.folder / name, part / name)
        _require_same(part, made.files)
        _put(part, folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    return folder


def export_row(export: FullExport, media: Sequence[str]) -> dict[str, object]:
    """A full export as the journal says it."""
    return {
        "what": EVERYTHING,
        "folder": export.folder.name,
        "files": dict(export.files),
        "receipts": export.head.receipts,
        "journal_seq": export.head.journal_seq,
        "media": list(media),
    }


def _new_part(folder: Path) -> Path:
    """An empty folder beside `folder`, as private as a DEP should be."""
    part = folder.with_name(folder.name + PART_SUFFIX)
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.parent.glob(f"export__*{PART_SUFFIX}"):
            shutil.rmtree(left)
        if folder.exists():
            raise WriteError(folder, "is there already; exports are never overwritten")
        part.mkdir(mode=0o700)
    except OSError as error:
        raise WriteError(folder, error.strerror or str(error)) from error
    return part


def _write(book: Reader, part: Path, head: Head) -> None:
    export_dep(book, part / DEP_FILE)
    with atomic_file(part / JOURNAL_FILE) as file:
        for line in _lines(book, head.journal_seq):
            file.write(line)
    with atomic_file(part / HEAD_FILE) as file:
        file.write(to_bytes(head))


def _lines(book: Reader, last_seq: int) -> Iterator[bytes]:
    """Each row with all its columns, as they are hashed; a row written meanwhile is not in it."""
    for row in book.journal(last_seq=last_seq):
        yield _line(row).encode() + b"\n"


def _line(row: JournalRow) -> str:
    place = f"journal row {row.seq}"
    columns = {
        "seq": row.seq,
        "at_utc": utc_text(row.at_utc, place),
        "uuid": row.uuid,
        "clerk": row.clerk,
        "kind": row.kind,
        "content": canonical(row.content, place),
        "hash": row.hash,
    }
    return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def examine(dep: Path, keys: KeyStore | None, now_utc: datetime) -> None:
    """Look at a DEP as an examiner does; in this process alone, the till goes on beside it.

    Raises:
        NotSoundError: it breaks a rule.
        ReadError: it cannot be read.
    """
    report = verify_file(dep, keys, VerifyOptions(now_utc=now_utc), processes=1)
    if not report.is_valid:
        first = next(one for one in report.findings if one.severity is Severity.ERROR)
        words = f"{report.errors} errors, the first at receipt {first.number}: {first.detail}"
        raise NotSoundError(f"{dep.name}: {words}")


def _examine_journal(path: Path, head: Head) -> None:
    """Every row is there, up to the head."""
    count, last = 0, b""
    try:
        with path.open("rb") as file:
            for last in file:  # noqa: B007 - the last one counts
                count += 1
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
    if count != head.journal_seq or f'"hash":"{head.journal_hash}"'.encode() not in last:
        raise NotSoundError(f"{path.name}: {count} rows, the journal has {head.journal_seq}")


def _summed(part: Path) -> dict[str, str]:
    """The digests of what is on the medium, and the file that lists them."""
    digests = _digests(part)
    with atomic_file(part / SUMS_FILE) as file:
        for name, digest in digests.items():
            file.write(f"{digest}  {name}\n".encode())
    return digests


def _digests(folder: Path) -> dict[str, str]:
    digests = {}
    for path in sorted(folder.iterdir()):
        if path.name == SUMS_FILE:
            continue
        try:
            with open_from_medium(path) as file:
                digests[path.name] = file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ReadError(path, error.strerror or str(error)) from error
    return digests


def _put(part: Path, folder: Path) -> None:
    """Give the whole folder its name, durably."""
    try:
        part.rename(folder)
        descriptor = os.open(folder.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise WriteError(folder, error.strerror or str(error)) from error


def _copy(path: Path, out: Path) -> None:
    try:
        with path.open("rb") as source, atomic_file(out) as file:
            shutil.copyfileobj(source, file)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def _require_same(part: Path, files: Mapping[str, str]) -> None:
    if _digests(part) != dict(files):
        raise NotSoundError(f"{part}: the medium does not give back what was written")
