"""docs/journal.md: every kind of row, who writes it, and the content it really has."""

import re
import sqlite3
from pathlib import Path
from typing import Final

import msgspec
import pytest

from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder
from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, RECEIPT_KIND
from firmware.till.acts import JournalKind
from tests.docs.pages import DOCS, ROOT, blocks, plain, rows

PAGE: Final = DOCS / "journal.md"
COLUMNS: Final = ("kind", "when", "written by", "content")
NOTHING: Final = "nothing"
NOT_YET: Final = "not written yet"


def _rows() -> dict[str, tuple[str, ...]]:
    return {plain(row[0]): row for row in rows(PAGE, columns=COLUMNS)}


def test_every_kind_stands_in_the_page() -> None:
    """The counter's kinds and the book's own, no more and no fewer."""
    own = {IDENTITY_KIND, CERTIFICATE_KIND, RECEIPT_KIND}

    assert {kind.value for kind in JournalKind} | own == set(_rows())


def test_the_named_writers_know_the_kind() -> None:
    """`written by` names modules in which the kind occurs; the book's own have no member."""
    strangers = [
        f"{kind}: {path}"
        for kind, row in _rows().items()
        for path in re.findall(r"`([^`]+\.py)`", row[2])
        if not kind.startswith("book.") and f"JournalKind.{kind}\n" not in _tokens(path)
    ]

    assert [] == strangers


def _tokens(path: str) -> str:
    """Every `JournalKind.X` of a module, one a line."""
    source = (ROOT / path).read_text(encoding="utf-8")
    return "".join(f"{word}\n" for word in re.findall(r"JournalKind\.\w+", source))


@pytest.mark.timeout(60)
def test_rows_of_a_day_hold_what_the_page_says(tmp_path: Path) -> None:
    """The fields of every row that the day of this page leaves in the book are documented."""
    (day,) = [block.text for block in blocks(PAGE) if block.language == "kassa"]
    config = in_folder(demo_config(), tmp_path)
    script = tuple(parse_script(day, PAGE.name))
    play(
        script,
        tmp_path,
        config,
        DEFAULT_START_UTC,
        is_verified=False,
        progress=lambda _line: None,
    )
    documented = {
        kind: set(plain(row[3]).replace(" (", ", ").replace(")", "").split(", "))
        for kind, row in _rows().items()
    }

    written = _fields_by_kind(tmp_path / "book.sqlite")

    undocumented = {
        kind: sorted(fields - documented[kind])
        for kind, fields in written.items()
        if fields - documented[kind]
    }
    assert {} == undocumented
    assert {kind for kind, row in _rows().items() if row[2] == NOT_YET} & set(written) == set()
    assert len(written) >= 45


def _fields_by_kind(book: Path) -> dict[str, set[str]]:
    connection = sqlite3.connect(book)
    try:
        found: dict[str, set[str]] = {}
        for kind, content in connection.execute("SELECT kind, content FROM journal"):
            found.setdefault(kind, set()).update(
                msgspec.json.decode(content, type=dict[str, object])
            )
        return found
    finally:
        connection.close()
