"""Looking for words on the glass: pixels against the till's own letters.

A text is drawn in each of the fonts the display has, and looked for pixel by pixel, wherever it may
stand. Nothing is guessed: a text whose pixels are not there is not there.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from PIL import Image, ImageChops, ImageDraw, ImageFont

from hal.display import glyphs
from hal.display.port import HEIGHT, WIDTH, Frame

_ITEM_FONT_PX: Final = 14
_ITEM_CELL_PX: Final = 8
_ITEM_PX: Final = 16
#: Sizes of words in the main zone.
_WORD_SIZES_PX: Final = range(24, 7, -1)
_STATUS_BAR_PX: Final = 10
_SMALL_CELL_PX: Final = 6
_STATUS_AT: Final = (1, 1)
_HINT_AT: Final = (1, 56)
_ITEM_AT: Final = (0, 10)
_WORDS_MAX: Final = 8


def shows(frame: Frame, text: str) -> bool:
    """Whether `text` stands somewhere, in one piece or broken into two lines between words."""
    rows = _rows(Image.frombytes("1", (WIDTH, HEIGHT), frame.bits))
    upside = [row.translate(_OTHER_WAY) for row in rows[: _STATUS_BAR_PX + 1]]
    return any(_stands(rows, parts) or _stands(upside, parts) for parts in _breaks(text))


def read_lines(frame: Frame) -> tuple[str, str, str]:
    """Status, item and hint as far as their letters are known; ▒ where one is not."""
    picture = Image.frombytes("1", (WIDTH, HEIGHT), frame.bits)
    if picture.crop((0, 0, WIDTH, 1)).getextrema() == (255, 255):
        # The bar of training.
        bar = (0, 0, WIDTH, _STATUS_BAR_PX)
        picture.paste(ImageChops.invert(picture.crop(bar)), bar)
    small = {_key(image): text for text, image in glyphs.small().glyphs.items()}
    # A blank, and not what has no ink in this font.
    letters = (*(text for text in glyphs.small().glyphs if text != " "), " ")
    item = {_key(_item_cell(text)): text for text in letters}
    sizes = {"small": (_SMALL_CELL_PX, 8, 21), "item": (_ITEM_CELL_PX, _ITEM_PX, 16)}

    def line(at: tuple[int, int], known: dict[bytes, str], size: tuple[int, int, int]) -> str:
        width, height, count = size
        cells = (
            picture.crop((x, at[1], x + width, at[1] + height))
            for x in range(at[0], at[0] + count * width, width)
        )
        return "".join(known.get(_key(cell), "▒") for cell in cells).rstrip()

    return (
        line(_STATUS_AT, small, sizes["small"]),
        line(_ITEM_AT, item, sizes["item"]),
        line(_HINT_AT, small, sizes["small"]),
    )


#: A row of pixels is a text of these: finding one in another is what texts are good at.
_DARK, _LIT = "·", "#"
_OTHER_WAY: Final = str.maketrans(_DARK + _LIT, _LIT + _DARK)


def _rows(picture: Image.Image) -> tuple[str, ...]:
    step = (picture.width + 7) // 8
    raw = picture.tobytes()
    bits = (
        f"{int.from_bytes(raw[at : at + step], 'big'):0{step * 8}b}"
        for at in range(0, len(raw), step)
    )
    return tuple(row[: picture.width].translate(_BIT_MARKS) for row in bits)


_BIT_MARKS: Final = str.maketrans("01", _DARK + _LIT)


def _breaks(text: str) -> Iterator[tuple[str, ...]]:
    yield (text,)
    words = text.split()
    for at in range(1, min(len(words), _WORDS_MAX)):
        yield " ".join(words[:at]), " ".join(words[at:])


def _stands(rows: Sequence[str], parts: tuple[str, ...]) -> bool:
    """Whether the parts stand below each other in one font."""
    for templates in zip(*(_templates(part) for part in parts), strict=True):
        below: int | None = 0
        for template in templates:
            below = None if below is None else _find(rows, template, below)
        if below is not None:
            return True
    return False


def _find(rows: Sequence[str], template: Sequence[str], begin: int) -> int | None:
    """The line below the first place where the template stands, from line `begin` on."""
    if not template:
        return None
    for top in range(begin, len(rows) - len(template) + 1):
        x = rows[top].find(template[0])
        while x >= 0:
            if all(rows[top + at].startswith(row, x) for at, row in enumerate(template)):
                return top + len(template)
            x = rows[top].find(template[0], x + 1)
    return None


@lru_cache(maxsize=512)
def _templates(text: str) -> tuple[tuple[str, ...], ...]:
    """The text in every font, as rows; none where a font does not have it."""
    small, numerals = glyphs.small(), glyphs.numerals()
    return (
        _template(_sheet_picture(small, text)) if small.has(text) else (),
        _template(_sheet_picture(numerals, text)) if numerals.has(text) else (),
        _template(_item_picture(text)),
        *(_template(_words_picture(text, size)) for size in _WORD_SIZES_PX),
    )


def _template(picture: Image.Image) -> tuple[str, ...]:
    """Cut to the ink: what stands around a text is not its business."""
    box = picture.getbbox()
    if box is None or box[2] - box[0] > WIDTH or box[3] - box[1] > HEIGHT:
        return ()
    return _rows(picture.crop(box))


def _sheet_picture(sheet: glyphs.Sheet, text: str) -> Image.Image:
    picture = Image.new("1", (max(1, sheet.width_px(text)), sheet.height_px))
    sheet.draw(picture, (0, 0), text)
    return picture


def _item_picture(text: str) -> Image.Image:
    picture = Image.new("1", (_ITEM_CELL_PX * (len(text) + 1), _ITEM_PX + 4))
    pen, font = glyphs.pen(picture), glyphs.mono(_ITEM_FONT_PX)
    for index, character in enumerate(text):
        pen.text((index * _ITEM_CELL_PX, 0), character, font=font, fill=255)
    return picture


def _item_cell(character: str) -> Image.Image:
    return _item_picture(character).crop((0, 0, _ITEM_CELL_PX, _ITEM_PX))


def _words_picture(text: str, size_px: int) -> Image.Image:
    font: ImageFont.FreeTypeFont = glyphs.bold(size_px)
    picture = Image.new("1", (int(font.getlength(text)) + size_px, 2 * size_px))
    pen: ImageDraw.ImageDraw = glyphs.pen(picture)
    pen.text((0, 0), text, font=font, fill=255)
    return picture


def _key(picture: Image.Image) -> bytes:
    return picture.tobytes()
