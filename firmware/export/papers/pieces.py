"""Blocks of a document as pieces of a page: what has a height and is not torn apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, assert_never

from firmware.export.papers.document import (
    Block,
    Bullets,
    Chapter,
    Heading,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.export.pdf import (
    WIDTH_MM,
    Box,
    Colour,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    Words,
)
from firmware.export.typesetting import shrink, wrap

MARGIN_MM: Final = 20.0
TEXT_MM: Final = WIDTH_MM - 2 * MARGIN_MM
BODY: Final = Style(size_pt=9.5)
_BOLD: Final = replace(BODY, weight=Weight.BOLD)
_CHAPTER: Final = Style(size_pt=13, weight=Weight.BOLD)
_HEADING: Final = Style(size_pt=10.5, weight=Weight.BOLD)
_CELL: Final = Style(size_pt=8.5)
_CELL_HEAD: Final = replace(_CELL, weight=Weight.BOLD)
_SHADE: Final = Colour(236, 233, 228)
_FAINT: Final = Colour(190, 185, 178)
_LINE_MM: Final = 4.6
_CELL_LINE_MM: Final = 4.0
_CELL_EDGE_MM: Final = 1.2
_INDENT_MM: Final = 6.0
#: Where values begin, beside what they are called.
_VALUE_MM: Final = 56.0
_SIGN_MM: Final = 16.0
#: What a width measured twice may differ by.
_SLACK_MM: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Marks of some height, counted from its own top; `gap_mm` is the space above it.

    With `stays` it does not end a page. `again` is set once more where the piece begins a page:
    the head of its table.
    """

    height_mm: float
    marks: tuple[Mark, ...]
    gap_mm: float = 0.0
    stays: bool = False
    again: "Piece | None" = None


def moved(mark: Mark, down_mm: float) -> Mark:
    """`mark` further down."""
    match mark:
        case Words() | Box():
            return replace(mark, y_mm=mark.y_mm + down_mm)
        case Line():
            (left_mm, top_mm), (right_mm, bottom_mm) = mark.from_mm, mark.to_mm
            return replace(
                mark,
                from_mm=(left_mm, top_mm + down_mm),
                to_mm=(right_mm, bottom_mm + down_mm),
            )
        case _:
            assert_never(mark)


def pieces_of(number: int, chapter: Chapter, ruler: Ruler) -> Iterator[Piece]:
    """A chapter with its number.

    Raises:
        LetterError: a text holds a sign that cannot be drawn.
    """
    lines = wrap(f"{number}. {chapter.title}", _CHAPTER, TEXT_MM, ruler)
    title = _text(lines, _CHAPTER, MARGIN_MM, 6.0)
    yield replace(title, gap_mm=6.0, stays=True)
    for block in chapter.blocks:
        yield from _pieces(block, ruler)


def _pieces(block: Block, ruler: Ruler) -> Iterator[Piece]:
    match block:
        case Heading():
            lines = wrap(block.text, _HEADING, TEXT_MM, ruler)
            yield replace(_text(lines, _HEADING, MARGIN_MM, 5.0), gap_mm=3.0, stays=True)
        case Paragraph():
            yield replace(_paragraph(block.text, MARGIN_MM, ruler), gap_mm=1.6)
        case Bullets():
            yield from _bullets(block, ruler)
        case Pairs():
            yield from _pairs(block, ruler)
        case Table():
            yield from _table(block, ruler)
        case Signatures():
            yield _signatures(block)
        case _:
            assert_never(block)


def _text(
    lines: Sequence[str], style: Style, x_mm: float, line_mm: float, side: Side = Side.LEFT
) -> Piece:
    """Lines below one another; the base line is where letters without descent stand."""
    marks = tuple(
        Words(text=line, x_mm=x_mm, y_mm=(index + 0.75) * line_mm, style=style, side=side)
        for index, line in enumerate(lines)
    )
    return Piece(height_mm=len(lines) * line_mm, marks=marks)


def _paragraph(text: str, left_mm: float, ruler: Ruler) -> Piece:
    width_mm = WIDTH_MM - MARGIN_MM - left_mm
    return _text(wrap(text, BODY, width_mm, ruler), BODY, left_mm, _LINE_MM)


