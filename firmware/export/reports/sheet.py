"""What the papers of an export have in common: words for time, and what every page carries."""

from dataclasses import replace
from datetime import date, datetime
from typing import BinaryIO, Final

from firmware.export.package.part import Sight
from firmware.export.papers.document import (
    Block,
    Chapter,
    Document,
    Imprint,
    Pairs,
    Paragraph,
    Table,
)
from firmware.export.papers.layout import as_pdf
from firmware.export.pdf import LetterError, Ruler, Style
from firmware.till.texts import VIENNA

_ANY: Final = Style(size_pt=9)


def day(value: date | None) -> str:
    """`21.11.2026`."""
    return "" if value is None else f"{value:%d.%m.%Y}"


def moment(at_utc: datetime) -> str:
    """`21.11.2026 17:45`, Austrian time."""
    return f"{at_utc.astimezone(VIENNA):%d.%m.%Y %H:%M}"


def period(sight: Sight) -> str:
    """`20.11.2026 bis 21.11.2026`."""
    return f"{day(sight.first_day)} bis {day(sight.last_day)}"


def write_pdf(document: Document, sight: Sight, out: BinaryIO) -> None:
    """`document` on A4; the digest on its pages is that of the last journal row it tells of.

    Raises:
        StoreError: the book cannot be read.
        OSError: of `out`.
    """
    last = sight.journal.last
    row = next(sight.book.journal_cells(last, last), None)
    imprint = Imprint(
        company=drawable(sight.firm[0] if sight.firm else "", Ruler()),
        register_id=sight.register_id,
        version=sight.program.removeprefix("standlkassa ").strip(),
        made_at=moment(sight.made_at_utc),
        digest=sight.previous_hash if row is None else row[-1],
    )
    out.write(as_pdf(drawn(document), imprint, sight.made_at_utc))


def drawable(text: str, ruler: Ruler) -> str:
    """`text` with the code of each sign that no typeface of ours has: `[U+1F34E]`.

    A name that came from a file may hold any sign; an export must not fail because of it, nor
    print a gap in its place.
    """
    try:
        ruler.width_mm(text, _ANY)
    except LetterError:
        return "".join(_sign(one, ruler) for one in text)
    return text


def _sign(sign: str, ruler: Ruler) -> str:
    try:
        ruler.width_mm(sign, _ANY)
    except LetterError:
        return f"[U+{ord(sign):04X}]"
    return sign


def drawn(document: Document) -> Document:
    """`document` with nothing in it that cannot be drawn."""
    ruler = Ruler()
    chapters = (
        Chapter(
            title=drawable(chapter.title, ruler),
            blocks=tuple(_drawn(block, ruler) for block in chapter.blocks),
        )
        for chapter in document.chapters
    )
    return replace(document, chapters=tuple(chapters))


def _drawn(block: Block, ruler: Ruler) -> Block:
    match block:
        case Table():
            rows = tuple(tuple(drawable(cell, ruler) for cell in row) for row in block.rows)
            return replace(block, rows=rows)
        case Pairs():
            return replace(block, rows=tuple((k, drawable(v, ruler)) for k, v in block.rows))
        case Paragraph():
            return replace(block, text=drawable(block.text, ruler))
        case _:
            return block
