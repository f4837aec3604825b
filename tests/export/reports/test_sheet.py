"""Words for time on papers of an export, and signs that cannot be drawn."""

from datetime import UTC, date, datetime

from firmware.export.papers.document import Chapter, Document, Heading, Pairs, Paragraph, Table
from firmware.export.pdf import Ruler
from firmware.export.reports.sheet import day, drawable, drawn, moment


def test_times_are_austrian() -> None:
    """Day first, the clock of the stall."""
    assert "21.11.2026 17:45" == moment(datetime(2026, 11, 21, 16, 45, tzinfo=UTC))
    assert ("21.11.2026", "") == (day(date(2026, 11, 21)), day(None))


def test_what_can_be_drawn_stays() -> None:
    """Umlauts, arrows and quotes are letters; a sign of none of our typefaces is its number."""
    ruler = Ruler()
    assert "Äpfel „süß“ → 3 €" == drawable("Äpfel „süß“ → 3 €", ruler)
    assert "[U+1F34E] Apfel" == drawable("🍎 Apfel", ruler)


def test_every_block_is_looked_at() -> None:
    """Titles, cells, values and sentences; what holds no name stays as it is."""
    blocks = (
        Table(head=("a",), shares=(1,), rows=(("🍎",),)),
        Pairs(rows=(("a", "🍎"),)),
        Paragraph(text="🍎"),
        Heading(text="a"),
    )
    document = Document(title="t", law="l", chapters=(Chapter(title="🍎", blocks=blocks),))
    (chapter,) = drawn(document).chapters
    assert "🍎" not in str(chapter)
    assert 4 == str(chapter).count("[U+1F34E]")
