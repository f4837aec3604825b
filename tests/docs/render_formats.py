"""Writes the columns of every table of an export: run as `python -m tests.docs.render_formats`.

docs/exportformate.md is German, for auditors and accountants. What stands behind the line
`<!-- tables -->` is replaced by what the tables say of themselves; test_formats.py fails when the
page is not what this script would write.
"""

import sys
from collections.abc import Iterator
from typing import Final, Never

from firmware.export.tables.kinds import KINDS
from firmware.export.tables.registry import TABLES
from firmware.export.tables.table import ID_PLACE, Sort, Table
from tests.docs.pages import DOCS

PAGE: Final = DOCS / "exportformate.md"
MARK: Final = "<!-- tables -->\n"
#: What a reader of the page calls the sorts; its head explains them.
SORTS: Final = {
    Sort.TEXT: "Text",
    Sort.RAW: "roh",
    Sort.WHOLE: "Zahl",
    Sort.FLAG: "ja/nein",
    Sort.MONEY: "Betrag",
    Sort.AMOUNT: "Menge",
    Sort.RATE: "Prozent",
    Sort.DAY: "Tag",
    Sort.TIME: "Zeit",
}


def rendered(page: str) -> str:
    """`page` with fresh tables."""
    head, _, _ = page.partition(MARK)
    return f"{head}{MARK}\n" + "\n".join((*_tables(), *_kinds()))


def _tables() -> Iterator[str]:
    for table in TABLES:
        yield from _table(table)


def _table(table: Table[Never]) -> Iterator[str]:
    yield f"### {table.file.replace(ID_PLACE, '‹Kassen-ID›')}"
    yield ""
    key = f" Schlüssel: {' + '.join(table.key)}." if table.key else ""
    yield f"{table.title}.{key}"
    yield ""
    yield "| Spalte | Art | Inhalt |"
    yield "|---|---|---|"
    for column in table.columns:
        yield f"| {column.name} | {SORTS[column.sort]} | {column.meaning} |"
    yield ""


def _kinds() -> Iterator[str]:
    yield "## Aktionen des Journals"
    yield ""
    yield "| kind | Aktion | Geschäftsfall |"
    yield "|---|---|---|"
    for kind, words in KINDS.items():
        yield f"| `{kind}` | {words.name} | {'ja' if words.is_business else 'nein'} |"
    yield ""


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE}\n")
