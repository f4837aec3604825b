"""firmware.export.audit.events: the rows in JSON are those of the table, and the receipts, too."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.audit.events import FILE
from firmware.export.audit.finding import AuditRule
from firmware.till.acts import JournalKind
from tests.export.audit.conftest import Exports
from tests.export.audit.world import Sold, audit, change_file, list_anew, rules
from tests.store.tampering import damage

Change = Callable[[bytes], bytes]
#: In the line of receipt 2.
SECOND = b'"umsatzzaehler_cent":830'


def line(word: bytes, change: Change) -> Change:
    """The first line that has the word is another one."""

    def changed(text: bytes) -> bytes:
        lines = text.split(b"\n")
        at = next(at for at, one in enumerate(lines) if word in one)
        made = change(lines[at])
        return b"\n".join([*lines[:at], *([made] if made else []), *lines[at + 1 :]])

    return changed


def test_what_the_till_writes_agrees(made: Exports) -> None:
    """Of all, of parts, of the journal alone."""
    for folder in (made.whole, made.journal_only, *made.parts):
        assert set() == rules(audit(folder))


@pytest.mark.parametrize(
    "cells", [{"at_utc": "gest\tern"}, {"content": '{"line"\x1a{}'}, {"content": "[1]"}]
)
def test_of_a_damaged_book_the_row_alone_is_told(
    sold: Sold, tmp_path: Path, cells: dict[str, str]
) -> None:
    """The till writes what is left of it, and nothing more is held against the file."""
    sold.sell()
    row = sold.stand.book.last_journal(JournalKind.POS)
    assert row is not None
    damage(sold.stand.book_path, row.seq, **cells)
    told = audit(sold.export(tmp_path / "stick")).findings
    assert f"journal row {row.seq}" in {one.place for one in told}
    assert AuditRule.EVENTS not in {one.rule for one in told}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            line(b'"nr":30,', lambda one: one.replace(b'"zeit_utc":"2026', b'"zeit_utc":"2025')),
            "30",
        ),
        (line(b'"nr":30,', lambda one: one.replace(b'"inhalt":{', b'"inhalt":{"x":1,')), "30"),
        (line(b'"nr":30,', lambda _one: b""), "30"),
        (
            line(SECOND, lambda one: one.replace(b'_cent":8', b'_cent":9')),
            "digests",
        ),
        (line(SECOND, lambda one: one.replace(b'"clerk":1', b'"clerk":2')), "digests"),
        (line(SECOND, lambda _one: b""), "is not receipt 2"),
        (line(SECOND, lambda one: one[:-9]), "is not receipt 2"),
        (lambda text: text.replace(b'"belege": [', b'"belege":[', 1), "'belege' is not there"),
        (lambda text: text.replace(b'"ereignisse": [', b"", 1), "'ereignisse' is not there"),
        (lambda text: text[:9000], "is not "),
        (lambda _text: b"", "'ereignisse' is not there"),
    ],
)
def test_a_file_that_says_something_else(whole: Path, change: Change, words: str) -> None:
    """By the row, by the receipt, or by the digest the journal keeps of it; told once."""
    change_file(whole, FILE, change)
    list_anew(whole)
    (found,) = (one for one in audit(whole).findings if one.severity.value == "error")
    assert "events" == found.rule.value
    assert found.place.startswith(FILE)
    assert words in found.detail
