"""The audit of everything that was given, and what it comes to in one sentence."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firmware.export.audit.archive import ArchiveFacts, examine_archive
from firmware.export.audit.archive_claim import ArchiveAsked
from firmware.export.audit.finding import AuditFinding, AuditRule, Findings, listed
from firmware.export.audit.folder import (
    AuditOptions,
    FolderAudit,
    audit_listed,
    watched_in,
    work_of,
)
from firmware.export.audit.lineage import examine_lineage
from firmware.export.audit.listing import entries_of, read_listing
from firmware.export.audit.paper import Held, examine_anchor
from firmware.export.package.manifest import ManifestError
from firmware.export.package.names import MANIFEST, PART_SUFFIX

#: Registrierkasse/<Kassen-ID>/<folder>, from the top of a stick.
DEPTH = 3
TOGETHER = "all folders"
_NOTHING_ASKED: Final = ArchiveAsked()
#: What computers put onto a stick; some of it only they may read.
_OF_COMPUTERS = frozenset(
    {"lost+found", "System Volume Information", "$RECYCLE.BIN", ".Trashes", ".Spotlight-V100"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What was found in each folder, between them, and against paper."""

    folders: tuple[FolderAudit, ...]
    findings: tuple[AuditFinding, ...]
    errors: int
    notices: int
    held: Held | None = None
    archive: ArchiveFacts = field(default_factory=ArchiveFacts)

    @property
    def is_whole(self) -> bool:
        """No rule is broken; notices do not count."""
        return self.errors == 0

    @property
    def is_proven(self) -> bool:
        """Whether it is whole, and a card vouches for each folder."""
        return self.is_whole and all(one.sealed_by is not None for one in self.folders)

    @property
    def verdict(self) -> str:
        """The result in one plain sentence."""
        if not self.is_whole:
            first = next(one for one in self.findings if one.severity.value == "error")
            more = f" ({self.errors} errors in all)" if self.errors > 1 else ""
            return f"NOT WHOLE: {first.folder}: {first.place}: {first.detail}{more}"
        manifests = [one.listing.manifest for one in self.folders]
        registers = ", ".join(sorted({one.register_id for one in manifests}))
        unsealed = sum(one.sealed_by is None for one in self.folders)
        seals, word = "sealed by the card", "WHOLE"
        if unsealed:
            word = "WHOLE, BUT UNPROVEN"
            seals = "unsealed" if len(manifests) == 1 else f"{unsealed} of them unsealed"
            if any(one.rule is AuditRule.UNPROVEN for one in self.findings):
                seals = seals.replace("unsealed", "unsealed, or by nobody that is known here")
        what = "1 export" if len(manifests) == 1 else f"{len(manifests)} exports"
        return f"{word}: register {registers}, {what}, {seals}{_proven(self.folders)}"


def _proven(folders: Sequence[FolderAudit]) -> str:
    proven = [one.proven_seq for one in folders if one.proven_seq is not None]
    return f"; the journal up to row {max(proven)} is sealed as well" if proven else ""


def folders_below(path: Path) -> list[Path]:
    """The exports at a path: it is one, or holds some (a till's folder, the stick's); in order.

    No link is followed. What was never finished is among them.

    Raises:
        ReadError: a folder cannot be read.
    """
    if _is_export(path):
        return [path]
    found: list[Path] = []
    level = [path]
    for _ in range(DEPTH):
        below = [one for each in level for one in _folders_in(each)]
        found += filter(_is_export, below)
        level = [one for one in below if not _is_export(one)]
    return sorted(found)


def _is_export(path: Path) -> bool:
    return path.name.endswith(PART_SUFFIX) or os.path.lexists(path / MANIFEST)


def _folders_in(path: Path) -> list[Path]:
    return [
        path / one.name
        for one in entries_of(path)
        if one.is_dir(follow_symlinks=False) and one.name not in _OF_COMPUTERS
    ]


def audit_folders(
    paths: Sequence[Path], options: AuditOptions, asked: ArchiveAsked = _NOTHING_ASKED
) -> AuditReport:
    """Audit exports, each by itself and together, in whatever order they are given.

    `asked` is what to hold against an archive's word.

    Raises:
        ReadError: a medium does not give a file back.
        WorkerError: a process that examined receipts died.
    """
    together = Findings(TOGETHER)
    listings = []
    for path in dict.fromkeys(one.resolve() for one in paths):
        if path.name.endswith(PART_SUFFIX):
            detail = "was never finished: somebody pulled the stick, or it was full"
            together.add(AuditRule.UNFINISHED, path.name, detail)
            if not os.path.lexists(path / MANIFEST):
                continue
        try:
            listings.append(read_listing(path))
        except ManifestError as error:
            together.add(AuditRule.LISTING, path.name, str(error))
    if not listings and not together.errors:
        together.add(AuditRule.LISTING, TOGETHER, "none of these was ever finished")
    options.planned(sum(work_of(one) for one in listings))
    watch = watched_in(listings, options.anchor)
    audits = tuple(audit_listed(one, options, watch) for one in listings)
    for register_id in sorted({one.manifest.register_id for one in listings}):
        same = [one for one in audits if one.listing.manifest.register_id == register_id]
        examine_lineage(same, together)
    held = None
    if options.anchor is not None:
        held = examine_anchor(options.anchor, audits, together)
    archive = examine_archive(audits, asked, together)
    found = [*(one.found for one in audits), together]
    return AuditReport(
        folders=audits,
        findings=listed(found),
        errors=sum(one.errors for one in found),
        notices=sum(one.notices for one in found),
        held=held,
        archive=archive,
    )
