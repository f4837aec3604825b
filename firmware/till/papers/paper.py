"""Slips that are no receipts (reports, counts, lists): lines of words, for any width of paper.

The counter says what stands on them; how wide the paper is knows only who prints. None of them is
signed, and each says so where it could be taken for a receipt.
"""

from dataclasses import dataclass
from typing import Final

from firmware.till.papers.slip import two_ends, wrap
from hal.printer.port import Align, Block, Cut, Document, Picture, QrCode, Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """Large, in the middle."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A line of text, broken where it must be."""

    text: str
    is_bold: bool = False
    is_centred: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Something at the left edge and something at the right."""

    left: str
    right: str
    is_bold: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A line across."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code."""

    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """The same words in every size and weight the printer has."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulers:
    """A line of as many signs as each width of paper has columns, up to this one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """Dots: `width` of them in a row of whole bytes, 1 is black."""

    width: int
    bits: bytes


Row = Title | Words | Pair | Rule | Code | Sizes | Rulers | Drawing
#: 58 mm, 80 mm set to 42, 80 mm.
WIDTHS: Final = (32, 42, 48)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One slip; `name` is what journal and display call it („Z 57")."""

    name: str
    rows: tuple[Row, ...]


def to_document(paper: Paper, header: tuple[str, ...], columns: int, mark: str = "") -> Document:
    """`paper` for `columns` characters, below the stall's name; `mark` says why it is a second."""
    blocks: list[Block] = []
    if mark:
        blocks.append(Text(text=mark, align=Align.CENTER, is_bold=True))
    blocks += [Text(text=line, align=Align.CENTER) for line in wrap(header[0], columns)]
    for row in paper.rows:
        blocks += _blocks(row, columns)
    return Document(blocks=(*blocks, Cut()))


def _blocks(row: Row, columns: int) -> list[Block]:
    match row:
        case Title():
            return [
                Text(text=line, align=Align.CENTER, is_bold=True, is_tall=True)
                for line in wrap(row.text, columns)
            ]
        case Words():
            align = Align.CENTER if row.is_centred else Align.LEFT
            return [
                Text(text=line, align=align, is_bold=row.is_bold)
                for line in wrap(row.text, columns)
            ]
        case Pair():
            return [
                Text(text=line, is_bold=row.is_bold)
                for line in two_ends(row.left, row.right, columns)
            ]
        case Rule():
            return [Text(text="-" * columns)]
        case Code():
            return [QrCode(payload=row.payload)]
        case Sizes():
            return _sizes(row.text)
        case Rulers():
            return [Text(text=_ruler(one)) for one in WIDTHS if one <= columns]
        case Drawing():
            return [Picture(width=row.width, bits=row.bits)]


def _sizes(text: str) -> list[Block]:
    return [
        Text(text=text, is_bold=is_bold, is_wide=is_wide, is_tall=is_tall)
        for is_wide, is_tall in ((False, False), (True, False), (False, True), (True, True))
        for is_bold in (False, True)
    ]


def _ruler(columns: int) -> str:
    """`....5....10....15…`, with the number at the column it names."""
    marks = [str(column) for column in range(5, columns + 1, 5)]
    line = ""
    for mark in marks:
        line = line.ljust(int(mark) - len(mark), ".") + mark
    return f"{line.ljust(columns - 1, '.')}|"[:columns]
