"""Letters for one-bit panels: our own bitmap sheets, and DejaVu through FreeType.

A sheet is a text file: a sentence, then blocks of a line `= A B C` that names characters and of
as many lines of `#` and `.` as the font is high, in which the glyphs stand side by side, one
blank apart; the blank itself is named ␣. Below some ten pixels nothing but a drawing by hand is
legible at one bit; above, FreeType's monochrome rendering with the font's own hints is as good.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from PIL import Image, ImageDraw, ImageFont

#: What stands for a character that a sheet does not have: a box, seen by everybody.
UNKNOWN = "□"

_BLANK = "␣"

_FONTS = Path(__file__).with_name("fonts")


class SheetError(ValueError):
    """A glyph sheet is malformed; the message names the file and the line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A bitmap font.

    `glyphs` maps a character to its one-bit picture, all `height_px` high; widths may differ and
    include the gap to the next character.
    """

    height_px: int
    glyphs: Mapping[str, Image.Image]

    def has(self, text: str) -> bool:
        """Whether every character of `text` has a glyph."""
        return all(character in self.glyphs for character in text)

    def width_px(self, text: str) -> int:
        """How far `text` reaches, with the gap behind its last character."""
        return sum(self._glyph(character).width for character in text)

    def draw(self, canvas: Image.Image, at: tuple[int, int], text: str) -> None:
        """Set `text` with its top left corner at `at`; unknown characters become a box."""
        x, y = at
        for character in text:
            glyph = self._glyph(character)
            canvas.paste(glyph, (x, y))
            x += glyph.width

    def _glyph(self, character: str) -> Image.Image:
        known = self.glyphs.get(character)
        return self.glyphs[UNKNOWN] if known is None else known


def parse_sheet(text: str, *, name: str) -> Sheet:
    """Read a sheet.

    Raises:
        SheetError: A block has rows of unequal height or width, or a character comes twice.
    """
    glyphs: dict[str, Image.Image] = {}
    heights: set[int] = set()
    for block in text.split("\n= ")[1:]:
        head, *rows = block.rstrip("\n").split("\n")
        columns = [row.split(" ") for row in rows if row]
        characters = head.split(" ")
        if any(len(column) != len(characters) for column in columns):
            raise SheetError(f"{name}: block {head!r}: a row has too many or too few glyphs")
        heights.add(len(columns))
        for index, name_in_sheet in enumerate(characters):
            character = " " if name_in_sheet == _BLANK else name_in_sheet
            drawing = [column[index] for column in columns]
            if character in glyphs or len({len(line) for line in drawing}) != 1:
                raise SheetError(f"{name}: {character!r} comes twice or is not a rectangle")
            glyphs[character] = _picture(drawing)
    if len(heights) != 1:
        raise SheetError(f"{name}: glyphs of {sorted(heights)} rows in one sheet")
    return Sheet(height_px=heights.pop(), glyphs=MappingProxyType(glyphs))


@cache
def small() -> Sheet:
    """6 x 8 pixels: status and hint."""
    return _load("small_6x8.txt")


@cache
def numerals() -> Sheet:
    """Digits 14 pixels wide and 24 above the line, in 28; signs and separators are narrower."""
    return _load("numerals_14x28.txt")


@cache
def mono(size_px: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans Mono; 14 pixels give an advance of 8 and fit 16 lines."""
    return _outline("DejaVuSansMono.ttf", size_px)


@cache
def bold(size_px: int) -> ImageFont.FreeTypeFont:
    """DejaVu Sans Bold: words, legible down to 11 pixels."""
    return _outline("DejaVuSans-Bold.ttf", size_px)


def pen(canvas: Image.Image) -> ImageDraw.ImageDraw:
    """A pen that draws letters without grey."""
    drawing = ImageDraw.Draw(canvas)
    drawing.fontmode = "1"
    return drawing


def _load(name: str) -> Sheet:
    return parse_sheet((_FONTS / name).read_text(encoding="utf-8"), name=name)


def _outline(name: str, size_px: int) -> ImageFont.FreeTypeFont:
    # The basic layout keeps whole-pixel advances; shaping would only blur them.
    return ImageFont.truetype(_FONTS / name, size_px, layout_engine=ImageFont.Layout.BASIC)


def _picture(drawing: list[str]) -> Image.Image:
    picture = Image.new("1", (len(drawing[0]), len(drawing)))
    for y, line in enumerate(drawing):
        for x, mark in enumerate(line):
            if mark == "#":
                picture.putpixel((x, y), 255)
    return picture
