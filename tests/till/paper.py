"""A slip as text: what a printer of so many columns would put on paper.

The margin tells the style of a line: `B` bold, `T` tall.
"""

from typing import assert_never

from hal.printer.port import Align, Block, Cut, Document, Feed, OcrText, Picture, QrCode, Text


def lines_of(document: Document) -> list[str]:
    """The texts of `document` alone, as they stand in it."""
    return [block.text for block in document.blocks if isinstance(block, Text)]


def paper(document: Document, columns: int) -> str:
    """`document` between two edges, style in the left margin."""
    rows = [_row(block, columns) for block in document.blocks]
    return "\n".join(rows) + "\n"


def _row(block: Block, columns: int) -> str:
    match block:
        case Text():
            style = ("B" if block.is_bold else " ") + ("T" if block.is_tall else " ")
            return f"{style} |{_placed(block.text, block.align, columns)}|"
        case QrCode():
            return f"   |{_placed(f'[QR {len(block.payload)}]', Align.CENTER, columns)}|"
        case OcrText():
            return f"   |{_placed(f'[OCR {len(block.text)}]', Align.CENTER, columns)}|"
        case Picture():
            return f"   |{_placed(f'[{block.width} dots]', Align.CENTER, columns)}|"
        case Feed():
            return "\n".join(f"   |{' ' * columns}|" for _ in range(block.lines))
        case Cut():
            return f"   +{'-' * columns}+"
        case _:
            assert_never(block)


def _placed(text: str, align: Align, columns: int) -> str:
    match align:
        case Align.LEFT:
            return text.ljust(columns)
        case Align.CENTER:
            return text.center(columns)
        case Align.RIGHT:
            return text.rjust(columns)
        case _:
            assert_never(align)
