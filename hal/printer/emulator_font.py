"""The character generator of the emulated printer: one-bit cells from a hinted typeface."""

from importlib import resources
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

#: Dots of a one-bit picture. Pillow keeps a 1 as 1, but draws and inverts with 255.
BLACK, WHITE = 0, 255

_FONTS = "hal.display"
_FOLDER = "fonts"
_REGULAR = "DejaVuSansMono.ttf"
_BOLD = "DejaVuSansMono-Bold.ttf"


class Typeface:
    """Cells of a given size for single characters; keeps what it drew.

    At most 256 characters of a code page times two weights and two cells are ever asked for.
    """

    def __init__(self) -> None:
        folder = resources.files(_FONTS) / _FOLDER
        self._files = {
            is_bold: (folder / name).read_bytes()
            for is_bold, name in ((False, _REGULAR), (True, _BOLD))
        }
        self._fonts: dict[tuple[bool, int], ImageFont.FreeTypeFont] = {}
        self._cells: dict[tuple[str, bool, tuple[int, int]], Image.Image] = {}

    def cell(self, sign: str, size: tuple[int, int], *, is_bold: bool) -> Image.Image:
        """`sign` black on white in a cell of `size` dots (width, height)."""
        key = (sign, is_bold, size)
        if key not in self._cells:
            self._cells[key] = self._draw(sign, size, is_bold=is_bold)
        return self._cells[key]

    def _draw(self, sign: str, size: tuple[int, int], *, is_bold: bool) -> Image.Image:
        width, height = size
        font = self._font(width, is_bold=is_bold)
        _, descent = font.getmetrics()
        picture = Image.new("1", size, WHITE)
        draw = ImageDraw.Draw(picture)
        draw.fontmode = "1"
        # The descent of capitals with accents is spare; keep the feet of g and ß on the paper.
        baseline = height - max(1, round(descent * 0.8))
        draw.text((0, baseline), sign, font=font, fill=BLACK, anchor="ls")
        return picture

    def _font(self, width: int, *, is_bold: bool) -> ImageFont.FreeTypeFont:
        """The largest size whose advance still fits a cell `width` dots wide."""
        key = (is_bold, width)
        if key not in self._fonts:
            points = width * 2
            font = ImageFont.truetype(BytesIO(self._files[is_bold]), points)
            while font.getlength("M") > width:
                points -= 1
                font = ImageFont.truetype(BytesIO(self._files[is_bold]), points)
            self._fonts[key] = font
        return self._fonts[key]
