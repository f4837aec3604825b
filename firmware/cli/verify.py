"""`kassa verify`: any DEP7 file of any till."""

from pathlib import Path

import click

from firmware.cli.output import echo_json, now_utc, progress_bar
from firmware.export.key_container import read_key_container
from firmware.export.verification import Progress, VerificationReport, verify_files
from firmware.rksv.rules import Finding
from firmware.rksv.verify import VerifyOptions

#: On a terminal; `--json` has them all.
SHOWN_FINDINGS = 20


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="Key container (AES key, devices).")
@click.option("--strict", is_flag=True, help="Judge as the official tool: the October hour too.")
@click.option("--partial", is_flag=True, help="The file may begin after the Startbeleg.")
@click.option("--json", "as_json", is_flag=True, help="Everything found, for a machine.")
def verify(
    files: tuple[Path, ...], keys: Path | None, *, strict: bool, partial: bool, as_json: bool
) -> int:
    """Examine DEP7 FILES (consecutive exports of one till count as one).

    Without --keys everything is checked but the turnover counter. Each finding names the receipt
    and the rule. Exit code 1 if a rule is broken.
    """
    store = None if keys is None else read_key_container(keys)
    options = VerifyOptions(is_strict=strict, is_partial=partial, now_utc=now_utc())
    with progress_bar("verifying", 1.0) as (bar, task):

        def tell(progress: Progress) -> None:
            bar.update(task, completed=progress.read_bytes, total=max(1, progress.size_bytes))

        report = verify_files(files, store, options, progress=tell)
    if as_json:
        echo_json(report_json(report, has_keys=store is not None))
    else:
        for line in report_lines(report, has_keys=store is not None):
            click.echo(line)
    return 0 if report.is_valid else 1


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
        "findings": [
            {
                "index": one.index,
                "number": one.number,
                "rule": one.rule.value,
                "severity": one.severity.name.lower(),
                "detail": one.detail,
            }
            for one in report.findings
        ],
    }


def report_lines(report: VerificationReport, *, has_keys: bool) -> list[str]:
    """The report for people."""
    verdict = "VALID" if report.is_valid else "INVALID"
    numbers = f"{report.first_number} to {report.last_number}" if report.receipts else "none"
    summary = (
        f"{verdict}: register {report.register_id}, {report.receipts} receipts ({numbers}), "
        f"{report.errors} errors, {report.notices} notices"
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
    return lines


def _finding_line(finding: Finding) -> str:
    where = f"receipt {finding.number}" if finding.number else f"entry {finding.index}"
    severity = finding.severity.name.lower()
    return f"{severity}: {where}: {finding.rule.value}: {finding.detail}"
