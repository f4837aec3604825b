"""Slips without a printer."""

from datetime import UTC, datetime
from io import BytesIO

from pypdf import PdfReader

from firmware.app.life.paper_page import as_pdf, as_text
from firmware.till.papers.paper import Code, Pair, Paper, Rule, Title, Words

PAPER = Paper(
    name="Probe",
    rows=(
        Title(text="PROBE"),
        Pair(left="Kasse", right="GRAZ-01"),
        Rule(),
        Words(text="Ein langer Satz, der nicht in eine Zeile passt, " * 3),
        Words(text="fett", is_bold=True),
        Code(payload="geheim"),
    ),
)


def test_as_text() -> None:
    """The lines of a printer of 42 columns."""
    lines = as_text(PAPER, "MARKTSTAND").splitlines()
    assert ["MARKTSTAND", "PROBE", f"Kasse{'GRAZ-01':>37}", "-" * 42] == lines[:4]
    assert all(len(line) <= 42 for line in lines)
    assert "fett" == lines[-1]


def test_as_pdf() -> None:
    """One page with the same words; the same bytes each time."""
    made_at = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    document = as_pdf(PAPER, "MARKTSTAND", made_at)
    assert document == as_pdf(PAPER, "MARKTSTAND", made_at)
    (page,) = PdfReader(BytesIO(document)).pages
    text = page.extract_text()
    for words in ("MARKTSTAND", "PROBE", "Kasse", "GRAZ-01", "fett"):
        assert words in text
