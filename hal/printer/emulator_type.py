"""How the emulated printer sets signs into a line: their cells, and what these look like."""

from dataclasses import replace
from functools import lru_cache

from PIL import Image, ImageChops

from hal.printer.emulator_font import BLACK, WHITE, Typeface
from hal.printer.emulator_style import PrintStyle
from hal.printer.model import SMALL_FONT_DOTS, PrinterModel

FONT_HEIGHT_DOTS = 24
SMALL_FONT_HEIGHT_DOTS = 17
#: All signs of a code page in more styles than any slip has.
_KEPT = 4096

Cells = tuple[tuple[str, PrintStyle], ...]


class TypeCase:
    """The signs of a model."""

    def __init__(self, model: PrinterModel) -> None:
        self._width = model.dots // model.columns
        self._typeface = Typeface()
        self._cell = lru_cache(_KEPT)(self._draw)

    def size(self, style: PrintStyle) -> tuple[int, int]:
        """Width and height of a cell in dots."""
        width = SMALL_FONT_DOTS if style.is_small else self._width
        height = SMALL_FONT_HEIGHT_DOTS if style.is_small else FONT_HEIGHT_DOTS
        return width * style.width, height * style.height

    def height(self, cells: Cells) -> int:
        """Of the highest, in dots; 0 where there is none."""
        return max((self.size(style)[1] for style in {style for _, style in cells}), default=0)

    def line(self, cells: Cells, size: tuple[int, int], x: int, foot: int) -> Image.Image:
        """A strip of `size` with the cells from `x` on, all of them standing on row `foot`."""
        strip = Image.new("1", size, WHITE)
        for sign, style in cells:
            cell = self._cell(sign, style)
            strip.paste(cell, (x, foot - cell.height))
            x += cell.width
        return strip

    def _draw(self, sign: str, style: PrintStyle) -> Image.Image:
        """A cell; doubled by repeating dots, as print heads do."""
        plain = self.size(replace(style, width=1, height=1))
        cell = self._typeface.cell(sign, plain, is_bold=style.is_bold).copy()
        if style.is_underlined:
            cell.paste(BLACK, (0, plain[1] - 2, plain[0], plain[1]))
        if style.is_inverse:
            cell = ImageChops.invert(cell)
        return cell.resize(self.size(style), Image.Resampling.NEAREST)
