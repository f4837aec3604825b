"""The printer's paper: operations in, a picture with its text out, dot by dot."""

from dataclasses import dataclass, field, replace

import segno
from PIL import Image, ImageChops

from hal.printer.emulator_font import BLACK, WHITE, Typeface
from hal.printer.emulator_ops import Command, RasterRow, Sign
from hal.printer.emulator_style import PrintStyle, restyled
from hal.printer.model import SMALL_FONT_DOTS, PrinterModel

FONT_HEIGHT_DOTS = 24
SMALL_FONT_HEIGHT_DOTS = 17
#: Blank paper before the first line: what stood between knife and head when the last slip was cut.
LEAD_DOTS = 40
CUTTER_FEED_DOTS = 40

_CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252"}
_LEVELS = {0x30: "l", 0x31: "m", 0x32: "q", 0x33: "h"}
#: What a Chinese character looks like to us.
_KANJI_SIGN = "\u25a1"


@dataclass(frozen=True, slots=True)
class Slip:
    """A piece of paper: `image` is as wide as the print head, one bit a dot, 0 is black.

    `text` holds the lines as they stand, blanks included; a QR code is a line `[QR]`, any other
    picture `[picture WxH]`. Not complete: the roll ended in it, or the current failed.
    """

    image: Image.Image
    text: tuple[str, ...]
    qr_payloads: tuple[str, ...]
    is_complete: bool


@dataclass(slots=True)
class _Symbol:
    """The settings and the store of `GS ( k`."""

    module_dots: int = 3
    level: str = "l"
    payload: bytes = b""


@dataclass(slots=True)
class _Strip:
    """What will become one slip."""

    pictures: list[Image.Image] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    qr_payloads: list[str] = field(default_factory=list)
    is_printed: bool = False


