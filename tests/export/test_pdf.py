"""Pages as PDF: true places, true letters, the same bytes every time."""

import io
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pytest

from firmware.export.pdf import (
    HEIGHT_MM,
    MM_PER_POINT,
    WIDTH_MM,
    About,
    Box,
    Colour,
    LetterError,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    Words,
    render,
)

ROOT = Path(__file__).parents[2]
ABOUT = About(title="Prüfseite", author="HUBER", made_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC))
PLAIN = Style(size_pt=10)
BOLD = Style(size_pt=10, weight=Weight.BOLD)
LETTERS = "€ ä × – − ß „Gruß“ §"
#: Where a word may lie beside its place: what the numbers in the file are rounded to.
CLOSE_MM = 0.02

_PROGRAM = """
import sys
from tests.export.test_pdf import ABOUT, page
from firmware.export.pdf import render
sys.stdout.buffer.write(render([page()], ABOUT))
"""


def page() -> list[Mark]:
    """Something of everything."""
    return [
        Box(x_mm=20, y_mm=30, width_mm=40, height_mm=10, fill=Colour(255, 0, 0), radius_mm=2),
        Box(x_mm=20, y_mm=50, width_mm=40, height_mm=10, edge=Colour(0, 0, 255), edge_mm=0.5),
        Line(from_mm=(20, 70), to_mm=(120, 70), width_mm=0.3),
        Words(text=LETTERS, x_mm=20, y_mm=80, style=PLAIN),
        Words(text=LETTERS, x_mm=20, y_mm=90, style=BOLD),
    ]


def read(document: bytes) -> pypdf.PdfReader:
    """The document as a stranger reads it."""
    return pypdf.PdfReader(io.BytesIO(document))


def places(document: bytes) -> dict[str, tuple[float, float]]:
    """The first page's words with the millimetres at which they begin."""
    found: dict[str, tuple[float, float]] = {}

    def visit(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            x_mm, up_mm = matrix[4] * MM_PER_POINT, matrix[5] * MM_PER_POINT
            found[text.strip()] = (x_mm, HEIGHT_MM - up_mm)

    read(document).pages[0].extract_text(visitor_text=visit)
    return found


def strokes(document: bytes) -> str:
    """What the first page tells the printer to do."""
    contents = read(document).pages[0].get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def test_every_page_is_an_a4_page() -> None:
    """As many as were asked for, each as large as the paper."""
    pages = read(render([page(), [], page()], ABOUT)).pages
    assert len(pages) == 3
    for one in pages:
        assert float(one.mediabox.width) * MM_PER_POINT == pytest.approx(WIDTH_MM, abs=CLOSE_MM)
        assert float(one.mediabox.height) * MM_PER_POINT == pytest.approx(HEIGHT_MM, abs=CLOSE_MM)


def test_the_letters_of_the_till_are_read_back() -> None:
    """Euro, umlauts, ×, dashes and the minus sign are text, in both weights."""
    text = read(render([page()], ABOUT)).pages[0].extract_text()
    assert [LETTERS, LETTERS] == text.splitlines()


def test_words_begin_where_they_were_put() -> None:
    """Millimetres from the top left corner, at the base line."""
    marks = [Words(text="links", x_mm=33, y_mm=44, style=PLAIN)]
    assert places(render([marks], ABOUT))["links"] == pytest.approx((33, 44), abs=CLOSE_MM)


@pytest.mark.parametrize(("side", "share"), [(Side.LEFT, 0), (Side.MIDDLE, 0.5), (Side.RIGHT, 1)])
def test_words_stand_by_their_side(side: Side, share: float) -> None:
    """What the ruler measures is what is drawn."""
    width_mm = Ruler().width_mm("Kräuter", BOLD)
    marks = [Words(text="Kräuter", x_mm=100, y_mm=50, style=BOLD, side=side)]
    x_mm, _ = places(render([marks], ABOUT))["Kräuter"]
    assert x_mm == pytest.approx(100 - share * width_mm, abs=CLOSE_MM)


def test_the_ruler_grows_with_size_and_weight() -> None:
    """Twice the size is twice as wide; bold is wider; nothing is nothing."""
    ruler = Ruler()
    width_mm = ruler.width_mm("Obst", PLAIN)
    assert ruler.width_mm("Obst", replace(PLAIN, size_pt=20)) == pytest.approx(2 * width_mm)
    assert ruler.width_mm("Obst", BOLD) > width_mm
    assert ruler.width_mm("", PLAIN) == 0


def test_lines_and_boxes_have_their_size() -> None:
    """A hundred millimetres are a hundred millimetres, so that a ruler on paper can be trusted."""
    drawn = strokes(render([page()], ABOUT))
    left, right = (f"{mm / MM_PER_POINT:.2f}" for mm in (20, 120))
    up = f"{(HEIGHT_MM - 70) / MM_PER_POINT:.2f}"
    assert f"{left} {up} m {right} {up} l S" in drawn
    wide, high = (f"{mm / MM_PER_POINT:.2f}" for mm in (40, -10))
    assert f"{wide} {high} re S" in drawn


def test_a_box_of_nothing_leaves_no_ink() -> None:
    """Neither filled nor edged."""
    marks = [Box(x_mm=1, y_mm=1, width_mm=5, height_mm=5)]
    assert strokes(render([marks], ABOUT)) == strokes(render([[]], ABOUT))


def test_the_document_says_what_it_is() -> None:
    """Title, author and date come from the caller."""
    about = read(render([page()], ABOUT)).metadata
    assert about is not None
    assert ("Prüfseite", "HUBER", "Standlkassa") == (about.title, about.author, about.creator)
    assert about.creation_date == ABOUT.made_at


def test_same_pages_are_the_same_bytes() -> None:
    """Also in another process: no clock, no chance, no order of a set is in them."""
    command = [sys.executable, "-c", _PROGRAM]
    elsewhere = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    assert elsewhere == render([page()], ABOUT)


def test_another_date_is_another_document() -> None:
    """The date given is the one written."""
    later = replace(ABOUT, made_at=datetime(2027, 1, 2, tzinfo=UTC))
    assert render([page()], later) != render([page()], ABOUT)


@pytest.mark.parametrize("sign", ["\N{CARROT}", "\n", "漢"])
def test_a_sign_without_a_letter_is_refused(sign: str) -> None:
    """An empty frame on paper helps nobody; the text and its sign are named."""
    with pytest.raises(LetterError, match=f"U\\+{ord(sign):04X}") as refusal:
        render([[Words(text=f"Obst{sign}", x_mm=9, y_mm=9, style=PLAIN)]], ABOUT)
    assert refusal.value.sign == sign
    with pytest.raises(LetterError):
        Ruler().width_mm(sign, BOLD)
