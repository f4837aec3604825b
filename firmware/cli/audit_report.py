"""What an audit of exported folders found, for people and for machines."""

from firmware.cli.archive_report import archive_json, archive_lines
from firmware.cli.output import printable
from firmware.cli.report import SHOWN_FINDINGS
from firmware.export.audit.finding import AuditFinding
from firmware.export.audit.folder import FolderAudit
from firmware.export.audit.report import AuditReport


def audit_json(report: AuditReport, *, has_keys: bool) -> dict[str, object]:
    """The report as plain values."""
    held = report.held
    return {
        "valid": report.is_whole,
        "proven": report.is_proven,
        "verdict": report.verdict,
        "counter_checked": has_keys,
        "errors": report.errors,
        "notices": report.notices,
        "anchor": None
        if held is None
        else {"folder": held.folder, "journal_seq": held.closing.seq, "z": held.closing.number},
        "archive": archive_json(report.archive),
        "exports": [_folder_json(one) for one in report.folders],
        "findings": [
            {
                "folder": one.folder,
                "place": one.place,
                "rule": one.rule.value,
                "severity": one.severity.value,
                "detail": one.detail,
            }
            for one in report.findings
        ],
    }


def audit_lines(report: AuditReport, *, has_keys: bool) -> list[str]:
    """The verdict first; what the folders say of themselves cannot touch the terminal."""
    lines = [report.verdict]
    lines += [_folder_line(one) for one in report.folders]
    if report.held is not None:
        z = report.held.closing
        lines.append(
            f"the slip is that of Z {z.number}, {z.at_text[:10]}: {report.held.folder} still holds "
            f"it, row {z.seq}"
        )
    lines += archive_lines(report.archive)
    if not has_keys and any(one.dep is not None for one in report.folders):
        lines.append("without --keys: the turnover counter was not checked")
    lines += [_finding_line(one) for one in report.findings[:SHOWN_FINDINGS]]
    hidden = report.errors + report.notices - len(report.findings[:SHOWN_FINDINGS])
    if hidden > 0:
        lines.append(f"and {hidden} more (--json)")
    return [printable(line) for line in lines]


def _folder_line(audit: FolderAudit) -> str:
    manifest = audit.listing.manifest
    receipts, rows = manifest.receipts, manifest.journal
    told = [
        f"{audit.listing.name}: {manifest.register_id}",
        f"receipts {receipts.first} to {receipts.last}" if receipts.first else "no receipts",
        f"rows {rows.first} to {rows.last}" if rows.first else "no rows",
        f"sealed by {audit.sealed_by}" if audit.sealed_by else "no seal that holds",
    ]
    return ", ".join(told)


def _finding_line(finding: AuditFinding) -> str:
    where = f"{finding.folder}: {finding.place}"
    return f"{finding.severity.value}: {where}: {finding.rule.value}: {finding.detail}"


def _folder_json(audit: FolderAudit) -> dict[str, object]:
    manifest = audit.listing.manifest
    return {
        "folder": str(audit.listing.folder),
        "register_id": manifest.register_id,
        "kind": manifest.kind,
        "made_at_utc": manifest.made_at_utc.isoformat(),
        "first_day": manifest.first_day.isoformat(),
        "last_day": manifest.last_day.isoformat(),
        "receipts": [manifest.receipts.first, manifest.receipts.last],
        "journal": [manifest.journal.first, manifest.journal.last],
        "manifest_sha256": audit.listing.sha256,
        "sealed_by": audit.sealed_by,
        "sealed_rows_to": audit.proven_seq,
        "errors": audit.found.errors,
        "notices": audit.found.notices,
    }
