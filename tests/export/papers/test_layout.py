"""Documents on A4: what every page carries, and where pages end."""

import io
from datetime import UTC, datetime

import pypdf
import pytest

from firmware.export.papers.catalogue import WRITERS, imprint
from firmware.export.papers.document import Chapter, Document, Heading, Kind, Paragraph, Table
from firmware.export.papers.facts import Facts, digest
from firmware.export.papers.layout import BOTTOM_MM, TOP_MM, as_pdf, pages
from firmware.export.pdf import Box, Mark, Ruler, Words
from tests.export.papers.sample import EVENTFUL, NEW, OLD, PLAIN

MADE_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
IMPRINT = imprint(PLAIN, "20.11.2026 09:00")
RULER = Ruler()


def document(*chapters: Chapter) -> Document:
    """A document of nothing but these."""
    return Document(kind=Kind.GROUPS, title="Titel", law="§ 1", chapters=chapters)


def body(page: list[Mark]) -> list[Words]:
    """The words between head and foot."""
    return [one for one in page if isinstance(one, Words) and TOP_MM <= one.y_mm <= BOTTOM_MM]


@pytest.mark.parametrize("facts", [PLAIN, EVENTFUL], ids=["plain", "eventful"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_page_says_whose_it_is(kind: Kind, facts: Facts) -> None:
    """Company, register, version, date, page n of m, and the digest of the facts."""
    raw = as_pdf(WRITERS[kind](facts), imprint(facts, "20.11.2026 09:00"), MADE_UTC)
    texts = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages]
    assert texts
    for number, text in enumerate(texts, start=1):
        assert "MARKTSTAND HUBER · Kassen-ID GRAZ-01" in text
        assert "erstellt 20.11.2026 09:00 von Standlkassa 0.1.0" in text
        assert f"Seite {number} von {len(texts)}" in text
        assert digest(facts) in text


def test_facts_can_be_read_in_the_file() -> None:
    """Serials, digests, settings, people: as text, not as a picture of it."""
    raw = as_pdf(WRITERS[Kind.E131](EVENTFUL), IMPRINT, MADE_UTC)
    text = "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(raw)).pages)
    digests = (EVENTFUL.program.source_sha256, EVENTFUL.book.last_hash)
    for words in (*digests, OLD, NEW, "Anna", "Werkstatt Gruber", "epson-tm-t20ii", "STROMAUSFALL"):
        assert words in text


@pytest.mark.parametrize("kind", list(Kind))
def test_nothing_runs_into_head_or_foot(kind: Kind) -> None:
    """The text ends above the foot on each page."""
    for page in pages(WRITERS[kind](EVENTFUL), IMPRINT, RULER):
        lowest = [one for one in page if isinstance(one, Words) and one.y_mm > BOTTOM_MM]
        assert {"erstellt", "Seite", "Fakten"} == {one.text.split()[0] for one in lowest}
        boxes = [one for one in page if isinstance(one, Box)]
        assert [] == [one for one in boxes if one.y_mm + one.height_mm > BOTTOM_MM]


def test_the_head_of_a_table_stands_on_every_page() -> None:
    """Who reads page two must not look back."""
    rows = tuple((str(number), "x") for number in range(200))
    table = Table(head=("Nummer", "Wort"), shares=(1, 1), rows=rows)
    made = pages(document(Chapter(title="Viele", blocks=(table,))), IMPRINT, RULER)
    assert len(made) > 2
    for page in made[1:]:
        assert ["Nummer", "Wort"] == [one.text for one in body(page)][:2]
    numbers = [one.text for page in made for one in body(page) if one.text.isdigit()]
    assert [str(number) for number in range(200)] == numbers


@pytest.mark.parametrize("lines", range(36, 48))
def test_no_heading_ends_a_page(lines: int) -> None:
    """It goes to the next page with what it is about, wherever the page ends."""
    before = tuple(Paragraph(text="Zeile") for _ in range(lines))
    blocks = (*before, Heading(text="Über"), Paragraph(text="Darunter"))
    made = pages(document(Chapter(title="Eins", blocks=blocks)), IMPRINT, RULER)
    for page in made:
        assert "Über" != body(page)[-1].text


def test_the_same_facts_are_the_same_bytes() -> None:
    """A second copy can be compared with the first."""
    one, other = (as_pdf(WRITERS[Kind.E131](PLAIN), IMPRINT, MADE_UTC) for _ in range(2))
    assert one == other
