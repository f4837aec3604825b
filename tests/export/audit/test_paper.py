"""firmware.export.audit.paper: what stands on a Z slip, against the journals that were exported."""

from datetime import UTC, datetime
from pathlib import Path

from firmware.export.audit.folder import AuditOptions
from firmware.export.audit.report import AuditReport, audit_folders
from firmware.rksv.verify import VerifyOptions
from firmware.store.seal import PrintedAnchor, read_anchor
from tests.export.audit.conftest import Exports
from tests.export.audit.test_lineage import instead, without_seals
from tests.export.audit.world import Sold, rewritten


def compared(line: str, *folders: Path) -> AuditReport:
    """An audit with what somebody typed from a slip."""
    law = VerifyOptions(now_utc=datetime(2026, 12, 31, tzinfo=UTC))
    anchor = read_anchor(line)
    return audit_folders(folders, AuditOptions(law=law, processes=1, anchor=anchor))


def test_every_slip_is_of_its_z(made: Exports) -> None:
    """With its row, as the line stands there, and without."""
    assert 3 == len(made.anchors)
    for number, line in enumerate(made.anchors, start=1):
        for typed in (line, line.split()[-1], line.split()[-1].lower()):
            report = compared(typed, made.whole)
            assert () == report.findings
            assert report.held is not None
            assert (made.whole.name, number) == (report.held.folder, report.held.closing.number)


def test_the_folder_that_holds_it_is_named(made: Exports) -> None:
    """Of several exports."""
    report = compared(made.anchors[1], *made.parts)
    assert report.held is not None
    assert made.parts[1].name == report.held.folder


def test_a_slip_that_no_book_holds(made: Exports) -> None:
    """What was printed is not in this book: mistyped, or written anew."""
    report = compared("AAAA-AAAA-AAAA", made.whole)
    (found,) = report.findings
    assert ("anchor", "journal") == (found.rule.value, found.place)
    assert "what was printed is not in this book" in report.verdict


def test_a_row_that_is_another_one_now(made: Exports) -> None:
    """With the row there is no doubt where."""
    row = made.anchors[1].split()[1]
    report = compared(f"{row}:AAAA-AAAA-AAAA", made.whole)
    (found,) = report.findings
    assert f"journal row {row}" == found.place
    assert "the journal holds another row now" in found.detail
    assert not report.is_whole


def test_folders_that_do_not_reach_so_far(made: Exports) -> None:
    """A part cannot contradict a slip from before its first row, or of after its last."""
    for line in (made.anchors[0], made.anchors[0].split()[-1]):
        report = compared(line, made.parts[1])
        assert report.held is None
        assert report.is_whole
        assert "anchor" in [one.rule.value for one in report.findings]
    assert compared(made.anchors[2], made.parts[0]).is_whole


def test_a_rewritten_book_does_not_fit_its_paper(sold: Sold, tmp_path: Path) -> None:
    """Every hash anew, the seals left out, no other export: the slip is what is left."""
    lines: list[str] = []
    sold.stand.on_slip = lambda slip: lines.extend(
        line for line in slip.text if line.startswith("Journal ")
    )
    sold.sell()
    change = instead('"reason":"Wechselfehler"', '"reason":"Privatgeld"')
    rewritten(sold, without_seals(change))
    folder = sold.export(tmp_path / "a")
    assert compared(read_back(lines[0]), folder).is_whole is False


def read_back(line: str) -> str:
    """The signs alone: rows were moved up."""
    return PrintedAnchor(text=line.rsplit(maxsplit=1)[-1]).text
