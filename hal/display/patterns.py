"""What a panel shows that is no text: patterns that find dead dots, and boxes for keys."""

from collections.abc import Sequence
from typing import Final, assert_never

from PIL import Image, ImageDraw

from hal.display import glyphs
from hal.display.port import HEIGHT, WIDTH, Pattern, ScreenError

_LIT: Final = 255
#: A box narrower or lower than that is no box.
_LEAST_PX: Final = 4
_GAP_PX: Final = 1
FILLED, EMPTY = "#", "."

Box = tuple[int, int, int, int]


def fill(canvas: Image.Image, pattern: Pattern) -> None:
    """Set every dot of the panel."""
    match pattern:
        case Pattern.ALL_ON:
            canvas.paste(_LIT, (0, 0, WIDTH, HEIGHT))
        case Pattern.ALL_OFF:
            canvas.paste(0, (0, 0, WIDTH, HEIGHT))
        case Pattern.CHECKER:
            _checker(canvas, 0)
        case Pattern.CHECKER_TURNED:
            _checker(canvas, 1)
        case Pattern.BORDER:
            pen = ImageDraw.Draw(canvas)
            pen.rectangle((0, 0, WIDTH - 1, HEIGHT - 1), outline=_LIT)
            # The diagonals show a panel whose rows or columns are swapped.
            pen.line((0, 0, WIDTH - 1, HEIGHT - 1), fill=_LIT)
            pen.line((0, HEIGHT - 1, WIDTH - 1, 0), fill=_LIT)
        case _:
            assert_never(pattern)


def _checker(canvas: Image.Image, first: int) -> None:
    canvas.putdata([_LIT * ((x + y + first) % 2) for y in range(HEIGHT) for x in range(WIDTH)])


def draw_grid(canvas: Image.Image, box: Box, rows: Sequence[str]) -> None:
    """Boxes in rows of the same length, as large as `box` allows.

    Raises:
        ScreenError: rows differ in length, hold another sign, or have no room.
    """
    left, top, right, bottom = box
    columns = len(rows[0])
    text = "/".join(rows)
    if not columns or any(len(row) != columns or set(row) - {FILLED, EMPTY} for row in rows):
        raise ScreenError("grid", text, "rows of # and . of one length")
    width, height = (right - left) // columns, (bottom - top) // len(rows)
    if min(width, height) < _LEAST_PX:
        raise ScreenError("grid", text, f"does not fit {right - left} x {bottom - top} pixels")
    pen = glyphs.pen(canvas)
    for y, row in enumerate(rows):
        for x, cell in enumerate(row):
            at = (left + x * width, top + y * height)
            end = (at[0] + width - 1 - _GAP_PX, at[1] + height - 1 - _GAP_PX)
            pen.rectangle((*at, *end), outline=_LIT, fill=_LIT if cell == FILLED else 0)
