"""archive.portal.proof: each check finds what it is for, and nothing of a good receipt."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.index.database import Database
from archive.index.tables import chunks, findings
from archive.portal.proof import Proof, Verdict, prove
from firmware.store.reader import Reader
from tests.archive.keeping import TILL_ID, follow
from tests.archive.replica.index_ground import altered, copied

GOOD = [Verdict.GOOD] * 4
OWN_ROW = "WHERE seq = (SELECT journal_seq FROM receipts WHERE number = 5)"


def _proof(database: Database, path: Path, number: int) -> Proof:
    with Reader.open_read_only(path) as book:
        receipt = book.receipt(number)
        assert receipt is not None
        return prove(database, TILL_ID, book, receipt)


def _verdicts(proof: Proof) -> list[Verdict]:
    return [proof.signature, proof.chain, proof.journal, proof.log]


@pytest.fixture
def path(book_path: Path, tmp_path: Path, sqlite: Database) -> Path:
    """A book whose rows have all arrived."""
    path = copied(book_path, tmp_path / "replica")
    with Reader.open_read_only(path) as book:
        follow(sqlite, book)
    return path


def test_good_receipts_are_good(sqlite: Database, path: Path) -> None:
    """Each of them, from the Startbeleg on."""
    for number in range(1, 25):
        proof = _proof(sqlite, path, number)
        assert GOOD == _verdicts(proof), number
        assert proof.is_good
        assert 199 == proof.size


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ("UPDATE receipts SET content = '{\"x\":1}' WHERE number = 5", [2]),
        (
            "UPDATE receipts SET jws = substr(jws, 1, length(jws) - 4) || 'AAAA' WHERE number = 5",
            [0, 2],
        ),
        ("UPDATE receipts SET jws = 'x' WHERE number = 5", [0, 1, 2]),
        ("UPDATE receipts SET jws = 'x' WHERE number = 4", [1]),
        ("DELETE FROM receipts WHERE number = 4", [1]),
        ("DELETE FROM certificates", [0]),
        (f"UPDATE journal SET hash = replace(hash, 'a', 'b') {OWN_ROW}", [2, 3]),
        (f"UPDATE journal SET clerk = 9 {OWN_ROW}", [2]),
    ],
)
def test_what_was_altered_is_found(
    sqlite: Database, path: Path, change: str, wanted: list[int]
) -> None:
    """Signature, chain, journal, log: whichever of them it breaks."""
    done: Callable[[sqlite3.Connection], object] = lambda book: book.execute(change)  # noqa: E731
    altered(path, done)

    verdicts = _verdicts(_proof(sqlite, path, 5))

    assert wanted == [place for place, one in enumerate(verdicts) if one is Verdict.BAD]


def test_a_finding_of_the_archive_is_told(sqlite: Database, path: Path) -> None:
    """What was wrong when it came stays said."""
    seq = _proof(sqlite, path, 5).leaf + 1
    row = {"till_id": TILL_ID, "seq": seq, "rule": "chain", "detail": "x", "found_at": "2026"}
    with sqlite.write() as connection:
        connection.execute(findings.insert().values(row))

    proof = _proof(sqlite, path, 5)

    assert [("chain", "x")] == [(one.rule, one.detail) for one in proof.findings]
    assert not proof.is_good
    assert _proof(sqlite, path, 6).is_good


def test_what_never_arrived_stands_in_no_log(
    book_path: Path, tmp_path: Path, sqlite: Database
) -> None:
    """A book is no log."""
    path = copied(book_path, tmp_path / "alone")
    with sqlite.read() as connection:
        assert 0 == connection.scalar(sa.select(sa.func.count()).select_from(chunks))

    proof = _proof(sqlite, path, 5)

    assert Verdict.BAD is proof.log
    assert proof.received_at is None
