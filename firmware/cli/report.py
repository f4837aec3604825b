"""What an examination of a DEP found, for people and for machines."""

from firmware.cli.output import printable
from firmware.export.verification import VerificationReport
from firmware.rksv.rules import Finding

#: On a terminal; `--json` has them all.
SHOWN_FINDINGS = 20


def report_json(report: VerificationReport, *, has_keys: bool) -> dict[str, object]:
    """The report as plain values."""
    return {
        "valid": report.is_valid,
        "receipts": report.receipts,
        "register_id": report.register_id,
        "first_number": report.first_number,
        "last_number": report.last_number,
        "counter_checked": has_keys,
        "complete": report.is_complete,
        "errors": report.errors,
        "notices": report.notices,
        "findings": [_finding_json(one) for one in report.findings],
    }


def report_lines(report: VerificationReport, *, has_keys: bool) -> list[str]:
    """The report as lines; what the file says of itself cannot touch the terminal."""
    verdict = "VALID" if report.is_valid else "INVALID"
    numbers = f"{report.first_number} to {report.last_number}" if report.receipts else "none"
    summary = (
        f"{verdict}: register {report.register_id or 'unknown'}, {report.receipts} receipts "
        f"({numbers}), {report.errors} errors, {report.notices} notices"
    )
    lines = [summary]
    if not has_keys:
        lines.append("without --keys: the turnover counter was not checked")
    if not report.is_complete:
        lines.append("the file breaks off: what follows was not examined")
    lines += [_finding_line(one) for one in report.findings[:SHOWN_FINDINGS]]
    hidden = report.errors + report.notices - len(report.findings[:SHOWN_FINDINGS])
    if hidden > 0:
        lines.append(f"and {hidden} more (--json)")
    return [printable(line) for line in lines]


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "index": finding.index,
        "number": finding.number,
        "rule": finding.rule.value,
        "severity": finding.severity.value,
        "detail": finding.detail,
    }


def _finding_line(finding: Finding) -> str:
    where = f"receipt {finding.number}" if finding.number else f"entry {finding.index}"
    return f"{finding.severity.value}: {where}: {finding.rule.value}: {finding.detail}"
