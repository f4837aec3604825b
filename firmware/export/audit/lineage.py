"""Several exports of one till: do they tell one history, and does none of them end too early.

A hash of the journal stands for every row before it. Two books that agree in one row agree in all
before; two that do not were one once, and one of them was copied, set back, or written anew.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.folder import FolderAudit
from firmware.export.audit.receipts import dep_entries
from firmware.export.audit.rows import FILE, ReadRow, read_rows
from firmware.export.package.manifest import Span
from firmware.export.tables.csv_form import CsvError
from firmware.store.head import Head

TWO_BOOKS = "two books of one register: a copy of it sold elsewhere, or one was written anew"


def examine_lineage(audits: Sequence[FolderAudit], found: Findings) -> None:
    """Hold the folders of one register against each other, in whatever order they are given.

    Raises:
        ReadError: the medium does not give a file back.
    """
    ordered = sorted(audits, key=lambda one: (one.listing.manifest.made_at_utc, one.listing.name))
    for earlier, later in combinations(ordered, 2):
        _examine_pair(earlier, later, found)
    for one in ordered:
        _examine_after(one, ordered, found)
    _examine_gaps(ordered, found)


def _examine_pair(earlier: FolderAudit, later: FolderAudit, found: Findings) -> None:
    """One finding says it: what follows from a fork is not told again."""
    place = f"{earlier.listing.name} and {later.listing.name}"
    for detail in (_rows_differ(earlier, later), _receipts_differ(earlier, later)):
        if detail:
            found.add(AuditRule.FORKED, place, f"{detail}: {TWO_BOOKS}")
            return
    for one, other in ((earlier, later), (later, earlier)):
        detail = _contradicts(one.listing.manifest.head, other)
        if detail:
            found.add(AuditRule.FORKED, place, f"{detail}: {TWO_BOOKS}")
            return
    before, after = earlier.listing.manifest.head, later.listing.manifest.head
    if after.journal_seq < before.journal_seq:
        detail = (
            f"the later export ends at row {after.journal_seq} (receipt {after.receipts}), the "
            f"earlier one at row {before.journal_seq} (receipt {before.receipts}): an older book "
            "was put in the place of this one"
        )
        found.add(AuditRule.SET_BACK, place, detail)


def _rows_differ(one: FolderAudit, other: FolderAudit) -> str:
    """The first row in which the two journals differ, in words; empty when none does."""
    common = _common(one.listing.manifest.journal, other.listing.manifest.journal)
    if common is None or one.journal is None or other.journal is None:
        return ""
    last = common.last
    ours, theirs = one.journal.hash_at.get(last), other.journal.hash_at.get(last)
    if ours is None or theirs is None or ours == theirs:
        return ""
    for row, twin in zip(_rows(one, common.first), _rows(other, common.first), strict=False):
        if row.seq != twin.seq or row.hash != twin.hash:
            return f"row {row.seq} is {_told(row)} in the one and {_told(twin)} in the other"
    return f"row {last} has two hashes"


def _receipts_differ(one: FolderAudit, other: FolderAudit) -> str:
    common = _common(one.listing.manifest.receipts, other.listing.manifest.receipts)
    if common is None or one.dep is None or other.dep is None:
        return ""
    ours, theirs = one.digest_at.get(common.last), other.digest_at.get(common.last)
    if ours is None or theirs is None or ours == theirs:
        return ""
    for number, twins in _receipts(one, other, common.first):
        if twins[0] != twins[1]:
            return f"receipt {number} is another one in each"
    return f"receipt {common.last} is another one in each"


def _contradicts(head: Head, other: FolderAudit) -> str:
    """What a folder holds at the place of a head that is not its own, if it is something else."""
    theirs = other.listing.manifest.head
    at_row = None if other.journal is None else other.journal.hash_at.get(head.journal_seq)
    if theirs.journal_seq == head.journal_seq:
        at_row = theirs.journal_hash
    if at_row not in (None, head.journal_hash):
        return f"row {head.journal_seq} has two hashes"
    at_receipt = other.digest_at.get(head.receipts)
    if theirs.receipts == head.receipts:
        at_receipt = theirs.last_jws_sha256
    if at_receipt not in (None, head.last_jws_sha256):
        return f"receipt {head.receipts} is another one in each"
    return ""


def _examine_after(one: FolderAudit, all_of: Sequence[FolderAudit], found: Findings) -> None:
    """The head an export goes on from is in the export before it."""
    after = one.listing.manifest.after
    if after is None:
        return
    for other in all_of:
        if other is not one and (detail := _contradicts(after, other)):
            told = f"goes on from another book than {other.listing.name} holds: {detail}"
            found.add(AuditRule.CONTINUITY, one.listing.name, told)
            return


def _examine_gaps(ordered: Sequence[FolderAudit], found: Findings) -> None:
    """Rows that no folder has; nothing is missed where no folder has a journal."""
    spans = sorted(
        (span.first, span.last)
        for span in (one.listing.manifest.journal for one in ordered if one.journal is not None)
    )
    if not spans:
        return
    expected = 1
    for first, last in spans:
        if first > expected:
            detail = f"rows {expected} to {first - 1} are in no folder that was given"
            found.add(AuditRule.GAP, f"before row {first}", detail)
        expected = max(expected, last + 1)


def _common(one: Span, other: Span) -> Span | None:
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Span(first=first, last=last) if 0 < first <= last and one.first and other.first else None


def _rows(audit: FolderAudit, first: int) -> Iterator[ReadRow]:
    path = audit.listing.file(FILE)
    assert path is not None, "a journal was read from it"
    try:
        yield from (row for row in read_rows(path) if row.seq >= first)
    except CsvError:
        return


def _receipts(
    one: FolderAudit, other: FolderAudit, first: int
) -> Iterator[tuple[int, tuple[str, str]]]:
    def entries(dep: Path | None) -> Iterator[tuple[int, str]]:
        assert dep is not None, "a DEP was read from it"
        for entry in dep_entries(dep):
            if entry.number is not None and entry.number >= first:
                yield entry.number, entry.jws

    ours, theirs = entries(one.listing.dep), entries(other.listing.dep)
    for (number, jws), (_, twin) in zip(ours, theirs, strict=False):
        yield number, (jws, twin)


def _told(row: ReadRow) -> str:
    return f"{row.kind[:20]} of {row.at_text[:19]}"
