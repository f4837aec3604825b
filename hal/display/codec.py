"""Screen to pixels: where each zone lies, and the largest letters that fit it.

```
y  0  +-----------------------------+
      | status        6 x 8, 21     |   inverted as a bar of 10 lines in training
  10  | item          8 x 16, 16    |
  27  | main          28 lines high |   numerals 24 high, flush right; words centred
  56  | hint          6 x 8, 21     |
  64  +-----------------------------+
```

With a QR code the left 64 columns are the code and the right 62 hold item, main and hint.
The same screen always gives the same frame; nothing here reads a clock or a device.
"""

from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageFont

from hal.display import glyphs, patterns, qr
from hal.display.port import HEIGHT, WIDTH, Frame, Screen, ScreenError

_STATUS_CHARACTERS = 21
_ITEM_CHARACTERS = 16
_STATUS_BAR_PX = 10
_STATUS_Y = 1
_ITEM_Y = 10
_MAIN_Y = 27
_MAIN_PX = 28
_HINT_Y = 56
#: 21 characters of 6 pixels leave two columns; one on each side keeps letters off the rim.
_MARGIN_PX = 1

_ITEM_FONT_PX = 14
_ITEM_CELL_PX = 8
_ITEM_PX = 16

#: Words in the main zone: one line in large letters; failing that, two lines, then small ones.
_WORD_SETTINGS: tuple[tuple[int, range], ...] = (
    (1, range(24, 13, -1)),
    (2, range(16, 8, -1)),
    # The longest amounts beside a code: one word that no line holds in a larger size.
    (1, range(13, 7, -1)),
)
_LINE_GAP_PX = 2

_COLUMN_X = HEIGHT + 3
_COLUMN_PX = WIDTH - _COLUMN_X
_COLUMN_ITEM_CHARACTERS = _COLUMN_PX // _ITEM_CELL_PX
_COLUMN_CHARACTERS = _COLUMN_PX // 6
_COLUMN_LINES = 2


def render(screen: Screen) -> Frame:
    """Set `screen`.

    A character that no font has becomes a box.

    Raises:
        ScreenError: A text is longer than its zone; the error names the zone.
        QrTooLongError: The code does not fit the panel.
    """
    canvas = Image.new("1", (WIDTH, HEIGHT))
    if screen.pattern is not None:
        patterns.fill(canvas, screen.pattern)
    elif screen.qr:
        _set_beside_code(canvas, screen)
    else:
        _set_zones(canvas, screen)
    return Frame(canvas.tobytes())


def _set_zones(canvas: Image.Image, screen: Screen) -> None:
    _limit("status", screen.status, _STATUS_CHARACTERS)
    _limit("item", screen.item, _ITEM_CHARACTERS)
    _limit("hint", screen.hint, _STATUS_CHARACTERS)
    glyphs.small().draw(canvas, (_MARGIN_PX, _STATUS_Y), screen.status)
    if screen.is_inverted:
        _invert(canvas, (0, 0, WIDTH, _STATUS_BAR_PX))
    _set_item(canvas, (0, _ITEM_Y), screen.item)
    box = (_MARGIN_PX, _MAIN_Y, WIDTH - _MARGIN_PX, _MAIN_Y + _MAIN_PX)
    if screen.grid:
        patterns.draw_grid(canvas, box, screen.grid)
    else:
        _set_main(canvas, box, screen.main)
    glyphs.small().draw(canvas, (_MARGIN_PX, _HINT_Y), screen.hint)


def _set_beside_code(canvas: Image.Image, screen: Screen) -> None:
    canvas.paste(qr.square(screen.qr), (0, 0))
    y = 1
    if len(screen.item) <= _COLUMN_ITEM_CHARACTERS:
        _set_item(canvas, (_COLUMN_X, y), screen.item)
    else:
        _set_lines(canvas, y, _wrap("item", screen.item))
    if screen.is_inverted:
        _invert(canvas, (_COLUMN_X - 1, 0, WIDTH, y + _ITEM_PX + 1))
    hint = _wrap("hint", screen.hint)
    hint_y = HEIGHT - len(hint) * glyphs.small().height_px
    top = y + _ITEM_PX + 2
    _set_main(canvas, (_COLUMN_X, top, WIDTH, min(top + _MAIN_PX, hint_y)), screen.main)
    _set_lines(canvas, hint_y, hint)


