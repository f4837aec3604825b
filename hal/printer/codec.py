"""From a document to the bytes of ESC/POS; pure.

What stands in an article's name can never be a command: every control character is replaced
before the encoder sees the text, and so is every sign that code page 858 does not have (the
library would switch to a Chinese encoding for some).
"""

import unicodedata
from dataclasses import dataclass
from typing import Final, assert_never

from PIL import Image

from hal.printer.escpos_import import Encoder
from hal.printer.model import PrinterModel
from hal.printer.port import Align, Block, Cut, Document, Feed, OcrText, Picture, QrCode, Text
from hal.segno_import import segno

#: A module of the QR code: below 3 dots (0.38 mm) telephones struggle, above 5 paper is wasted.
MODULE_DOTS_MIN = 3
MODULE_DOTS_MAX = 5
#: Light border on each side that ISO/IEC 18004 asks for.
QUIET_MODULES = 4
#: The picture goes out in bands, so that no single command is larger than a small buffer.
BAND_ROWS = 24
#: A machine code has at most 1000 characters (FinanzOnline takes no longer one).
QR_BYTES_MAX = 1000
#: No command has more bytes than these before its picture or payload begins.
COMMAND_HEADER_BYTES = 8
#: Error correction, best first; RKSV § 10 names none.
QR_LEVELS: Final = (("m", 1), ("l", 0))

#: `DLE EOT`, `DLE ENQ`, `DLE DC4`: obeyed on arrival, also in the middle of a picture.
REALTIME_COMMANDS: Final = (b"\x10\x04", b"\x10\x05", b"\x10\x14")

REPLACEMENT = "?"
_LOOKALIKES: Final = str.maketrans(
    {
        "–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-",
        "„": '"', "“": '"', "”": '"', "‚": "'", "‘": "'", "’": "'",
        "…": ".", "•": "·", "→": ">", "←": "<", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    }
)  # fmt: skip

CANCEL_KANJI = b"\x1c."
#: `GS a`: tell changes of on-line, error and paper state unasked.
ENABLE_STATUS_BACK = b"\x1da\x0e"
#: `GS r 1`: the paper sensors, in the order of the bytes before.
ASK_SENSORS = b"\x1dr\x01"


class DocumentError(ValueError):
    """The document cannot be printed as it is; the message names the block and the reason."""


@dataclass(frozen=True, slots=True)
class _Style:
    """What `ESC a`, `ESC E`, `GS !` and `ESC M` are set to."""

    align: Align = Align.LEFT
    is_bold: bool = False
    is_wide: bool = False
    is_tall: bool = False
    is_small: bool = False


@dataclass(frozen=True, slots=True)
class QrPlan:
    """How large a QR code is printed: the level's letter for segno and number for the printer."""

    level: str
    level_number: int
    module_dots: int


def printable(text: str) -> str:
    """`text` with nothing in it that code page 858 lacks, of the same length after NFC.

    Control characters become blanks (the columns stay), typographic marks their plain relatives,
    everything else unknown a question mark.
    """
    composed = unicodedata.normalize("NFC", text).translate(_LOOKALIKES)
    return "".join(_printable_sign(sign) for sign in composed)


def _printable_sign(sign: str) -> str:
    if unicodedata.category(sign) == "Cc":
        return " "
    try:
        sign.encode("cp858")
    except UnicodeEncodeError:
        return REPLACEMENT
    return sign


