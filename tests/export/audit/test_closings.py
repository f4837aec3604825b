"""firmware.export.audit.closings: each Z once more, from the rows it closes."""

import json
import tracemalloc
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from firmware.export.audit.closings import Closings
from firmware.export.audit.finding import Findings
from firmware.export.audit.rows import FILE, ReadRow, read_rows
from firmware.store.journal import BEFORE_FIRST
from firmware.till.acts import JournalKind
from tests.export.audit.conftest import Exports


def examined(rows: Iterable[ReadRow], first_seq: int = 1) -> tuple[list[str], list[int | None]]:
    """What is found, and the numbers of the Zs."""
    found, previous = Findings("x"), BEFORE_FIRST
    subject = Closings(found, first_seq)
    for row in rows:
        subject.take(row, previous)
        previous = row.hash
    told = [f"{one.rule.value}: {one.detail}" for one in found.kept]
    return told, [one.number for one in subject.facts]


def rows_of(made: Exports) -> list[ReadRow]:
    """The journal of three days."""
    return list(read_rows(made.whole / FILE))


def changed(
    rows: list[ReadRow], kind: str, change: Callable[[dict[str, object]], object]
) -> list[ReadRow]:
    """The last row of a kind says something else."""
    at = max(index for index, row in enumerate(rows) if row.kind == kind)
    said = json.loads(rows[at].content_text)
    change(said)
    return [*rows[:at], replace(rows[at], said=said), *rows[at + 1 :]]


def test_three_days_are_right(made: Exports) -> None:
    """Figures, numbers, rows and drawer follow from the rows alone."""
    assert ([], [1, 2, 3]) == examined(rows_of(made))


@pytest.mark.parametrize(
    ("kind", "change", "detail"),
    [
        (JournalKind.Z, lambda said: said.update(number=7), "z-number: is Z 7 after Z 2"),
        (JournalKind.Z, lambda said: said.update(first_seq=3), "another first_seq"),
        (JournalKind.Z, lambda said: said.update(anchor="x"), "another anchor"),
        (JournalKind.Z, lambda said: said.update(number="x"), "is no Z that can be read"),
        (JournalKind.Z, lambda said: said["figures"]["drawer"].update(opening_cents=1), "drawer"),
        (JournalKind.Z, lambda said: said["count"].update(steps=[]), "another count"),
        (JournalKind.BELEG, lambda said: said.update(lines=[], total_cents=0), "another rates"),
        (JournalKind.BELEG, lambda said: said.pop("lines"), "cannot be reckoned"),
        (JournalKind.BELEG, lambda said: said.update(tenders=7), "cannot be reckoned"),
    ],
)
def test_what_does_not_follow_is_told(
    made: Exports, kind: str, change: Callable[[dict[str, object]], object], detail: str
) -> None:
    """Wherever the change is: in the Z or in a row it closes."""
    told, _ = examined(changed(rows_of(made), kind, change))
    assert any(detail in one for one in told), told


def test_a_name_is_no_figure(made: Exports) -> None:
    """An older firmware named a group by what came back last: its Z stays a right one."""
    named = changed(rows_of(made), JournalKind.Z, lambda said: _group(said).update(name="Becher?"))
    assert [] == examined(named)[0]
    more = changed(rows_of(made), JournalKind.Z, lambda said: _group(said).update(pieces=99))
    assert any("another groups" in one for one in examined(more)[0])


def _group(said: dict[str, Any]) -> dict[str, object]:
    """The first group of a Z row."""
    group: dict[str, object] = said["figures"]["groups"][0]
    return group


def test_a_period_that_began_before_is_not_reckoned(made: Exports) -> None:
    """The next one is: its opening stands in that Z."""
    rows = rows_of(made)
    assert ([], [1, 2, 3]) == examined(rows[20:], first_seq=21)
    altered = changed(rows, JournalKind.Z, lambda said: said.update(first_seq=3))
    told, _ = examined(altered[20:], first_seq=21)
    assert 1 == len(told)


def test_no_row_is_kept(made: Exports) -> None:
    """A till that never makes a Z is no burden on memory."""
    row = rows_of(made)[5]
    subject = Closings(Findings("x"), 1)
    tracemalloc.start()
    try:
        for seq in range(1, 5000):
            subject.take(replace(row, seq=seq, uuid=f"{seq:0100}"), "")
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 100_000
