"""firmware.till.fiscal.ending_papers: the slip of the end."""

from datetime import UTC, datetime

import pytest

from firmware.finanzonline.order import Reason
from firmware.till.fiscal.ending_papers import Ending, end_paper
from firmware.till.papers.paper import to_document
from tests.till.paper import lines_of

AT_UTC = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)


def lines(columns: int, reason: Reason, number: int | None) -> list[str]:
    """The slip on paper."""
    ending = Ending(register_id="GRAZ-01", reason=reason, number=number, at_utc=AT_UTC)
    return lines_of(to_document(end_paper(ending), ("MARKTSTAND",), columns))


@pytest.mark.parametrize("columns", [32, 42, 48])
def test_planned(columns: int) -> None:
    """§ 17 Abs 8 RKSV: what FinanzOnline is told, what is kept, and what never again."""
    text = " ".join(" ".join(lines(columns, Reason.PLANNED, 412)).split())
    for words in (
        "Schlussbeleg 000412",
        "seit 20.11.2026 10:42",
        "6 geplante Außerbetriebnahme",
        "sieben Jahre",
        "NIE WIEDER",
    ):
        assert words in text
    assert all(len(line) <= columns for line in lines(columns, Reason.PLANNED, 412))


def test_without_a_schlussbeleg() -> None:
    """Decree on tills 3.6.2: why there is none is written down."""
    text = " ".join(" ".join(lines(32, Reason.IRREPARABLE, None)).split())
    assert "Schlussbeleg keiner" in text
    assert "7 nicht behebbarer Ausfall" in text
    assert "Warum es keinen Schlussbeleg gibt" in text
    assert "____" in text
