"""How an export ended: for the counter in German, for the journal in English."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from firmware.app.stick.known import KNOWS_MORE, Known
from firmware.export.errors import EmptyPeriodError, NotSoundError, WriteError
from firmware.export.package.fault import CancelledError, MediumError, MediumFault, fault_of
from firmware.export.package.folder import Written
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError, StoreFault
from firmware.till.exports.requests import ExportKind, ExportResult
from firmware.till.exports.words import PULLED

DATA: Final = "data partition"
STICK: Final = "stick"
#: What whoever stands before the till reads of the stick (E16).
MEDIUM_WORDS: Final[Mapping[MediumFault, str]] = {
    MediumFault.FULL: "Stick voll",
    MediumFault.READ_ONLY: "schreibgeschützt",
    MediumFault.GONE: PULLED,
    MediumFault.DAMAGED: "Stick schadhaft",
    MediumFault.TAKEN: "Name vergeben",
    MediumFault.BUSY: "Export läuft",
    MediumFault.OTHER: "Stick geht nicht",
}
NOT_EXPORTED: Final = "Nicht exportiert"
#: A pulled stick says what it likes while it goes.
_MAY_BE_GONE: Final = frozenset((MediumFault.DAMAGED, MediumFault.READ_ONLY, MediumFault.OTHER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What is told, and the row EXPORT."""

    result: ExportResult
    row: Mapping[str, object]


def written_row(written: Written) -> dict[str, object]:
    """An export as the journal says it."""
    manifest = written.manifest
    receipts = manifest.receipts
    return {
        "what": manifest.kind,
        "folder": written.folder.name,
        "files": len(manifest.files),
        "manifest_sha256": written.manifest_sha256,
        "sealed": written.is_sealed,
        "receipts": receipts.last - receipts.first + 1 if receipts.first else 0,
        "first": receipts.first,
        "last": receipts.last,
        "journal_first": manifest.journal.first,
        "journal_seq": manifest.journal.last,
        "findings": len(manifest.findings),
    }


def made(written: Written, known: Known, stick: str) -> Outcome:
    """It is on the stick, whole."""
    manifest = written.manifest
    row = {**written_row(written), "medium": STICK, "stick": stick}
    result = ExportResult(
        kind=ExportKind(manifest.kind),
        folder=written.folder.name,
        receipts=int(str(row["receipts"])),
        is_whole=not written.findings,
        warning=KNOWS_MORE if known.alarm else "",
        first=manifest.first_day,
        last=manifest.last_day,
        journal_rows=manifest.journal.last - manifest.journal.first + 1,
        files=len(manifest.files),
        manifest=written.manifest_sha256,
        is_sealed=written.is_sealed,
        findings=tuple(one.words for one in written.findings),
    )
    return Outcome(result=result, row={**row, "alarm": known.alarm} if known.alarm else row)


def failed(kind: ExportKind, error: Exception, *, is_stick_there: bool) -> Outcome:
    """There is none; `is_stick_there` is what the port says after it."""
    words, is_of_stick = _words(error, is_stick_there=is_stick_there)
    result = ExportResult(
        kind=kind,
        error=words,
        is_stick_at_fault=is_of_stick,
        is_harmless=isinstance(error, EmptyPeriodError | CancelledError),
    )
    detail = f"{type(error).__name__}: {error}" if words == NOT_EXPORTED else str(error)
    return Outcome(result=result, row={"what": kind.value, "medium": STICK, "error": detail})


def may_pull(outcome: Outcome) -> Outcome:
    """The same, and the stick was let go."""
    return replace(outcome, result=replace(outcome.result, may_pull=True))


def words_of(error: Exception, *, is_stick_there: bool) -> str:
    """What whoever stands before the till reads of `error`."""
    return _words(error, is_stick_there=is_stick_there)[0]


def words_of_ending(error: Exception) -> str:
    """What whoever wants to end the register reads of `error`."""
    is_of_book = isinstance(error, NotSoundError | RksvError)
    return "DEP beschädigt" if is_of_book else "Nicht gesichert"


def _words(error: Exception, *, is_stick_there: bool) -> tuple[str, bool]:
    match error:
        case MediumError(fault=fault):
            return _of_medium(fault, is_stick_there=is_stick_there), True
        case WriteError(__cause__=OSError() as cause):
            return _of_medium(fault_of(cause), is_stick_there=is_stick_there), True
        case StoreError(fault=StoreFault.FULL):
            return "Speicher voll", False
        case StoreError() | RksvError():
            return "Buch prüfen", False
        case EmptyPeriodError():
            return "Nichts zu holen", False
        case CancelledError():
            return "abgebrochen", False
        case _:
            return NOT_EXPORTED, False


def _of_medium(fault: MediumFault, *, is_stick_there: bool) -> str:
    is_gone = not is_stick_there and fault in _MAY_BE_GONE
    return MEDIUM_WORDS[MediumFault.GONE if is_gone else fault]
