"""Examines a package: by the audit that `kassa verify` is, and against the log of its till.

The log is what was acknowledged receipt by receipt; the package is what the till wrote after the
Z. Both come from one book on two ways: where they differ, one of them was not told the truth.
"""

import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from archive.packages import verdict as verdicts
from archive.packages.unzip import ZipError, unzip
from archive.packages.verdict import Content, PackageFinding, PackageRule, Verdict
from firmware.export.audit.folder import AuditOptions, FolderAudit
from firmware.export.audit.listing import Listing, Signer
from firmware.export.audit.receipts import dep_entries
from firmware.export.audit.report import audit_folders, folders_below
from firmware.export.errors import ExportError
from firmware.export.tables.description import FILE as DESCRIPTION
from firmware.export.verification import verify_file
from firmware.rksv.rules import Severity
from firmware.rksv.verify import VerifyOptions
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind

#: Kinds that hold tables, and so their description.
_DESCRIBED: Final = frozenset(
    {ExportKind.INSPECTION, ExportKind.OWNER, ExportKind.ENDING, ExportKind.COPY}
)
_HASH: Final = "SELECT hash FROM journal WHERE seq = ?"
_JWS: Final = "SELECT jws FROM receipts WHERE number = ?"
_SIZE: Final = (
    "SELECT (SELECT coalesce(max(seq), 0) FROM journal), "
    "(SELECT coalesce(max(number), 0) FROM receipts)"
)
_NOTICES: Final = frozenset({PackageRule.LOG_BEHIND, PackageRule.NO_DESCRIPTION})
#: More than that against one export says nothing new.
_DIFFERENCES_MAX: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Against:
    """Whose package it should be: the register, its book as the log has it, and when this is."""

    register_id: str
    book: Reader
    now_utc: datetime


def examine_zip(path: Path, scratch: Path, against: Against) -> Verdict:
    """What is to be said of a ZIP; it is laid out below `scratch` for that.

    Raises:
        OSError: there is no room.
        StoreError: the book cannot be read.
    """
    folder = Path(tempfile.mkdtemp(dir=scratch))
    try:
        try:
            unzip(path, folder)
        except ZipError as error:
            return _unreadable(str(error))
        return examine_folder(folder, against)
    except ExportError as error:
        return _unreadable(str(error).replace(str(folder), ""))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def examine_folder(folder: Path, against: Against) -> Verdict:
    """What is to be said of exports that are laid out.

    Raises:
        ExportError: they cannot be read.
        StoreError: the book cannot be read.
    """
    paths = folders_below(folder)
    if not paths:
        return _one(PackageRule.NO_EXPORT, "ZIP", "there is no export of a till in it")
    signers = [Signer(serial=one.serial, der=one.der) for one in against.book.certificates()]
    law = VerifyOptions(now_utc=against.now_utc)
    options = AuditOptions(law=law, certificates=tuple(signers), processes=1)
    report = audit_folders(paths, options)
    found = [
        PackageFinding(
            rule=one.rule.value,
            place=f"{one.folder}: {one.place}",
            detail=one.detail,
            is_error=one.severity is Severity.ERROR,
        )
        for one in report.findings
    ]
    contents = tuple(_compared(one, against, found) for one in report.folders)
    log_rows, _ = _log_size(against.book)
    return verdicts.of(contents, found, log_rows)


def examine_dep(path: Path, now_utc: datetime) -> Verdict:
    """What is to be said of a DEP7 by itself (§ 11 Abs 2 Z 1 RKSV), of whatever maker's till.

    Raises:
        OSError: it cannot be read.
    """
    try:
        report = verify_file(path, None, VerifyOptions(now_utc=now_utc), processes=1)
    except ExportError as error:
        return _unreadable(str(error).replace(str(path), "DEP7"))
    found = [
        PackageFinding(
            rule=one.rule.value,
            place=f"receipt {one.number}" if one.number else f"entry {one.index}",
            detail=one.detail,
            is_error=one.severity is Severity.ERROR,
        )
        for one in report.findings
    ]
    if not report.receipts:
        return _one(PackageRule.NO_EXPORT, "DEP7", "there is no receipt in it")
    return verdicts.of((), found, 0)


