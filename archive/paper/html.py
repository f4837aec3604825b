"""A slip as HTML: lines that keep their columns, the code as SVG; every text escaped."""

from io import BytesIO

import segno
from markupsafe import Markup, escape

from hal.printer.port import Align, Block, Cut, Document, Feed, OcrText, Picture, QrCode, Text

_ALIGNED = {Align.LEFT: "", Align.CENTER: " center", Align.RIGHT: " right"}


def to_html(document: Document, code_label: str) -> Markup:
    """The slip; `code_label` says to those who do not see it what the code is."""
    blocks = [_block(block, code_label) for block in document.blocks]
    return Markup('<div class="slip">') + Markup("").join(blocks) + Markup("</div>")


def svg(text: str, label: str) -> Markup:
    """A QR code as SVG with a name, as large as the style sheet makes it."""
    code, out = segno.make_qr(text, error="m"), BytesIO()
    code.save(out, kind="svg", xmldecl=False, omitsize=True, border=4, dark="#000", light="#fff")
    body = Markup(out.getvalue().decode())  # noqa: S704 - drawn by the library from modules alone
    return Markup('<div class="code" role="img" aria-label="{}">{}</div>').format(label, body)


def _block(block: Block, code_label: str) -> Markup:
    match block:
        case Text():
            names = "line" + _ALIGNED[block.align]
            names += " bold" * block.is_bold + " wide" * block.is_wide + " tall" * block.is_tall
            return Markup('<div class="{}">{}</div>').format(names, block.text or "\u00a0")
        case QrCode():
            return svg(block.payload, code_label)
        case OcrText():
            return Markup('<div class="line ocr">{}</div>').format(block.text)
        case Feed():
            return Markup('<div class="line">\u00a0</div>') * block.lines
        case Cut() | Picture():
            # No receipt has a picture.
            return escape("")
