"""The streams hold exactly the texts of the book's columns, span by span."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from firmware.export.package.manifest import Span
from firmware.export.viewer import streams
from firmware.store.reader import Reader
from tests.export.viewer.shown import sight_of


@pytest.fixture(autouse=True)
def _short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one page of every stream."""
    monkeypatch.setattr(streams, "PAGE_ROWS", 7)


def _read(named: streams.Streams) -> dict[str, bytes]:
    return {name: b"".join(pieces) for name, pieces in named}


def _rows(path: Path, sql: str) -> Iterator[str]:
    connection = sqlite3.connect(path)
    try:
        for row in connection.execute(sql):
            yield "\t".join("" if cell is None else str(cell) for cell in row) + "\n"
    finally:
        connection.close()


def test_the_journal_is_the_texts_its_hashes_cover(days: Reader, days_path: Path) -> None:
    """Seven columns, as they stand in the days, one line a row."""
    sql = "SELECT seq, at_utc, uuid, clerk, kind, content, hash FROM journal ORDER BY seq"

    found = _read(streams.streams(sight_of(days)))["journal"].decode()

    assert "".join(_rows(days_path, sql)) == found


def test_receipts_are_the_cells_their_digests_cover(days: Reader, days_path: Path) -> None:
    """Eight columns of the row digest, and the row of the journal."""
    sql = (
        "SELECT number, kind, issued_at_utc, jws, turnover_cents, certificate_serial, is_signed, "
        "content, journal_seq FROM receipts ORDER BY number"
    )

    found = _read(streams.streams(sight_of(days)))["receipts"].decode()

    assert "".join(_rows(days_path, sql)) == found


def test_a_part_holds_its_spans_only(days: Reader) -> None:
    """Receipts 3 to 5, and the rows between them."""
    sight = sight_of(days, 3, 5)

    found = _read(streams.streams(sight))

    assert ["3", "4", "5"] == [line.split("\t")[0] for line in _lines(found["receipts"])]
    seqs = [int(line.split("\t")[0]) for line in _lines(found["journal"])]
    assert list(range(sight.journal.first, sight.journal.last + 1)) == seqs
    assert sight.previous_hash == json.loads(found["meta"])["previous_hash"]


def test_what_is_not_there_is_empty(days: Reader) -> None:
    """A span that begins with 0 holds nothing."""
    none = Span(first=0, last=0)

    found = _read(streams.streams(replace(sight_of(days), receipts=none, journal=none)))

    assert (b"", b"") == (found["receipts"], found["journal"])


def test_rows_are_told_as_they_are_read(days: Reader) -> None:
    """Whoever waits sees how far it is; every row is counted once."""
    told: list[int] = []
    sight = replace(sight_of(days), moved=told.append)

    _read(streams.streams(sight))

    assert sight.receipts.last + sight.journal.last == sum(told)
    assert max(told) <= 7


def test_a_cell_that_the_book_did_not_write_shows(days_path: Path, tmp_path: Path) -> None:
    """A raw line feed in a content cannot make two rows of one; its hash does not fit any more."""
    forged = tmp_path / "days.sqlite"
    forged.write_bytes(days_path.read_bytes())
    connection = sqlite3.connect(forged)
    with connection:
        for trigger in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger[0]}")
        connection.execute("UPDATE journal SET content = ? WHERE seq = 3", ('{"a":\t1,\n"b":2}',))
    connection.close()

    with Reader.open_read_only(forged) as days:
        lines = _lines(_read(streams.streams(sight_of(days)))["journal"])

    assert '{"a":�1,�"b":2}' == lines[2].split("\t")[5]
    assert sight_rows(days_path) == len(lines)


def sight_rows(path: Path) -> int:
    """How many rows the journal has."""
    return sum(1 for _ in _rows(path, "SELECT seq FROM journal"))


def _lines(stream: bytes) -> list[str]:
    return stream.decode().splitlines()
