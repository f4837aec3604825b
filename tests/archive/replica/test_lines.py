"""archive.replica.lines: a log line by line."""

import pytest
import sqlalchemy as sa

from archive.index.database import Database
from archive.index.tables import chunks
from archive.replica.lines import LinesError, Units, lines
from firmware.accord.batch import pack
from firmware.store.line import encode
from firmware.store.raw import units
from tests.archive.keeping import TILL_ID, follow, head_of, keep
from tests.store.till import Till

OTHER: str = TILL_ID[:-1] + "2"


def test_from_row_to_row(database: Database, till: Till) -> None:
    """Across chunks, both ends included, byte for byte."""
    follow(database, till.book)
    till.issue()
    follow(database, till.book)
    all_of_it = [(unit.seq, encode(unit)) for unit in units(till.book)]
    assert all_of_it == list(lines(database, TILL_ID))
    assert all_of_it[2:8] == list(lines(database, TILL_ID, 3, 8))
    assert [] == list(lines(database, TILL_ID, len(all_of_it) + 1))
    assert [] == list(lines(database, OTHER))


def test_each_till_its_own(database: Database, till: Till) -> None:
    """The log of one till ends where it ends, whatever others sent."""
    rows = list(units(till.book))
    keep(database, rows[:3], TILL_ID)
    keep(database, rows, OTHER)
    assert 3 == len(list(lines(database, TILL_ID)))
    assert rows == list(Units(database, OTHER, 1))


@pytest.mark.parametrize("body", [b"", b"no zstd", pack([b"{}\n"] * 3)])
def test_a_chunk_that_is_damaged(sqlite: Database, till: Till, body: bytes) -> None:
    """It is named, and nothing behind it is taken for something else."""
    follow(sqlite, till.book)
    last = chunks.insert().values(
        till_id=TILL_ID,
        first_seq=(first := head_of(sqlite).size + 1),
        last_seq=first + 1,
        received_at="",
        body=body,
        hashes=bytes(64),
        state=b"",
    )
    with sqlite.write() as connection:
        connection.execute(last)
    with pytest.raises(LinesError, match=f"chunk {first}"):
        list(lines(sqlite, TILL_ID))
    found = Units(sqlite, TILL_ID, 1)
    assert first - 1 == len(list(found))
    assert found.refusal is not None
    assert first == found.refusal.seq


def test_a_line_that_is_none(sqlite: Database, till: Till) -> None:
    """The units end before it, and it is named."""
    follow(sqlite, till.book)
    size = head_of(sqlite).size
    chunk = {"till_id": TILL_ID, "received_at": "", "hashes": bytes(32), "state": b""}
    body = pack([b"{}\n"])
    with sqlite.write() as connection:
        connection.execute(
            sa.insert(chunks), {**chunk, "first_seq": size + 1, "last_seq": size + 1, "body": body}
        )
    found = Units(sqlite, TILL_ID, size)
    assert [size] == [unit.seq for unit in found]
    assert found.refusal is not None
    assert size + 1 == found.refusal.seq
