"""A slip as a picture (PNG) and as a PDF of one page as long as the paper."""

from dataclasses import dataclass
from importlib import resources
from io import BytesIO
from typing import Final

import segno
from fpdf import FPDF
from PIL import Image, ImageDraw, ImageFont

from archive.paper.slip import COLUMNS
from hal.printer.port import Align, Document, Feed, OcrText, QrCode, Text

_FONTS: Final = resources.files("hal.display") / "fonts"
_REGULAR: Final = "DejaVuSansMono.ttf"
_BOLD: Final = "DejaVuSansMono-Bold.ttf"

#: 80 mm paper of 42 columns at 203 dpi has cells of 12 by 24 dots; twice that reads well.
_CELL: Final = (24, 48)
_MARGIN: Final = 48
_MODULE: Final = 8
_MODULES_ROUND: Final = 4
_MM_WIDTH: Final = 80.0
#: Some 1,200 lines, 66 MB while it is drawn: more is no receipt but an attack on our memory.
MAX_HEIGHT: Final = 60_000


class TooTallError(Exception):
    """The slip is longer than any picture or page of it is made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A line at its place, or a code; heights and widths in dots of the picture."""

    height: int
    text: Text | None = None
    code: str = ""


def to_png(document: Document) -> bytes:
    """Black on white, 1,104 dots wide.

    Raises:
        TooTallError: taller than MAX_HEIGHT.
    """
    rows = _rows(document)
    width = COLUMNS * _CELL[0] + 2 * _MARGIN
    picture = Image.new("L", (width, sum(row.height for row in rows) + 2 * _MARGIN), 255)
    draw = ImageDraw.Draw(picture)
    fonts = {
        (is_bold, size): ImageFont.truetype(BytesIO((_FONTS / name).read_bytes()), size)
        for is_bold, name in ((False, _REGULAR), (True, _BOLD))
        for size in (_points(1), _points(2))
    }
    top = _MARGIN
    for row in rows:
        if row.text is not None:
            font = fonts[row.text.is_bold, _points(1 + row.text.is_wide)]
            left = _left(row.text)
            draw.text((left, top + row.height // 2), row.text.text, font=font, fill=0, anchor="lm")
        elif row.code:
            code = _code(row.code)
            picture.paste(code, ((width - code.width) // 2, top))
        top += row.height
    out = BytesIO()
    picture.convert("1", dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def to_pdf(document: Document, title: str) -> bytes:
    """One page, 80 mm wide; its text can be searched and copied.

    Raises:
        TooTallError: taller than MAX_HEIGHT.
    """
    rows = _rows(document)
    dot_mm = _MM_WIDTH / (COLUMNS * _CELL[0] + 2 * _MARGIN)
    height_mm = (sum(row.height for row in rows) + 2 * _MARGIN) * dot_mm
    pdf = FPDF(unit="mm", format=(_MM_WIDTH, height_mm))
    pdf.set_title(title)
    pdf.set_lang("de-AT")
    pdf.set_auto_page_break(auto=False)
    for style, name in (("", _REGULAR), ("B", _BOLD)):
        with resources.as_file(_FONTS / name) as path:
            pdf.add_font("mono", style, path)
    pdf.add_page()
    top = _MARGIN
    for row in rows:
        if row.text is not None:
            size_mm = _points(1 + row.text.is_wide) * dot_mm
            pdf.set_font("mono", "B" if row.text.is_bold else "", size_mm * pdf.k)
            baseline = (top + row.height / 2) * dot_mm + size_mm * 0.36
            pdf.text(_left(row.text) * dot_mm, baseline, row.text.text)
        elif row.code:
            code = _code(row.code)
            left = (COLUMNS * _CELL[0] + 2 * _MARGIN - code.width) / 2
            pdf.image(code, left * dot_mm, top * dot_mm, code.width * dot_mm)
        top += row.height
    return bytes(pdf.output())


def _rows(document: Document) -> list[_Row]:
    rows: list[_Row] = []
    for block in document.blocks:
        match block:
            case Text():
                rows.append(_Row(height=_CELL[1] * (1 + block.is_tall), text=block))
            case QrCode():
                rows.append(_Row(height=_code(block.payload).height, code=block.payload))
            case OcrText():
                pieces = range(0, len(block.text), COLUMNS)
                texts = (Text(text=block.text[at : at + COLUMNS]) for at in pieces)
                rows += [_Row(height=_CELL[1], text=text) for text in texts]
            case Feed():
                rows.append(_Row(height=_CELL[1] * block.lines))
            case _:
                pass
    height = sum(row.height for row in rows) + 2 * _MARGIN
    if height > MAX_HEIGHT:
        raise TooTallError(f"{height} dots")
    return rows


def _left(text: Text) -> int:
    """Where a line begins."""
    room = COLUMNS - len(text.text) * (1 + text.is_wide)
    shift = {Align.LEFT: 0.0, Align.CENTER: room / 2, Align.RIGHT: float(room)}[text.align]
    return _MARGIN + round(max(0.0, shift) * _CELL[0])


def _points(wide: int) -> int:
    """DejaVu Sans Mono is 0.602 of its size wide."""
    return round(_CELL[0] * wide / 0.602)


def _code(payload: str) -> Image.Image:
    matrix = [
        list(row) for row in segno.make_qr(payload, error="m").matrix_iter(border=_MODULES_ROUND)
    ]
    small = Image.new("L", (len(matrix[0]), len(matrix)))
    small.putdata([0 if module else 255 for row in matrix for module in row])
    return small.resize((small.width * _MODULE, small.height * _MODULE), Image.Resampling.NEAREST)