def _bullets(block: Bullets, ruler: Ruler) -> Iterator[Piece]:
    for index, item in enumerate(block.items, start=1):
        piece = _paragraph(item, MARGIN_MM + _INDENT_MM, ruler)
        sign = f"{index}." if block.is_numbered else "•"
        mark = Words(text=sign, x_mm=MARGIN_MM + 1.0, y_mm=0.75 * _LINE_MM, style=BODY)
        yield replace(piece, marks=(mark, *piece.marks), gap_mm=1.6 if index == 1 else 0.6)


def _pairs(block: Pairs, ruler: Ruler) -> Iterator[Piece]:
    value_mm = MARGIN_MM + _VALUE_MM
    for index, (label, text) in enumerate(block.rows):
        left = _text(wrap(label, BODY, _VALUE_MM - 3.0, ruler), BODY, MARGIN_MM, _LINE_MM)
        width_mm = WIDTH_MM - MARGIN_MM - value_mm
        # A digest stays in one line: whoever compares it reads it at a stretch.
        style = _BOLD if " " in text else shrink(text, _BOLD, width_mm - _SLACK_MM, ruler)
        right = _text(wrap(text or "–", style, width_mm, ruler), style, value_mm, _LINE_MM)
        yield Piece(
            height_mm=max(left.height_mm, right.height_mm),
            marks=(*left.marks, *right.marks),
            gap_mm=1.6 if index == 0 else 0.4,
        )


def _table(block: Table, ruler: Ruler) -> Iterator[Piece]:
    total = sum(block.shares)
    widths_mm = [TEXT_MM * share / total for share in block.shares]
    columns = tuple(
        (width_mm, Side.RIGHT if index in block.numbers else Side.LEFT)
        for index, width_mm in enumerate(widths_mm)
    )
    head = replace(_row(block.head, columns, _CELL_HEAD, ruler), stays=True)
    shade = Box(x_mm=MARGIN_MM, y_mm=0.0, width_mm=TEXT_MM, height_mm=head.height_mm, fill=_SHADE)
    head = replace(head, marks=(shade, *head.marks))
    yield replace(head, gap_mm=2.2)
    for cells in block.rows:
        yield replace(_row(cells, columns, _CELL, ruler), again=head)


def _row(
    cells: Sequence[str], columns: Sequence[tuple[float, Side]], style: Style, ruler: Ruler
) -> Piece:
    """Cells beside one another, each in the width and at the side of its column; a line below."""
    marks: list[Mark] = []
    left_mm, height_mm = MARGIN_MM, 0.0
    for text, (width_mm, side) in zip(cells, columns, strict=True):
        lines = wrap(text, style, width_mm - 2 * _CELL_EDGE_MM, ruler)
        edge_mm = width_mm - _CELL_EDGE_MM if side is Side.RIGHT else _CELL_EDGE_MM
        cell = _text(lines, style, left_mm + edge_mm, _CELL_LINE_MM, side)
        marks += [moved(mark, _CELL_EDGE_MM / 2) for mark in cell.marks]
        height_mm = max(height_mm, cell.height_mm)
        left_mm += width_mm
    height_mm += _CELL_EDGE_MM
    below = Line(
        from_mm=(MARGIN_MM, height_mm), to_mm=(WIDTH_MM - MARGIN_MM, height_mm), colour=_FAINT
    )
    return Piece(height_mm=height_mm, marks=(*marks, below))


def _signatures(block: Signatures) -> Piece:
    """Lines beside one another, with room for a hand above them."""
    width_mm = TEXT_MM / len(block.labels)
    marks: list[Mark] = []
    for index, label in enumerate(block.labels):
        left_mm = MARGIN_MM + index * width_mm
        end_mm = left_mm + width_mm - 8.0
        marks.append(Line(from_mm=(left_mm, _SIGN_MM), to_mm=(end_mm, _SIGN_MM), width_mm=0.25))
        marks.append(Words(text=label, x_mm=left_mm, y_mm=_SIGN_MM + 4.0, style=_CELL))
    return Piece(height_mm=_SIGN_MM + 6.0, marks=tuple(marks), gap_mm=4.0)
