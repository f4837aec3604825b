"""What is printed on a Z slip against the journals of the folders."""

from collections.abc import Sequence
from dataclasses import dataclass

from firmware.export.audit.closings import ZFact
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.folder import FolderAudit
from firmware.store import seal
from firmware.store.seal import PrintedAnchor


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The Z whose slip has the anchor, and the folder that still holds it."""

    folder: str
    closing: ZFact


def examine_anchor(
    anchor: PrintedAnchor, audits: Sequence[FolderAudit], found: Findings
) -> Held | None:
    """Which Z the slip is of; None when no folder holds it, which is a finding."""
    for audit in audits:
        for one in () if audit.journal is None else audit.journal.closings:
            is_row = anchor.journal_seq in (None, one.seq)
            if is_row and seal.anchor(one.seq, one.hash) == anchor.text:
                return Held(folder=audit.listing.name, closing=one)
    place, detail, is_excused = _missed(anchor, audits)
    found.add(AuditRule.ANCHOR, place, detail, is_excused=is_excused)
    return None


def _missed(anchor: PrintedAnchor, audits: Sequence[FolderAudit]) -> tuple[str, str, bool]:
    """Where, why, and whether the folders just do not reach so far."""
    spans = [one.listing.manifest.journal for one in audits if one.journal is not None]
    seq = anchor.journal_seq
    if seq is not None:
        place = f"journal row {seq}"
        if any(span.first <= seq <= span.last for span in spans):
            return place, f"{anchor.text} was printed, the journal holds another row now", False
        return place, f"no folder holds the row that {anchor.text} was printed for", True
    is_from_first = any(span.first == 1 for span in spans)
    detail = f"no Z of these journals has {anchor.text}: mistyped, or what was printed is not in "
    if is_from_first:
        return "journal", f"{detail}this book, or it was printed later", False
    return "journal", f"{detail}these folders, which do not begin with the first row", True
