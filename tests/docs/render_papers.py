"""Writes the models of E131 and process documentation: run as `python -m tests.docs.render_papers`.

They are made from the same values as those `kassa papers` writes on a till; what only a till knows
stands in angle brackets. test_papers.py fails when a page is not what this script would write.
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final, assert_never

from firmware.export.papers.document import (
    Block,
    Bullets,
    Document,
    Heading,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.export.papers.e131 import e131
from firmware.export.papers.facts import Facts
from firmware.export.papers.process import process_documentation
from tests.docs.pages import DOCS
from tests.export.papers.sample import PLAIN, unit

_NOTE: Final = (
    "Muster: Jede Kasse schreibt diese Unterlage aus ihrem eigenen Buch, ihren Einstellungen und "
    "ihrem Programm (`kassa papers`, siehe [papers](papers.md)). Hier steht, was für alle gilt; in "
    "‹Klammern› steht, was nur die Kasse weiß; Einstellungen und Warengruppen sind die der "
    "Vorführung, Zahlen und Tage Beispiele. Erzeugt von `python -m tests.docs.render_papers`."
)
_MARKS: Final = str.maketrans({"|": "\\|", "_": "\\_", "*": "\\*", "<": "\\<", "[": "\\["})


def model() -> Facts:
    """A till of which nothing is known but how it is set up."""
    return replace(
        PLAIN,
        program=replace(
            PLAIN.program,
            version="‹Version›",
            image="‹Abbild›",
            image_slot="‹a oder b›",
            image_root_hash="‹SHA-256›",
            source_sha256="‹SHA-256›",
            record_sha256="‹SHA-256›",
            python="‹Python›",
            system="‹System›",
            libraries=(("‹Bibliothek›", "‹Version›"),),
        ),
        machine=replace(PLAIN.machine, board="‹Rechner›", serial="‹Nummer›"),
        register=replace(
            PLAIN.register,
            register_id="‹Kassen-ID›",
            company=("‹Unternehmen›", "‹Anschrift›"),
            uid="‹UID›",
            tax_number="‹Steuernummer›",
            key_check="‹Prüfwert›",
        ),
        units=(replace(unit("‹Seriennummer›"), family="‹Karte›", card_number="‹Nummer›"),),
        starts=(replace(PLAIN.starts[0], version="‹Version›"),),
        book=replace(PLAIN.book, last_hash="‹SHA-256›"),
    )


def pages() -> dict[str, str]:
    """The name of each page, and what stands in it."""
    facts = model()
    return {
        f"{document.kind.file_stem}.md": markdown(document)
        for document in (e131(facts), process_documentation(facts))
    }


def markdown(document: Document) -> str:
    """The document as a page of this repository."""
    lines = [f"# {document.title}", "", _text(document.law), "", _NOTE]
    for number, chapter in enumerate(document.chapters, start=1):
        lines += ["", f"## {number}. {chapter.title}"]
        for block in chapter.blocks:
            lines += ["", *_lines(block)]
    return "\n".join(lines) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"### {block.text}"
        case Paragraph():
            yield _text(block.text)
        case Bullets():
            for number, item in enumerate(block.items, start=1):
                yield f"{f'{number}.' if block.is_numbered else '-'} {_text(item)}"
        case Pairs():
            yield from _table(("Angabe", "Wert"), block.rows)
        case Table():
            yield from _table(block.head, block.rows)
        case Signatures():
            yield _text(" · ".join(f"{label}: ________" for label in block.labels))
        case _:
            assert_never(block)


def _table(head: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    yield _row(head)
    yield _row(("---",) * len(head))
    yield from (_row(tuple(map(_text, row))) for row in rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    return text.translate(_MARKS)


def main() -> None:
    """The command."""
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"{DOCS / name}\n")


if __name__ == "__main__":
    main()
