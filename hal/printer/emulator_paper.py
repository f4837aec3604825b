"""The printer's paper: operations in, slips out, dot by dot.

Where each dot comes to lie is known at once, for paper ends within a line; what it looks like is
drawn when somebody looks: of ten thousand slips of the tests most are only read.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, partial

import segno
from PIL import Image, ImageChops

from hal.printer.emulator_font import BLACK, WHITE
from hal.printer.emulator_ops import Command, RasterRow, Sign
from hal.printer.emulator_style import PrintStyle, restyled
from hal.printer.emulator_type import Cells, TypeCase
from hal.printer.model import PrinterModel

#: Blank paper before the first line: what stood between knife and head when the last slip was cut.
LEAD_DOTS = 40
CUTTER_FEED_DOTS = 40

_CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252"}
_LEVELS = {0x30: "l", 0x31: "m", 0x32: "q", 0x33: "h"}
#: What a Chinese character looks like to us.
_KANJI_SIGN = "\u25a1"


@dataclass(frozen=True)
class Piece:
    """Some paper as wide as the print head, `height` dots of it; `draw` makes its picture."""

    height: int
    draw: Callable[[], Image.Image]

    @cached_property
    def picture(self) -> Image.Image:
        """Drawn once, however often a slip that grows is looked at."""
        return self.draw()


@dataclass(frozen=True)
class Slip:
    """A piece of paper: `image` is as wide as the print head, one bit a dot, 0 is black.

    `text` holds the lines as they stand, blanks included; a QR code is a line `[QR]`, any other
    picture `[picture WxH]`. Not complete: the roll ended in it, or the current failed.
    """

    width: int
    pieces: tuple[Piece, ...] = field(repr=False, compare=False)
    text: tuple[str, ...]
    qr_payloads: tuple[str, ...]
    is_complete: bool

    @cached_property
    def image(self) -> Image.Image:
        """What it looks like."""
        image = Image.new("1", (self.width, sum(one.height for one in self.pieces)), WHITE)
        y = 0
        for one in self.pieces:
            image.paste(one.picture, (0, y))
            y += one.height
        return image


@dataclass(slots=True)
class _Symbol:
    """The settings and the store of `GS ( k`."""

    module_dots: int = 3
    level: str = "l"
    payload: bytes = b""


@dataclass(slots=True)
class _Strip:
    """What will become one slip."""

    pieces: list[Piece] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    qr_payloads: list[str] = field(default_factory=list)
    is_printed: bool = False


class Sheet:
    """The paper under the print head and the print buffer before it."""

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self._type = TypeCase(model)
        self._cells: list[tuple[str, PrintStyle]] = []
        self._line_dots = 0
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
        self._take_cells()
        self._kanji_lead = None

    def sign(self, op: Sign) -> None:
        """Put one character into the line; a full line prints itself."""
        text = self._decode(op.code)
        if text is None:
            return
        width, _ = self._type.size(self._style)
        if self._line_dots + width > self._model.dots:
            self.feed_line()
        self._cells.append((text, self._style))
        self._line_dots += width

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
        self._strip.text.append(self._text_line())
        self._strip.is_printed = self._strip.is_printed or bool(self._cells)
        x = self._indent(self._line_dots)
        cells = self._take_cells()
        height = self._type.height(cells)
        size = self._model.dots, max(height, self._style.line_spacing_dots)
        self._roll(Piece(size[1], partial(self._type.line, cells, size, x, height)))

    def feed_dots(self, dots: int) -> None:
        """Print what stands in the line, then feed blank paper."""
        if self._cells:
            self.feed_line()
        self._flush_raster()
        if dots:
            self._roll(self._blank(dots))

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
        return Slip(
            width=self._model.dots,
            pieces=(self._blank(LEAD_DOTS), *strip.pieces),
            text=tuple(strip.text),
            qr_payloads=tuple(strip.qr_payloads),
            is_complete=is_complete,
        )

    def _blank(self, dots: int) -> Piece:
        return Piece(dots, partial(Image.new, "1", (self._model.dots, dots), WHITE))

    def _roll(self, piece: Piece) -> None:
        self._strip.pieces.append(piece)
        self.rows_fed += piece.height

    def _take_cells(self) -> Cells:
        """What stands in the line; the next one is empty."""
        cells = tuple(self._cells)
        self._cells.clear()
        self._line_dots = 0
        return cells

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

    def _indent(self, content_dots: int) -> int:
        free = self._model.dots - content_dots
        return (0, free // 2, free)[self._style.align % 3]

    def _text_line(self) -> str:
        text = "".join(sign for sign, _ in self._cells)
        indent = self._indent(self._line_dots) // (self._model.dots // self._model.columns)
        return (" " * indent + text).rstrip()

    def _flush_raster(self) -> None:
        """Turn the rows printed so far into a picture."""
        if not self._raster_rows:
            return
        row_bytes = len(self._raster_rows[0])
        size = (row_bytes * 8, len(self._raster_rows))
        scaled = (size[0] * self._raster_scale[0], size[1] * self._raster_scale[1])
        picture = partial(_raster, b"".join(self._raster_rows), size, scaled)
        self._raster_rows.clear()
        self._strip.text.append(f"[picture {scaled[0]}x{scaled[1]}]")
        self._strip.pieces.append(self._placed(scaled, picture))

    def _placed(self, size: tuple[int, int], picture: Callable[[], Image.Image]) -> Piece:
        at, width = (max(0, self._indent(size[0])), 0), self._model.dots

        def draw() -> Image.Image:
            strip = Image.new("1", (width, size[1]), WHITE)
            strip.paste(picture(), at)
            return strip

        return Piece(size[1], draw)

    def _print_symbol(self) -> bool:
        symbol = self._symbol
        payload = symbol.payload.decode("utf-8", errors="replace")
        modules = _modules(len(payload.encode()), symbol.level)
        side = modules * symbol.module_dots
        if not 0 < side <= self._model.dots:
            return False
        self.feed_dots(0)
        self._strip.text.append("[QR]")
        self._strip.qr_payloads.append(payload)
        self._strip.is_printed = True
        picture = partial(_code, payload, symbol.level, symbol.module_dots)
        self._roll(self._placed((side, side), picture))
        return True


def _raster(bits: bytes, size: tuple[int, int], scaled: tuple[int, int]) -> Image.Image:
    picture = ImageChops.invert(Image.frombytes("1", size, bits))
    return picture.resize(scaled, Image.Resampling.NEAREST)


@lru_cache(maxsize=1024)
def _modules(length_bytes: int, level: str) -> int:
    """How many modules wide a code for so many bytes is; 0 if there is none for as many."""
    try:
        code = _qr("x" * length_bytes, level, mask=0)
    except segno.DataOverflowError:
        return 0
    return len(code.matrix)


def _code(payload: str, level: str, module_dots: int) -> Image.Image:
    rows = tuple(_qr(payload, level).matrix_iter(scale=module_dots, border=0))
    picture = Image.new("1", (len(rows), len(rows)))
    picture.putdata([BLACK if dark else WHITE for row in rows for dark in row])
    return picture


def _qr(payload: str, level: str, mask: int | None = None) -> segno.QRCode:
    """A code as the printer makes it; with a mask that is given nobody looks for the best."""
    return segno.make(
        payload,
        error=level,
        mode="byte",
        encoding="utf-8",
        mask=mask,
        micro=False,
        boost_error=False,
    )
