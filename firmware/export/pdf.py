"""Pages on A4 as PDF: what stands on a page is a list of values, and only here it is drawn.

Whoever lays out a page counts millimetres from its top left corner and asks `Ruler` how wide words
are. The same pages with the same `About` are the same bytes, today and in ten years.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final, assert_never

from firmware.export.errors import ExportError

if TYPE_CHECKING:
    from fpdf import FPDF

WIDTH_MM: Final = 210.0
HEIGHT_MM: Final = 297.0
MM_PER_POINT: Final = 25.4 / 72
_FONTS: Final = Path(__file__).with_name("fonts")
_FAMILY: Final = "DejaVuSansCondensed"


class LetterError(ExportError):
    """A text holds a sign that no typeface of ours can draw; a page with a gap would lie."""

    def __init__(self, text: str, sign: str) -> None:
        super().__init__(f"{text!r}: no letter for {sign!r} (U+{ord(sign):04X})")
        self.text = text
        self.sign = sign


class Weight(Enum):
    """How thick the letters are; the value is fpdf2's word for it."""

    REGULAR = ""
    BOLD = "B"


class Side(Enum):
    """Which end of the words stands at their place."""

    LEFT = "left"
    MIDDLE = "middle"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Colour:
    """Red, green and blue, 0 to 255."""

    red: int
    green: int
    blue: int


BLACK: Final = Colour(0, 0, 0)
WHITE: Final = Colour(255, 255, 255)


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How words look."""

    size_pt: float
    weight: Weight = Weight.REGULAR
    colour: Colour = BLACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One line of text; `y_mm` is its base line."""

    text: str
    x_mm: float
    y_mm: float
    style: Style
    side: Side = Side.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle, filled, edged or both; `radius_mm` rounds its corners."""

    x_mm: float
    y_mm: float
    width_mm: float
    height_mm: float
    fill: Colour | None = None
    edge: Colour | None = None
    edge_mm: float = 0.2
    radius_mm: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A straight line."""

    from_mm: tuple[float, float]
    to_mm: tuple[float, float]
    width_mm: float = 0.1
    colour: Colour = BLACK


Mark = Words | Box | Line
Page = Sequence[Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a document says of itself; `made_at` must know its time zone."""

    title: str
    author: str
    made_at: datetime


class Ruler:
    """Measures words in the typefaces they are drawn in."""

    def __init__(self) -> None:
        # What it measures with is read at the beginning; the files are not needed again.
        with _opened_sheet() as sheet:
            self._sheet = sheet

    def width_mm(self, text: str, style: Style) -> float:
        """How far `text` reaches from left to right.

        Raises:
            LetterError: it holds a sign that cannot be drawn.
        """
        _choose(self._sheet, text, style)
        return float(self._sheet.get_string_width(text))


def render(pages: Sequence[Page], about: About) -> bytes:
    """The document: one A4 page, upright, for each of `pages`.

    Raises:
        LetterError: a text holds a sign that cannot be drawn.
    """
    with _opened_sheet() as sheet:
        sheet.set_title(about.title)
        sheet.set_author(about.author)
        sheet.set_creator("Standlkassa")
        sheet.set_lang("de-AT")
        sheet.set_creation_date(about.made_at)
        for page in pages:
            sheet.add_page()
            for mark in page:
                _draw(sheet, mark)
        return bytes(sheet.output())


@contextmanager
def _opened_sheet() -> Iterator["FPDF"]:
    """No page yet; the files of the typefaces are open until the block ends (fpdf2 leaves them)."""
    # A third of a second to import, which nobody should wait for who draws nothing.
    from fpdf import FPDF  # noqa: PLC0415
    from fpdf.fonts import TTFFont  # noqa: PLC0415

    sheet = FPDF(orientation="portrait", unit="mm", format=(WIDTH_MM, HEIGHT_MM))
    sheet.set_auto_page_break(auto=False)
    sheet.set_margin(0)
    sheet.add_font(_FAMILY, Weight.REGULAR.value, _FONTS / f"{_FAMILY}.ttf")
    sheet.add_font(_FAMILY, Weight.BOLD.value, _FONTS / f"{_FAMILY}-Bold.ttf")
    try:
        yield sheet
    finally:
        for font in sheet.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()


def _draw(sheet: "FPDF", mark: Mark) -> None:
    match mark:
        case Words():
            _draw_words(sheet, mark)
        case Box():
            _draw_box(sheet, mark)
        case Line():
            sheet.set_draw_color(mark.colour.red, mark.colour.green, mark.colour.blue)
            sheet.set_line_width(mark.width_mm)
            sheet.line(*mark.from_mm, *mark.to_mm)
        case _:
            assert_never(mark)


def _draw_words(sheet: "FPDF", mark: Words) -> None:
    _choose(sheet, mark.text, mark.style)
    colour = mark.style.colour
    sheet.set_text_color(colour.red, colour.green, colour.blue)
    width_mm = float(sheet.get_string_width(mark.text))
    match mark.side:
        case Side.LEFT:
            left_mm = mark.x_mm
        case Side.MIDDLE:
            left_mm = mark.x_mm - width_mm / 2
        case Side.RIGHT:
            left_mm = mark.x_mm - width_mm
        case _:
            assert_never(mark.side)
    sheet.text(left_mm, mark.y_mm, mark.text)


def _draw_box(sheet: "FPDF", mark: Box) -> None:
    words = ""
    if mark.fill is not None:
        sheet.set_fill_color(mark.fill.red, mark.fill.green, mark.fill.blue)
        words += "F"
    if mark.edge is not None:
        sheet.set_draw_color(mark.edge.red, mark.edge.green, mark.edge.blue)
        sheet.set_line_width(mark.edge_mm)
        words = "D" + words
    if words:
        sheet.rect(
            *(mark.x_mm, mark.y_mm, mark.width_mm, mark.height_mm, words),
            round_corners=mark.radius_mm > 0,
            corner_radius=mark.radius_mm,
        )


def _choose(sheet: "FPDF", text: str, style: Style) -> None:
    """Take the typeface of `style`, if it has all of `text`."""
    from fpdf.fonts import TTFFont  # noqa: PLC0415 - as above

    sheet.set_font(_FAMILY, style.weight.value, style.size_pt)
    font = sheet.current_font
    assert isinstance(font, TTFFont)
    for sign in text:
        if ord(sign) not in font.cmap:
            raise LetterError(text, sign)
