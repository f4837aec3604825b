"""firmware.export.audit.sold: the table of receipts tells of each line what the journal tells."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.tables.fiscal import RECEIPTS
from tests.export.audit.conftest import Exports
from tests.export.audit.world import audit, change_file, list_anew, rules

TABLE = RECEIPTS.file_of("GRAZ-01")


def changed(folder: Path, change: Callable[[bytes], bytes]) -> list[str]:
    """What is found when the table and a list that fits it say something else."""
    change_file(folder, TABLE, change)
    list_anew(folder)
    report = audit(folder)
    assert {"receipt-table"} <= rules(report) <= {"receipt-table", "payment-table"}
    return [f"{one.place}: {one.detail}" for one in report.findings]


def test_what_the_till_writes_agrees(made: Exports) -> None:
    """Sales, returns, weight, discounts, practice, zero receipts."""
    assert () == audit(made.whole).findings


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (b";1,000;Stk;", b";9,000;Stk;", "Anzahl"),
        (b";Stk;Obst;", b";Stk;Ohne;", "Positionstext"),
        (b";BAR;", b";KARTE;", "Zahlungsart"),
        (b"Standardbeleg;nein", b"Nullbeleg;nein", "Belegart"),
    ],
)
def test_what_no_signature_covers(whole: Path, before: bytes, after: bytes, name: str) -> None:
    """The signed text has sums; pieces, words and means are in the journal."""
    assert any(f": {name} is " in one for one in changed(whole, lambda t: t.replace(before, after)))


def test_a_line_that_is_split(whole: Path) -> None:
    """Sums stay what they are, and still it is another sale."""

    def change(text: bytes) -> bytes:
        lines = text.split(b"\r\n")
        at = next(at for at, one in enumerate(lines) if b";Position;" in one)
        assert lines[at].count(b";2,50;") >= 2
        first = lines[at].replace(b";2,50;", b";0,00;")
        second = lines[at].replace(b";1;Position", b";2;Position")
        return b"\r\n".join([*lines[:at], first, second, *lines[at + 1 :]])

    assert any("lines in the table, by journal row" in one for one in changed(whole, change))