def _set_item(canvas: Image.Image, at: tuple[int, int], text: str) -> None:
    pen = glyphs.pen(canvas)
    font = glyphs.mono(_ITEM_FONT_PX)
    for index, character in enumerate(text):
        pen.text((at[0] + index * _ITEM_CELL_PX, at[1]), character, font=font, fill=255)


def _set_main(canvas: Image.Image, box: tuple[int, int, int, int], text: str) -> None:
    left, top, right, bottom = box
    large = glyphs.numerals()
    if large.has(text) and large.height_px <= bottom - top:
        width_px = large.width_px(text)
        # The gap behind the last digit may hang over the rim.
        if width_px - _MARGIN_PX <= right - left:
            is_clock = ":" in text
            x = (left + right - width_px) // 2 + 1 if is_clock else right + 1 - width_px
            large.draw(canvas, (x, top), text)
            return
    _set_words(canvas, box, text)


def _set_words(canvas: Image.Image, box: tuple[int, int, int, int], text: str) -> None:
    left, top, right, bottom = box
    lines, font = _largest_words(text, right - left, bottom - top)
    inks = [font.getbbox(line) for line in lines]
    y = top + (bottom - top - _height_px(inks)) // 2
    pen = glyphs.pen(canvas)
    for line, ink in zip(lines, inks, strict=True):
        x = left + round((right - left - font.getlength(line)) / 2)
        pen.text((x, y - ink[1]), line, font=font, fill=255)
        y += round(ink[3] - ink[1]) + _LINE_GAP_PX


def _largest_words(
    text: str, width_px: int, height_px: int
) -> tuple[list[str], ImageFont.FreeTypeFont]:
    for lines_max, sizes_px in _WORD_SETTINGS:
        for size_px in sizes_px:
            font = glyphs.bold(size_px)
            lines = _break(text.split(), font.getlength, width_px)
            if lines is None or len(lines) > lines_max:
                continue
            # By the ink of these very words: without Ä and g two lines may be larger.
            if _height_px([font.getbbox(line) for line in lines]) <= height_px:
                return lines, font
    raise ScreenError("main", text, f"does not fit {width_px} x {height_px} pixels")


def _height_px(inks: Sequence[tuple[float, float, float, float]]) -> int:
    return round(sum(ink[3] - ink[1] + _LINE_GAP_PX for ink in inks)) - _LINE_GAP_PX


def _set_lines(canvas: Image.Image, y: int, lines: list[str]) -> None:
    for line in lines:
        glyphs.small().draw(canvas, (_COLUMN_X, y), line)
        y += glyphs.small().height_px


def _wrap(zone: str, text: str) -> list[str]:
    lines = _break(text.split(), len, _COLUMN_CHARACTERS)
    if lines is None or len(lines) > _COLUMN_LINES:
        raise ScreenError(
            zone, text, f"more than {_COLUMN_LINES} lines of {_COLUMN_CHARACTERS} beside a code"
        )
    return lines


def _break(words: Sequence[str], length: Callable[[str], float], limit: float) -> list[str] | None:
    """Lines of whole words, each as full as it gets; None when one word alone is too long."""
    lines: list[str] = []
    for word in words:
        if length(word) > limit:
            return None
        if lines and length(f"{lines[-1]} {word}") <= limit:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _invert(canvas: Image.Image, box: tuple[int, int, int, int]) -> None:
    lit = Image.new("1", (box[2] - box[0], box[3] - box[1]), 255)
    canvas.paste(ImageChops.logical_xor(canvas.crop(box), lit), box)


def _limit(zone: str, text: str, characters: int) -> None:
    if len(text) > characters:
        raise ScreenError(zone, text, f"more than {characters} characters")