def _compared(audit: FolderAudit, against: Against, found: list[PackageFinding]) -> Content:
    manifest = audit.listing.manifest
    name = audit.listing.name
    has_description = audit.listing.file(DESCRIPTION) is not None
    equal_rows = equal_receipts = 0
    if manifest.register_id != against.register_id:
        detail = f"is of register {manifest.register_id}, the till is {against.register_id}"
        _add(found, name, PackageRule.FOREIGN, "MANIFEST.json", detail)
    else:
        equal_rows = _rows(audit, against.book, found)
        equal_receipts = _receipts(audit.listing, against.book, found)
    is_described = any(manifest.kind == kind.value for kind in _DESCRIBED)
    if is_described and not has_description:
        _add(found, name, PackageRule.NO_DESCRIPTION, DESCRIPTION, "is not there")
    return Content(
        folder=name,
        kind=manifest.kind,
        register_id=manifest.register_id,
        first_day=manifest.first_day,
        last_day=manifest.last_day,
        receipts=manifest.receipts,
        journal=manifest.journal,
        head_seq=manifest.head.journal_seq,
        head_hash=manifest.head.journal_hash,
        sealed_by=audit.sealed_by or "",
        has_description=has_description,
        equal_receipts=equal_receipts,
        equal_rows=equal_rows,
    )


def _rows(audit: FolderAudit, book: Reader, found: list[PackageFinding]) -> int:
    """Hold the journal against the log: a row's hash covers all rows before it."""
    manifest, name = audit.listing.manifest, audit.listing.name
    said = {manifest.head.journal_seq: manifest.head.journal_hash}
    if audit.journal is not None and audit.journal.last_seq:
        said[audit.journal.last_seq] = audit.journal.last_hash
    size, _ = _log_size(book)
    equal = 0
    for seq, digest in sorted(said.items()):
        row: tuple[str] | None = book.file.row(_HASH, (seq,))
        if row is None:
            detail = f"the log has {size} rows, the package goes to row {seq}"
            _add(found, name, PackageRule.LOG_BEHIND, f"row {seq}", detail)
        elif row[0] != digest:
            detail = "is another one in the log"
            _add(found, name, PackageRule.LOG_DIFFERS, f"row {seq}", detail)
        else:
            equal = seq
    return equal


def _receipts(listing: Listing, book: Reader, found: list[PackageFinding]) -> int:
    """Hold each receipt against the log; the last that is equal."""
    path = listing.dep
    if path is None or listing.file(path.name) is None:
        return 0
    _, log_receipts = _log_size(book)
    equal = differences = behind = 0
    for entry in dep_entries(path):
        number = entry.number
        if number is None:
            continue
        row: tuple[str] | None = book.file.row(_JWS, (number,))
        if row is not None and row[0] == entry.jws:
            equal = max(equal, number)
        elif number > log_receipts:
            behind += 1
        else:
            differences += 1
            if differences <= _DIFFERENCES_MAX:
                detail = "is another one in the log" if row else "is not in the log"
                _add(found, listing.name, PackageRule.LOG_DIFFERS, f"receipt {number}", detail)
    if behind:
        detail = f"the log ends at receipt {log_receipts}, {behind} of the package are behind it"
        _add(found, listing.name, PackageRule.LOG_BEHIND, "receipts", detail)
    return equal


def _log_size(book: Reader) -> tuple[int, int]:
    """Rows and receipts of the log."""
    rows, receipts = book.file.row(_SIZE)
    return int(rows), int(receipts)


def _add(
    found: list[PackageFinding],
    folder: str,
    rule: PackageRule,
    place: str,
    detail: str,
) -> None:
    is_error = rule not in _NOTICES
    one = PackageFinding(
        rule=rule.value, place=f"{folder}: {place}", detail=detail, is_error=is_error
    )
    found.append(one)


def _unreadable(detail: str) -> Verdict:
    return _one(PackageRule.UNREADABLE, "file", detail)


def _one(rule: PackageRule, place: str, detail: str) -> Verdict:
    one = PackageFinding(rule=rule.value, place=place, detail=detail, is_error=True)
    return verdicts.of((), [one], 0)
