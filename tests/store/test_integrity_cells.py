"""Cells that a damaged page has taken away are found by the check, whoever trips over them."""

from pathlib import Path

import pytest

from firmware.rksv.vat import Buckets
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.integrity import Part, Scope, check
from tests.store.tampering import take_away
from tests.store.till import SoftwareCard, Till

#: The cells that are never NULL, and that some reader takes apart.
CELLS = [
    *(("journal", column) for column in ("at_utc", "uuid", "kind", "content", "hash")),
    *(("receipts", column) for column in ("kind", "issued_at_utc", "jws", "turnover_cents")),
    *(("receipts", column) for column in ("certificate_serial", "content", "journal_seq")),
    *(("identity", column) for column in ("register_id", "rka", "counter_bytes")),
    *(("certificates", column) for column in ("der", "chain", "journal_seq")),
    *(("intent", column) for column in ("issued_at_utc", "payload", "content", "digest")),
]


@pytest.mark.parametrize(("table", "column"), CELLS, ids=[".".join(cell) for cell in CELLS])
def test_a_cell_is_gone(path: Path, card: SoftwareCard, table: str, column: str) -> None:
    """A file that breaks its own rules is a problem of the file, not an exception."""
    with Book.create(path) as book:
        till = Till(book, card)
        till.commission()
        till.issue(buckets=Buckets(normal=100))
        book.put_intent(till.intend(buckets=Buckets(normal=100)))
    take_away(path, table, column)
    with Book.open(path) as book:
        for scope in Scope:
            assert Part.FILE in {problem.part for problem in check(book, scope)}


def test_a_fault_of_ours_is_not_hidden(
    path: Path, card: SoftwareCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite finds the file whole, what is raised is a fault of the program."""
    with Book.create(path) as book:
        Till(book, card).commission()
        monkeypatch.setattr(integrity, "row_hash", lambda *_: None)
        with pytest.raises(AttributeError):
            check(book, Scope.FULL)
