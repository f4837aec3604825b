"""A report as lines and as JSON."""

from firmware.cli.report import report_json, report_lines
from firmware.export.verification import VerificationReport
from firmware.rksv.rules import Finding, Rule, Severity


def report(*findings: Finding, register_id: str | None = "GRAZ-01") -> VerificationReport:
    """A report of one receipt."""
    errors = sum(one.severity is Severity.ERROR for one in findings)
    return VerificationReport(
        receipts=1,
        register_id=register_id,
        first_number="1",
        last_number="1",
        findings=findings,
        errors=errors,
        notices=len(findings) - errors,
        is_complete=True,
    )


def finding(detail: str, number: str = "7", severity: Severity = Severity.ERROR) -> Finding:
    """Something wrong with a link."""
    return Finding(index=6, number=number, rule=Rule.LINK, severity=severity, detail=detail)


def test_a_finding_names_receipt_rule_and_weight() -> None:
    """Where the number cannot be read, the place in the file."""
    lines = report_lines(
        report(finding("broken"), finding("torn", number="", severity=Severity.NOTICE)),
        has_keys=True,
    )
    assert lines == [
        "INVALID: register GRAZ-01, 1 receipts (1 to 1), 1 errors, 1 notices",
        "error: receipt 7: link: broken",
        "notice: entry 6: link: torn",
    ]


def test_a_file_cannot_write_to_the_terminal() -> None:
    """Foreign text is shown as escapes, on its own line."""
    lines = report_lines(
        report(finding("\x1b[2Jgone\n"), register_id="A\x1b]0;title\x07"), has_keys=True
    )
    assert lines[0].startswith("INVALID: register A\\x1b]0;title\\x07, ")
    assert lines[1] == "error: receipt 7: link: \\x1b[2Jgone\\n"


def test_nothing_is_known_of_a_register_that_is_not_named() -> None:
    """A file without one readable receipt."""
    assert "register unknown" in report_lines(report(register_id=None), has_keys=True)[0]


def test_the_machine_gets_the_names_of_the_rules() -> None:
    """The values, as vectors and documents write them."""
    (found,) = report_json(report(finding("broken")), has_keys=False)["findings"]  # type: ignore[misc]
    assert found == {
        "index": 6,
        "number": "7",
        "rule": "link",
        "severity": "error",
        "detail": "broken",
    }
