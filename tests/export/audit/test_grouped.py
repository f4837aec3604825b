"""firmware.export.audit.grouped: receipts of a table, asked for one after the other."""

from pathlib import Path

import pytest

from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.grouped import Grouped
from firmware.export.errors import ReadError
from firmware.export.tables.fiscal import RECEIPTS
from tests.export.audit.conftest import Exports

TABLE = RECEIPTS.file_of("GRAZ-01")


def opened(path: Path) -> tuple[Grouped, Findings]:
    """The table of a folder, and what will be found."""
    found = Findings("x")
    return Grouped(RECEIPTS, path, "t", AuditRule.RECEIPT_TABLE, found), found


def test_each_with_its_lines(made: Exports) -> None:
    """In the order of their numbers, and nothing is told."""
    table, found = opened(made.whole / TABLE)
    assert [[1], [2]] == [sorted({line[0] for line in table.lines_of(at)}) for at in (1, 2)]
    assert [] == table.lines_of(2)
    assert [] == found.kept


def test_who_is_passed_is_told(made: Exports) -> None:
    """Also behind the last one that is asked for."""
    table, found = opened(made.whole / TABLE)
    assert table.lines_of(3)
    assert ["t, receipt 1", "t, receipt 2"] == [one.place for one in found.kept]
    table.end()
    assert len(found.kept) > 10


def test_a_broken_table_ends(whole: Path) -> None:
    """Told once; what came before is there."""
    text = (whole / TABLE).read_bytes().split(b"\r\n")
    (whole / TABLE).write_bytes(b"\r\n".join([*text[:3], b"x", *text[3:]]))
    table, found = opened(whole / TABLE)
    assert table.lines_of(1)
    table.end()
    assert table.is_broken
    assert ["t, line 4"] == [one.place for one in found.kept if "line" in one.place]


def test_a_table_that_is_not_there(tmp_path: Path) -> None:
    """That is the medium's fault."""
    with pytest.raises(ReadError):
        opened(tmp_path / "nothing")
