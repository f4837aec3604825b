"""Rows for reckonings, and what the rows of a playbook come to."""

from datetime import UTC, datetime

from firmware.till.closing.figures import Figures
from firmware.till.closing.reckoning import reckon
from tests.till.playbook import Playbook
from tests.till.playbook_rows import PlayRow


def figures_of(book: Playbook, *, is_training: bool = False, clerk: int | None = None) -> Figures:
    """What the rows of a playbook come to."""
    book.book.diary.note(book.journal, book.till.clerk, book.now_utc)
    return reckon(book.book.diary.rows, is_training=is_training, clerk=clerk)


def row(seq: int, row_kind: str, **content: object) -> PlayRow:
    """A row of the journal."""
    at_utc = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return PlayRow(seq=seq, at_utc=at_utc, clerk=1, kind=row_kind, content=content)


def receipt(seq: int, kind: str = "standard", *, is_signed: bool = True) -> PlayRow:
    """The row of a receipt over nothing."""
    return row(
        seq,
        "BELEG",
        number=seq,
        kind=kind,
        is_signed=is_signed,
        total_cents=0,
        day="2026-11-20",
        original=None,
        lines=[],
        tenders=[],
    )