class Sheet:
    """The paper under the print head and the print buffer before it."""

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self._typeface = Typeface()
        self._cells: list[tuple[str, PrintStyle]] = []
        self._raster_rows: list[bytes] = []
        self._raster_scale = (1, 1)
        self._kanji_lead: int | None = None
        self._strip = _Strip()
        self.rows_fed = 0
        self.initialise()

    def initialise(self) -> None:
        """Reset the style (`ESC @`, or the mains switch); paper that is out stays out."""
        self._style = PrintStyle(is_kanji=self._model.has_kanji)
        self._symbol = _Symbol()
        self._cells.clear()
        self._kanji_lead = None

    def sign(self, op: Sign) -> None:
        """Put one character into the line; a full line prints itself."""
        text = self._decode(op.code)
        if text is None:
            return
        if self._line_dots() + self._cell_size(self._style)[0] > self._model.dots:
            self.feed_line()
        self._cells.append((text, self._style))

    def raster_row(self, op: RasterRow) -> None:
        """Print one row of a picture."""
        self._raster_rows.append(op.bits)
        self._strip.is_printed = True
        self.rows_fed += self._raster_scale[1]

    def set_style(self, command: Command) -> bool:
        """Obey a command that changes how what follows looks; False when it is none."""
        style = restyled(self._style, command)
        if style is None:
            return False
        self._style = style
        return True

    def feed_line(self) -> None:
        """Print the line and feed by the line spacing (`LF`)."""
        self._flush_raster()
        sizes = [self._cell_size(style) for _, style in self._cells]
        height = max((height for _, height in sizes), default=0)
        strip = Image.new(
            "1", (self._model.dots, max(height, self._style.line_spacing_dots)), WHITE
        )
        x = self._indent(sum(width for width, _ in sizes))
        for (sign, style), size in zip(self._cells, sizes, strict=True):
            strip.paste(self._draw(sign, style), (x, height - size[1]))
            x += size[0]
        self._strip.text.append(self._text_line())
        self._strip.is_printed = self._strip.is_printed or bool(self._cells)
        self._cells.clear()
        self._roll(strip)

    def feed_dots(self, dots: int) -> None:
        """Print what stands in the line, then feed blank paper."""
        if self._cells:
            self.feed_line()
        self._flush_raster()
        if dots:
            self._roll(Image.new("1", (self._model.dots, dots), WHITE))

    def feed_lines(self, lines: int) -> None:
        """`ESC d`."""
        self.feed_dots(lines * self._style.line_spacing_dots)

    def begin_raster(self, arguments: bytes) -> None:
        """`GS v 0`: rows will follow; mode 1 doubles the width, 2 the height, 3 both.

        Bands of the same shape make one picture.
        """
        mode, row_bytes = arguments[0], int.from_bytes(arguments[1:3], "little")
        scale = (2 if mode & 1 else 1, 2 if mode & 2 else 1)
        is_same_shape = self._raster_rows and len(self._raster_rows[0]) == row_bytes
        if scale != self._raster_scale or not is_same_shape:
            self.feed_dots(0)
        self._raster_scale = scale

    def symbol(self, arguments: bytes) -> bool:
        """`GS ( k` for QR codes; False for what is not understood or does not fit."""
        function = arguments[:2]
        value = arguments[2] if len(arguments) > 2 else 0
        match function:
            case b"1A":
                return value == 0x32
            case b"1C" if 1 <= value <= 16:
                self._symbol.module_dots = value
            case b"1E" if value in _LEVELS:
                self._symbol.level = _LEVELS[value]
            case b"1P":
                self._symbol.payload = arguments[3:]
            case b"1Q" if self._symbol.payload:
                return self._print_symbol()
            case _:
                return False
        return True

    def tear(self, *, is_complete: bool) -> Slip | None:
        """Take the paper off; None when nothing is printed on it."""
        self._flush_raster()
        strip, self._strip = self._strip, _Strip()
        return self._slip(strip, is_complete=is_complete) if strip.is_printed else None

    def peek(self) -> Slip | None:
        """What can be seen of the slip in progress."""
        self._flush_raster()
        return self._slip(self._strip, is_complete=False) if self._strip.is_printed else None

    def _slip(self, strip: _Strip, *, is_complete: bool) -> Slip:
        height = LEAD_DOTS + sum(picture.height for picture in strip.pictures)
        image = Image.new("1", (self._model.dots, height), WHITE)
        y = LEAD_DOTS
        for picture in strip.pictures:
            image.paste(picture, (0, y))
            y += picture.height
        return Slip(
            image=image,
            text=tuple(strip.text),
            qr_payloads=tuple(strip.qr_payloads),
            is_complete=is_complete,
        )

    def _roll(self, picture: Image.Image) -> None:
        self._strip.pictures.append(picture)
        self.rows_fed += picture.height

    def _decode(self, code: int) -> str | None:
        """The character of a byte; None for the first half of a Chinese one."""
        if self._kanji_lead is not None:
            self._kanji_lead = None
            return _KANJI_SIGN
        if self._style.is_kanji and code >= 0x81:
            self._kanji_lead = code
            return None
        page = _CODE_PAGES.get(self._style.code_page)
        if self._style.code_page == self._model.code_page_slot:
            page = "cp858"
        return bytes((code,)).decode(page or "ascii", errors="replace")

    def _cell_size(self, style: PrintStyle) -> tuple[int, int]:
        width = SMALL_FONT_DOTS if style.is_small else self._model.dots // self._model.columns
        height = SMALL_FONT_HEIGHT_DOTS if style.is_small else FONT_HEIGHT_DOTS
        return width * style.width, height * style.height

    def _draw(self, sign: str, style: PrintStyle) -> Image.Image:
        """A cell; doubled by repeating dots, as print heads do."""
        plain = self._cell_size(replace(style, width=1, height=1))
        cell = self._typeface.cell(sign, plain, is_bold=style.is_bold).copy()
        if style.is_underlined:
            cell.paste(BLACK, (0, plain[1] - 2, plain[0], plain[1]))
        if style.is_inverse:
            cell = ImageChops.invert(cell)
        return cell.resize(self._cell_size(style), Image.Resampling.NEAREST)

    def _line_dots(self) -> int:
        return sum(self._cell_size(style)[0] for _, style in self._cells)

    def _indent(self, content_dots: int) -> int:
        free = self._model.dots - content_dots
        return (0, free // 2, free)[self._style.align % 3]

    def _text_line(self) -> str:
        text = "".join(sign for sign, _ in self._cells)
        indent = self._indent(self._line_dots()) // (self._model.dots // self._model.columns)
        return (" " * indent + text).rstrip()

    def _flush_raster(self) -> None:
        """Turn the rows printed so far into a picture."""
        if not self._raster_rows:
            return
        row_bytes = len(self._raster_rows[0])
        bits = b"".join(self._raster_rows)
        size = (row_bytes * 8, len(self._raster_rows))
        picture = ImageChops.invert(Image.frombytes("1", size, bits))
        width, height = (side * scale for side, scale in zip(size, self._raster_scale, strict=True))
        picture = picture.resize((width, height), Image.Resampling.NEAREST)
        self._raster_rows.clear()
        self._strip.text.append(f"[picture {width}x{height}]")
        self._strip.pictures.append(self._place(picture))

    def _place(self, picture: Image.Image) -> Image.Image:
        strip = Image.new("1", (self._model.dots, picture.height), WHITE)
        strip.paste(picture, (max(0, self._indent(picture.width)), 0))
        return strip

    def _print_symbol(self) -> bool:
        symbol = self._symbol
        payload = symbol.payload.decode("utf-8", errors="replace")
        try:
            code = segno.make(
                payload,
                error=symbol.level,
                mode="byte",
                encoding="utf-8",
                micro=False,
                boost_error=False,
            )
        except segno.DataOverflowError:
            return False
        rows = tuple(code.matrix_iter(scale=symbol.module_dots, border=0))
        if len(rows) > self._model.dots:
            return False
        picture = Image.new("1", (len(rows), len(rows)))
        picture.putdata([BLACK if dark else WHITE for row in rows for dark in row])
        self.feed_dots(0)
        self._strip.text.append("[QR]")
        self._strip.qr_payloads.append(payload)
        self._strip.is_printed = True
        self._roll(self._place(picture))
        return True
