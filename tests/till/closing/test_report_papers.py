"""firmware.till.closing.report_papers: golden slips; each fits every roll."""

import pytest

from firmware.store import seal
from firmware.till.closing.report_papers import NO_RECEIPT, NOT_SIGNED
from firmware.till.papers.paper import to_document
from tests.till.paper import lines_of
from tests.till.papers import COLUMNS, day, drawn, file_of, papers, printed
from tests.till.playbook import STALL
from tests.till.playbook_rows import ANCHOR
from tests.till.slips import LONG_STALL

PAPERS = papers()


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", PAPERS)
def test_golden(name: str, columns: int) -> None:
    """Every kept slip is as it was looked at (`python -m tests.till.papers` draws them anew)."""
    assert file_of(name, columns).read_text(encoding="utf-8") == drawn(PAPERS[name], columns)


@pytest.mark.parametrize("columns", COLUMNS)
@pytest.mark.parametrize("name", PAPERS)
def test_width(name: str, columns: int) -> None:
    """No line is longer than the paper, whatever the stall is called."""
    for header in (STALL.header, LONG_STALL.header):
        document = to_document(PAPERS[name], header, columns, "")
        assert [] == [line for line in lines_of(document) if len(line) > columns]


@pytest.mark.parametrize("name", PAPERS)
def test_none_is_a_receipt(name: str) -> None:
    """§ 11 RKSV: what is not signed is not taken for a receipt."""
    lines = lines_of(to_document(PAPERS[name], STALL.header, 48, ""))
    assert any(line in (NO_RECEIPT, NOT_SIGNED) for line in lines)


def test_files_are_all_used() -> None:
    """No golden file is left of a slip that has gone."""
    folder = file_of("z", 32).parent
    kept = {file_of(name, columns) for name in PAPERS for columns in COLUMNS}
    assert kept == set(folder.glob("*.txt"))


def test_the_anchor_is_on_the_z() -> None:
    """The Z row's own place in the journal; practice writes no such row."""
    lines = lines_of(to_document(PAPERS["z"], STALL.header, 32, ""))
    signs = seal.anchor(74, ANCHOR)
    assert f"Journal 74{signs:>22}" in lines
    practised = lines_of(to_document(PAPERS["z_practised"], STALL.header, 32, ""))
    assert not any(line.startswith("Journal ") for line in practised)


def test_a_copy_differs_by_its_mark_alone() -> None:
    """Printed from the same row, after the stall has gone on."""
    original = lines_of(to_document(PAPERS["z"], STALL.header, 32, ""))
    copy = lines_of(to_document(PAPERS["z_copy"], STALL.header, 32, ""))
    assert original == [line for line in copy if line != "KOPIE"]
    assert len(copy) == len(original) + 2


def test_order_of_the_z() -> None:
    """6.10: rates, groups, tenders, deposit, corrections, clerks, movements, drawer, anchor."""
    lines = [line.rstrip() for line in lines_of(to_document(PAPERS["z"], STALL.header, 32, ""))]
    titles = (
        "Umsatz je Steuersatz",
        "Warengruppen",
        "Zahlungsmittel",
        "Kein Umsatz",
        "Rabatte und Vorgänge",
        "Bediener",
        "Einlagen und Entnahmen",
        "Lade",
    )
    positions = [lines.index(title) for title in titles]
    assert sorted(positions) == positions
    assert lines.index("Journalzeilen             1 - 73") > positions[-1]


def test_a_cashier_gets_no_soll() -> None:
    """The count is blind; the own turnover is no secret."""
    lines = lines_of(to_document(PAPERS["x_cash_own"], STALL.header, 32, ""))
    assert not any("Soll" in line for line in lines)
    assert any(line.startswith("BAR") and line.endswith("5,00") for line in lines)


def test_numbers_of_a_day_without_receipts() -> None:
    """„keine", not 0 to 0."""
    paper = printed(day("F 20 BAR 1 × 68363 BAR ZW BAR BAR F 10 BAR"), "X Kasse")
    lines = lines_of(to_document(paper, STALL.header, 32, ""))
    assert "Bons                       keine" in lines
