"""What an archive confirmed (archiv__….json) against the rows of the journals.

The till wrote down the archive's last checkpoint: so many rows, this root. Whoever has the rows
from the first one on computes the root himself. Signed by the archive, entered into its log of
heads, cosigned by witnesses and stamped, it says: these rows, in this order, were there then.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from firmware.evidence.merkle import Frontier, leaf_hash
from firmware.export import archive_file
from firmware.export.audit.archive_claim import (
    ArchiveAsked,
    Claim,
    Confirmed,
    files_of,
    read_claim,
)
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.folder import FolderAudit
from firmware.export.audit.rows import FILE, read_hashes
from firmware.export.tables.csv_form import CsvError
from firmware.store import seal
from firmware.store.seal import PrintedAnchor


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveFacts:
    """Of all folders; `head_size` is the size at which the rows give the slip's signs."""

    confirmed: tuple[Confirmed, ...] = ()
    head_size: int | None = None


@dataclass(slots=True)
class _Roots:
    """Roots of a register's rows at the sizes that are asked for; `end` is how far they reach."""

    wanted: frozenset[int]
    slip: PrintedAnchor | None
    at: dict[int, bytes] = field(default_factory=dict)
    end: int = 0
    slip_size: int | None = None

    def read(self, audits: Sequence[FolderAudit]) -> None:
        """All rows from the first on, out of whichever folder has them."""
        tree = Frontier()
        for seq, row_hash in _rows(audits):
            tree = tree.grown([leaf_hash(row_hash)])
            self.end = seq
            self._look(seq, tree)

    def _look(self, size: int, tree: Frontier) -> None:
        is_slip = self.slip is not None and self.slip.journal_seq in (None, size)
        if size not in self.wanted and not is_slip:
            return
        root = tree.root()
        if size in self.wanted:
            self.at[size] = root
        if is_slip and self.slip_size is None and self._is_slip(size, root):
            self.slip_size = size

    def _is_slip(self, size: int, root: bytes) -> bool:
        return self.slip is not None and seal.anchor(size, root.hex()) == self.slip.text


def examine_archive(
    audits: Sequence[FolderAudit], asked: ArchiveAsked, together: Findings
) -> ArchiveFacts:
    """Hold what an archive confirmed against the rows of all folders of its register.

    Raises:
        ReadError: the medium does not give a file back.
    """
    told = {one.listing.folder: said for one in audits if (said := read_claim(one, asked))}
    if asked.needs_file and not any(map(files_of, audits)):
        detail = f"no folder holds what an archive confirmed ({archive_file.BEGIN}….json)"
        together.add(AuditRule.ARCHIVE, "archive", detail)
    confirmed: list[Confirmed] = []
    slips: list[_Roots] = []
    for register_id in sorted({one.listing.manifest.register_id for one in audits}):
        same = [one for one in audits if one.listing.manifest.register_id == register_id]
        mine = [(one, told[one.listing.folder]) for one in same if one.listing.folder in told]
        sizes = {size for _, one in mine for size in one.sizes}
        roots = _Roots(frozenset(sizes), asked.head)
        if sizes or asked.head is not None:
            roots.read(same)
        slips.append(roots)
        confirmed += (_held(audit, one, roots) for audit, one in mine)
    head_size = next((one.slip_size for one in slips if one.slip_size is not None), None)
    if asked.head is not None and head_size is None:
        _miss_slip(asked.head, max(one.end for one in slips), together)
    return ArchiveFacts(confirmed=tuple(confirmed), head_size=head_size)


def _held(audit: FolderAudit, told: Claim, roots: _Roots) -> Confirmed:
    """With the rows: whether they give the roots that were confirmed."""
    said, found = told.said, audit.found
    leaf = None if said.proven is None else said.proven.leaf
    heads = [(said.checkpoint.size, said.checkpoint.root)]
    heads += [] if leaf is None else [(leaf.size, leaf.root)]
    same = [_same(size, root, roots) for size, root in heads]
    for (size, _), is_same in zip(heads, same, strict=True):
        if is_same is False:
            detail = f"the archive confirmed {size} rows, others than those of the journal"
            found.add(AuditRule.ARCHIVE, told.file, detail)
    end = audit.listing.manifest.head.journal_seq
    if said.checkpoint.size > end:
        detail = (
            f"the archive confirmed {said.checkpoint.size} rows, the book ended with row {end}: "
            "an older book was put in the place of this one"
        )
        found.add(AuditRule.SET_BACK, told.file, detail)
    elif None in same:
        has = f"rows 1 to {roots.end} are" if roots.end else "the first row is not"
        detail = (
            f"the archive confirmed {said.checkpoint.size} rows; of these {has} in the folders "
            "that were given, so its root was not computed once more"
        )
        found.add(AuditRule.ARCHIVE_PART, told.file, detail)
    return replace(said, is_same=same[0], is_same_leaf=same[1] if leaf is not None else None)


def _same(size: int, root: bytes, roots: _Roots) -> bool | None:
    if size == 0:
        return Frontier().root() == root
    found = roots.at.get(size)
    return None if found is None else found == root


def _rows(audits: Sequence[FolderAudit]) -> Iterator[tuple[int, bytes]]:
    """Row after row from the first on, as far as one folder or another goes on; each once."""
    expected = 1
    whole = [one for one in audits if one.journal is not None]
    for audit in sorted(whole, key=lambda one: one.listing.manifest.journal.first):
        path = audit.listing.file(FILE)
        if path is None or audit.listing.manifest.journal.first > expected:
            continue
        try:
            for seq, row_hash in read_hashes(path):
                if seq == expected:
                    yield seq, row_hash
                    expected += 1
        except CsvError:
            continue  # told where the journal was examined


def _miss_slip(slip: PrintedAnchor, end: int, found: Findings) -> None:
    size = slip.journal_seq
    place = "journal" if size is None else f"journal row {size}"
    if size is not None and size <= end:
        detail = f"{slip.text} was printed, the rows up to there give something else now"
        found.add(AuditRule.ARCHIVE_SLIP, place, detail)
        return
    has = f"rows 1 to {end}" if end else "no row from the first on"
    detail = (
        f"these folders hold {has}, and nothing of that gives {slip.text}: mistyped, of another "
        "book, or printed later"
    )
    found.add(AuditRule.ARCHIVE_SLIP, place, detail, is_excused=size is not None or not end)
