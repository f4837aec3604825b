"""A document on the till's own paper: what A4 has beside one another stands below one another."""

from collections.abc import Iterator
from typing import assert_never

from firmware.export.papers.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Imprint,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words, to_document
from hal.printer.port import Text

#: Signs of A4 that the code pages of printers do not have.
_PLAIN = str.maketrans({"–": "-", "…": "...", "„": '"', "“": '"', "×": "x"})
#: Lines long enough to sign on, on the narrowest paper.
_SIGN_LINE = "_" * 30


def strip_of(document: Document, imprint: Imprint) -> Paper:
    """The document as a slip of any width."""
    rows: list[Row] = [
        Title(text=document.title),
        Words(text=_plain(document.law), is_centred=True),
        Pair(left="Kassen-ID", right=imprint.register_id),
        Pair(left="erstellt", right=imprint.made_at),
        Pair(left="Version", right=imprint.version),
    ]
    for number, chapter in enumerate(document.chapters, start=1):
        rows += [Rule(), Words(text=f"{number}. {chapter.title}", is_bold=True)]
        for block in chapter.blocks:
            rows += _rows(block)
    rows += [Rule(), Words(text=f"Fakten (SHA-256): {imprint.digest}")]
    rows.append(Words(text="kein Umsatz, nicht signiert", is_centred=True))
    return Paper(name=document.title, rows=tuple(rows))


def as_text(paper: Paper, company: str, columns: int) -> str:
    """The slip as lines, as a printer of so many columns sets it."""
    blocks = to_document(paper, (company,), columns).blocks
    return "".join(f"{one.text.rstrip()}\n" for one in blocks if isinstance(one, Text))


def _rows(block: Block) -> Iterator[Row]:
    match block:
        case Heading():
            yield Words(text=_plain(block.text), is_bold=True)
        case Paragraph():
            yield Words(text=_plain(block.text))
        case Bullets():
            for number, item in enumerate(block.items, start=1):
                sign = f"{number}." if block.is_numbered else "-"
                yield Words(text=_plain(f"{sign} {item}"))
        case Pairs():
            yield from (Pair(left=label, right=_plain(text)) for label, text in block.rows)
        case Table():
            yield from _table(block)
        case Signatures():
            for label in block.labels:
                yield from (Words(text=""), Words(text=_SIGN_LINE), Words(text=label))
        case _:
            assert_never(block)


def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def _table(block: Table) -> Iterator[Row]:
    """Each row as what it is about, and the rest with the head of its column."""
    for first, *rest in block.rows:
        words = f"{block.head[0]} {first}" if first.isdigit() else _plain(first)
        yield Words(text=words, is_bold=True)
        for head, text in zip(block.head[1:], rest, strict=True):
            if text:
                yield Pair(left=head, right=_plain(text))
