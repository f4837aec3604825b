"""A document on A4: title, chapters, and on every page whose it is and what it was made from."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from firmware.export.papers.document import Document, Imprint
from firmware.export.papers.pieces import MARGIN_MM, TEXT_MM, Piece, moved, pieces_of
from firmware.export.pdf import (
    HEIGHT_MM,
    WIDTH_MM,
    About,
    Colour,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    Words,
    render,
)
from firmware.export.typesetting import shrink, wrap

#: Between these the text stands; above is the head of the page, below its foot.
TOP_MM: Final = 26.0
BOTTOM_MM: Final = HEIGHT_MM - 24.0
_SOFT: Final = Colour(95, 90, 84)
_SMALL: Final = Style(size_pt=7.5, colour=_SOFT)
_TITLE: Final = Style(size_pt=20, weight=Weight.BOLD)
_LAW: Final = Style(size_pt=9.5, colour=_SOFT)
_TITLE_LINE_MM: Final = 9.0
_LAW_LINE_MM: Final = 4.8


def as_pdf(document: Document, imprint: Imprint, made_at: datetime) -> bytes:
    """The document; the same facts at the same time are the same bytes.

    Raises:
        LetterError: a text holds a sign that cannot be drawn.
    """
    about = About(title=document.title, author=imprint.company, made_at=made_at)
    return render(pages(document, imprint, Ruler()), about)


def pages(document: Document, imprint: Imprint, ruler: Ruler) -> list[list[Mark]]:
    """Its pages, with head and foot.

    Raises:
        LetterError: a text holds a sign that cannot be drawn.
    """
    flowed = list(_flow(list(_pieces(document, ruler))))
    return [
        [*_head(document, imprint, ruler), *marks, *_foot(imprint, number, len(flowed), ruler)]
        for number, marks in enumerate(flowed, start=1)
    ]


def _pieces(document: Document, ruler: Ruler) -> Iterator[Piece]:
    yield _heading(document, ruler)
    for number, chapter in enumerate(document.chapters, start=1):
        yield from pieces_of(number, chapter, ruler)


def _heading(document: Document, ruler: Ruler) -> Piece:
    """Title and law, at the top of the first page."""
    marks: list[Mark] = []
    y_mm = 0.0
    for text, style, line_mm in (
        (document.title, _TITLE, _TITLE_LINE_MM),
        (document.law, _LAW, _LAW_LINE_MM),
    ):
        for line in wrap(text, style, TEXT_MM, ruler):
            marks.append(Words(text=line, x_mm=MARGIN_MM, y_mm=y_mm + 0.75 * line_mm, style=style))
            y_mm += line_mm
    return Piece(height_mm=y_mm, marks=tuple(marks), stays=True)


def _flow(pieces: Sequence[Piece]) -> Iterator[list[Mark]]:
    """The marks of one page after the other; a piece goes where it fits with what it stays with."""
    page: list[Mark] = []
    y_mm = TOP_MM
    for index, piece in enumerate(pieces):
        is_full = y_mm + _together_mm(pieces, index) > BOTTOM_MM
        if is_full and page:
            yield page
            page, y_mm = [], TOP_MM
            if piece.again is not None:
                page += [moved(mark, y_mm) for mark in piece.again.marks]
                y_mm += piece.again.height_mm
        y_mm += piece.gap_mm if page else 0.0
        page += [moved(mark, y_mm) for mark in piece.marks]
        y_mm += piece.height_mm
    yield page


def _together_mm(pieces: Sequence[Piece], index: int) -> float:
    """How much of a page a piece takes with the next one that may end a page."""
    height_mm = 0.0
    for piece in pieces[index:]:
        height_mm += piece.gap_mm + piece.height_mm
        if not piece.stays:
            break
    return height_mm


def _head(document: Document, imprint: Imprint, ruler: Ruler) -> Iterator[Mark]:
    right_mm = WIDTH_MM - MARGIN_MM
    text = f"{imprint.company} · Kassen-ID {imprint.register_id}"
    style = shrink(text, _SMALL, TEXT_MM * 0.6, ruler)
    yield Words(text=text, x_mm=MARGIN_MM, y_mm=15.0, style=style)
    title = shrink(document.title, _SMALL, TEXT_MM * 0.38, ruler)
    yield Words(text=document.title, x_mm=right_mm, y_mm=15.0, style=title, side=Side.RIGHT)
    yield Line(from_mm=(MARGIN_MM, 17.5), to_mm=(right_mm, 17.5), width_mm=0.2, colour=_SOFT)


def _foot(imprint: Imprint, number: int, count: int, ruler: Ruler) -> Iterator[Mark]:
    right_mm, y_mm = WIDTH_MM - MARGIN_MM, HEIGHT_MM - 16.0
    yield Line(
        from_mm=(MARGIN_MM, y_mm - 4.5), to_mm=(right_mm, y_mm - 4.5), width_mm=0.2, colour=_SOFT
    )
    made = f"erstellt {imprint.made_at} von Standlkassa {imprint.version}"
    yield Words(text=made, x_mm=MARGIN_MM, y_mm=y_mm, style=_SMALL)
    page = f"Seite {number} von {count}"
    yield Words(text=page, x_mm=right_mm, y_mm=y_mm, style=_SMALL, side=Side.RIGHT)
    facts = f"Fakten (SHA-256): {imprint.digest}"
    style = shrink(facts, _SMALL, TEXT_MM, ruler)
    yield Words(text=facts, x_mm=MARGIN_MM, y_mm=y_mm + 4.0, style=style)
