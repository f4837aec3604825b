"""A slip of the till where there is no printer: as lines of text, and as a page to print."""

from datetime import datetime
from typing import Final, assert_never

from firmware.export.pdf import (
    HEIGHT_MM,
    WIDTH_MM,
    About,
    Line,
    Mark,
    Ruler,
    Side,
    Style,
    Weight,
    render,
)
from firmware.export.pdf import Words as Set
from firmware.export.typesetting import wrap
from firmware.till.papers.paper import (
    Code,
    Drawing,
    Pair,
    Paper,
    Row,
    Rule,
    Rulers,
    Sizes,
    Title,
    Words,
    to_document,
)
from hal.printer.port import Text

COLUMNS: Final = 42
MARGIN_MM: Final = 25.0
_PLAIN: Final = Style(size_pt=11)
_BOLD: Final = Style(size_pt=11, weight=Weight.BOLD)
_LARGE: Final = Style(size_pt=18, weight=Weight.BOLD)
_LINE_MM: Final = 6.0


def as_text(paper: Paper, header: str) -> str:
    """The slip as it would come out of a printer of 42 columns; a code is not in it."""
    blocks = to_document(paper, (header,), COLUMNS).blocks
    lines = [one.text.rstrip() for one in blocks if isinstance(one, Text)]
    return "\n".join(lines) + "\n"


def as_pdf(paper: Paper, header: str, made_at: datetime) -> bytes:
    """The slip as one page on A4.

    Raises:
        LetterError: it holds a sign that cannot be drawn.
    """
    ruler = Ruler()
    marks: list[Mark] = []
    y_mm = MARGIN_MM
    for row in (Words(text=header), *paper.rows):
        drawn, height_mm = _drawn(row, y_mm, ruler)
        marks += drawn
        y_mm += height_mm
    assert y_mm < HEIGHT_MM - MARGIN_MM, "such a slip has one page"
    return render([marks], About(title=paper.name, author=header, made_at=made_at))


def _drawn(row: Row, y_mm: float, ruler: Ruler) -> tuple[list[Mark], float]:
    """What a row becomes at a height, and how much of the page it takes."""
    right_mm = WIDTH_MM - MARGIN_MM
    match row:
        case Title():
            return [_words(row.text, y_mm + 3, _LARGE)], 2 * _LINE_MM
        case Words():
            style = _BOLD if row.is_bold else _PLAIN
            lines = wrap(row.text, style, right_mm - MARGIN_MM, ruler)
            set_lines: list[Mark] = [
                _words(line, y_mm + index * _LINE_MM, style) for index, line in enumerate(lines)
            ]
            return set_lines, len(lines) * _LINE_MM
        case Pair():
            right = Set(text=row.right, x_mm=right_mm, y_mm=y_mm, style=_BOLD, side=Side.RIGHT)
            return [_words(row.left, y_mm, _PLAIN), right], _LINE_MM
        case Rule():
            line_mm = y_mm - _LINE_MM / 4
            return [Line(from_mm=(MARGIN_MM, line_mm), to_mm=(right_mm, line_mm))], _LINE_MM
        case Code() | Sizes() | Rulers() | Drawing():
            # None of them is on a slip of a register's life.
            return [], 0.0
        case _:
            assert_never(row)


def _words(text: str, y_mm: float, style: Style) -> Set:
    return Set(text=text, x_mm=MARGIN_MM, y_mm=y_mm, style=style)