def plan_qr(payload: str, dots: int) -> QrPlan:
    """The best correction and the largest module, within limits, that fit `dots` of paper.

    Raises:
        DocumentError: The code does not fit even with the least of both, or holds control bytes.
    """
    if not payload or any(unicodedata.category(sign) == "Cc" for sign in payload):
        raise DocumentError("QR payload is empty or holds control characters")
    if len(payload.encode()) > QR_BYTES_MAX:
        raise DocumentError(f"QR payload has more than {QR_BYTES_MAX} bytes")
    for level, number in QR_LEVELS:
        try:
            # No mask changes the size; to choose the best of the eight takes most of the time.
            symbol = _symbol(payload, level, mask=0)
        except segno.DataOverflowError:
            continue
        modules = symbol.symbol_size(border=QUIET_MODULES)[0]
        module_dots = min(dots // int(modules), MODULE_DOTS_MAX)
        if module_dots >= MODULE_DOTS_MIN:
            return QrPlan(level, number, module_dots)
    raise DocumentError(f"QR payload of {len(payload)} characters does not fit {dots} dots")


def _symbol(payload: str, level: str, mask: int | None = None) -> segno.QRCode:
    return segno.make(
        payload,
        error=level,
        mode="byte",
        mask=mask,
        encoding="utf-8",
        micro=False,
        boost_error=False,
    )


def encode(document: Document, model: PrinterModel) -> bytes:
    """The bytes that print `document`, beginning with a reset of the printer.

    Raises:
        DocumentError: A line is longer than the paper is wide, or a QR code does not fit.
    """
    writer = _Writer(model)
    output = [writer.opening()]
    for number, block in enumerate(document.blocks, start=1):
        try:
            output.append(writer.block(block))
        except DocumentError as error:
            raise DocumentError(f"block {number}: {error}") from None
    return b"".join(output)


#: `DLE DC4 1 0 1`: pin 2 of the drawer's socket for 100 ms, at once, off-line or not.
PULSE_NOW: Final = b"\x10\x14\x01\x00\x01"


def encode_pulse(model: PrinterModel) -> bytes:
    """The command that opens the drawer on pin 2 of the printer's socket (100 ms)."""
    encoder = Encoder(model)
    encoder.dummy.cashdraw(2)
    return encoder.take()


def encode_silence(model: PrinterModel) -> bytes:
    """As many NUL bytes as the longest command can still be waiting for.

    They end whatever was broken off: a picture gets white rows, a length not yet sent is zero, a
    half real-time request is none. To a printer that waits for nothing they are nothing.
    """
    return bytes(max(model.dots // 8 * BAND_ROWS, QR_BYTES_MAX) + COMMAND_HEADER_BYTES)


def encode_separation(model: PrinterModel) -> bytes:
    """Reset the printer and cut off what came out of a slip that was broken off."""
    writer = _Writer(model)
    return writer.opening() + writer.block(Cut())


def process_id_request(process_id: bytes) -> bytes:
    """`GS ( H` function 48: send these four printable bytes back when all before is printed."""
    if len(process_id) != 4 or not all(0x20 <= byte <= 0x7E for byte in process_id):
        raise ValueError(f"a process ID is four printable ASCII bytes, not {process_id!r}")
    return b"\x1d(H\x06\x0000" + process_id


class _Writer:
    """Turns blocks into commands; remembers the style the printer is in."""

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self._encoder = Encoder(model)
        self._style = _Style()

    def opening(self) -> bytes:
        """Reset, code page, and what the model needs besides."""
        self._encoder.initialise()
        self._style = _Style()
        commands = self._encoder.take()
        if self._model.has_kanji:
            commands += CANCEL_KANJI
        if self._model.has_asb:
            commands += ENABLE_STATUS_BACK
        return commands

    def block(self, block: Block) -> bytes:
        match block:
            case Text():
                return self._text(block)
            case QrCode():
                return self._qr(block.payload)
            case OcrText():
                return self._ocr(block.text)
            case Picture():
                return self._dots(block)
            case Feed():
                # Line feeds, not ESC d: a feed command is kept for the tear bar.
                return b"\n" * block.lines
            case Cut():
                return self._cut()
            case _:
                assert_never(block)

    def _text(self, block: Text) -> bytes:
        text = printable(block.text)
        columns = self._model.columns // 2 if block.is_wide else self._model.columns
        if len(text) > columns:
            raise DocumentError(f"{len(text)} characters on a line of {columns}: {text!r}")
        style = _Style(
            align=block.align,
            is_bold=block.is_bold,
            is_wide=block.is_wide,
            is_tall=block.is_tall,
        )
        return self._line(text, style)

    def _ocr(self, text: str) -> bytes:
        columns = self._model.small_columns
        lines = (text[start : start + columns] for start in range(0, len(text), columns))
        return b"".join(self._line(printable(line), _Style(is_small=True)) for line in lines)

    def _line(self, text: str, style: _Style) -> bytes:
        self._apply(style)
        self._encoder.dummy.text(text + "\n")
        return self._encoder.take()

    def _apply(self, style: _Style) -> None:
        if style == self._style:
            return
        self._encoder.dummy.set(
            align=style.align.value,
            font="b" if style.is_small else "a",
            bold=style.is_bold,
            custom_size=True,
            width=2 if style.is_wide else 1,
            height=2 if style.is_tall else 1,
        )
        self._style = style

    def _cut(self) -> bytes:
        if self._model.has_cutter:
            self._encoder.dummy.cut(feed=False)
        else:
            self._encoder.dummy.print_and_feed(self._model.tear_lines)
        return self._encoder.take()

    def _qr(self, payload: str) -> bytes:
        plan = plan_qr(payload, self._model.dots)
        self._apply(_Style(align=Align.CENTER))
        if self._model.has_native_qr:
            # An empty line above and below is the light border; the printer draws none.
            dummy = self._encoder.dummy
            dummy.ln()
            dummy.qr(payload, ec=plan.level_number, size=plan.module_dots, native=True)
            dummy.ln()
        else:
            self._picture(_draw_qr(payload, plan))
        return self._encoder.take()

    def _dots(self, block: Picture) -> bytes:
        if block.width > self._model.dots:
            raise DocumentError(f"{block.width} dots on paper of {self._model.dots}")
        row_bytes = (block.width + 7) // 8
        height, rest = divmod(len(block.bits), row_bytes)
        if rest or not height:
            raise DocumentError(f"{len(block.bits)} bytes are no rows of {row_bytes}")
        if any(command in block.bits for command in REALTIME_COMMANDS):
            raise DocumentError("dots that a printer obeys as a real-time command")
        self._apply(_Style(align=Align.CENTER))
        # To Pillow, 1 is white.
        white = bytes(~byte & 0xFF for byte in block.bits)
        self._picture(Image.frombytes("1", (block.width, height), white))
        return self._encoder.take()

    def _picture(self, picture: Image.Image) -> None:
        for top in range(0, picture.height, BAND_ROWS):
            bottom = min(top + BAND_ROWS, picture.height)
            self._encoder.dummy.image(picture.crop((0, top, picture.width, bottom)))


def _draw_qr(payload: str, plan: QrPlan) -> Image.Image:
    """The code with its light border, black on white, one bit a dot."""
    symbol = _symbol(payload, plan.level)
    rows = tuple(symbol.matrix_iter(scale=plan.module_dots, border=QUIET_MODULES))
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    return picture.convert("1")
