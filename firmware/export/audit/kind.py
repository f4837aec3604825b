"""What an export of its kind holds: nobody makes a list without what speaks against him."""

from collections.abc import Iterator
from typing import Final, assert_never

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.listing import Listing
from firmware.export.package import names
from firmware.export.package.manifest import Manifest
from firmware.export.tables.closings import CLOSINGS
from firmware.export.tables.events import FILE as EVENTS_FILE
from firmware.export.tables.fiscal import PAYMENTS, RECEIPTS
from firmware.export.tables.journal import JOURNAL
from firmware.rksv.rules import shown
from firmware.till.exports.requests import ExportKind

_ROWS: Final = (JOURNAL.file, EVENTS_FILE)


def examine_kind(listing: Listing, found: Findings) -> None:
    """Hold the list against what a till puts into such an export; the rest is for people."""
    manifest = listing.manifest
    try:
        kind = ExportKind(manifest.kind)
    except ValueError:
        detail = f"is of kind {shown(manifest.kind)}, which this program does not know"
        found.add(AuditRule.KIND, names.MANIFEST, detail)
        return
    named = {one.name for one in manifest.files}
    deps = [name for name in named if name.startswith(names.DEP_BEGIN)]
    if len(deps) > 1:
        detail = f"names {len(deps)} DEP7; a till writes one"
        found.add(AuditRule.KIND, names.MANIFEST, detail)
    if not deps and manifest.receipts.first and kind is not ExportKind.JOURNAL:
        detail = f"names no DEP7, as an export of kind {kind.value} does"
        found.add(AuditRule.KIND, names.MANIFEST, detail)
    for name in _files(kind, manifest):
        if name not in named:
            detail = f"does not name {name}, as an export of kind {kind.value} does"
            found.add(AuditRule.KIND, names.MANIFEST, detail)


def _files(kind: ExportKind, manifest: Manifest) -> Iterator[str]:
    match kind:
        case ExportKind.DEP7:
            pass
        case ExportKind.JOURNAL:
            yield from _ROWS
        case ExportKind.INSPECTION | ExportKind.OWNER | ExportKind.ENDING | ExportKind.COPY:
            yield from _ROWS
            yield from (one.file_of(manifest.register_id) for one in (RECEIPTS, PAYMENTS))
            yield CLOSINGS.file
            if kind is ExportKind.COPY:
                yield names.COPY
        case _:
            assert_never(kind)
