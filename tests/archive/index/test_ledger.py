"""archive.index.ledger: logs that only grow, each chunk exactly once, on both databases."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from archive.index.database import Database
from archive.index.ledger import Chunk, Ledger
from archive.index.tables import certificates, findings, links, tiles
from archive.intake.head import Head
from archive.intake.judge import judge
from archive.intake.rules import Finding, Rule
from firmware.accord.batch import pack
from firmware.evidence.merkle import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)
from firmware.evidence.tiles import WIDTH
from firmware.store.line import encode
from tests.archive import books
from tests.archive.books import Maker

AT = "2026-11-21T18:00:00.000000+00:00"


def chunk_of(ledger: Ledger, till_id: str, lines: list[bytes]) -> Chunk:
    """Lines as ingest would append them now."""
    standing = ledger.standing(till_id)
    judged = judge(standing.head, lines, standing.keys)
    body = pack([one + b"\n" for one in lines])
    return Chunk(
        till_id=till_id,
        first_seq=standing.head.size + 1,
        last_hash=standing.head.last_hash,
        body=body,
        judged=judged,
        received_at=AT,
    )


def fill(ledger: Ledger, till_id: str, lines: list[bytes], sizes: list[int]) -> list[Head]:
    """Append lines in chunks of these sizes, the last again and again; the heads after each."""
    heads, at = [], 0
    while at < len(lines):
        size = sizes[min(len(heads), len(sizes) - 1)]
        chunk = chunk_of(ledger, till_id, lines[at : at + size])
        assert [True] == ledger.append([chunk])
        heads.append(chunk.judged.head)
        at += size
    return heads


def count(database: Database, table: sa.Table) -> int:
    """How many rows."""
    with database.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def test_empty(database: Database) -> None:
    """A till that never sent anything has a log, too: the empty one."""
    ledger = Ledger(database)
    assert Head() == ledger.head("a")
    assert [] == list(ledger.chunks("a"))
    assert b"" == ledger.hashes("a", 1, 5)


def test_what_came_is_there(database: Database) -> None:
    """Line by line, head by head; other tills see nothing of it."""
    ledger, lines = Ledger(database), books.lines(30)
    heads = fill(ledger, "a", lines, [1, 3, 10])
    stored = list(ledger.chunks("a"))
    assert lines == [line for chunk in stored for line in chunk.lines()]
    assert heads == [chunk.head for chunk in stored]
    assert heads[-1] == ledger.head("a")
    assert 1 == count(database, certificates)
    assert heads[-1].serials == tuple(ledger.standing("a").keys)
    assert Head() == ledger.head("b")


def test_a_stretch(database: Database) -> None:
    """The chunks that hold any of the rows asked for, and exactly their hashes."""
    ledger = Ledger(database)
    fill(ledger, "a", books.lines(30), [1, 3, 10])
    assert [(2, 4), (5, 14)] == [(one.first_seq, one.last_seq) for one in ledger.chunks("a", 4, 5)]
    whole = b"".join(one.hashes for one in ledger.chunks("a"))
    assert whole[3 * 32 : 20 * 32] == ledger.hashes("a", 4, 20)
    assert whole[30 * 32 :] == ledger.hashes("a", 31, 99)
    assert b"" == ledger.hashes("a", 33, 99)


def test_many_pages(database: Database) -> None:
    """More chunks than are read at once."""
    ledger = Ledger(database)
    fill(ledger, "a", books.lines(150), [1])
    assert list(range(1, 153)) == [one.first_seq for one in ledger.chunks("a")]


def test_one_of_two_at_the_same_head(database: Database) -> None:
    """Compare-and-set: the second loses, whether it says the same or something else."""
    ledger, lines = Ledger(database), books.lines(3)
    mine = chunk_of(ledger, "a", lines)
    other = replace(mine, received_at="later")
    shorter = chunk_of(ledger, "a", lines[:1])
    assert [True] == ledger.append([mine])
    assert [False, False, True] == ledger.append([other, shorter, chunk_of(ledger, "b", lines)])
    assert [AT] == [one.received_at for one in ledger.chunks("a")]


def test_two_of_one_till_at_once(database: Database) -> None:
    """The first is in, the second must be judged anew."""
    ledger, lines = Ledger(database), books.lines(3)
    mine = chunk_of(ledger, "a", lines)
    assert [True, False] == ledger.append([mine, chunk_of(ledger, "a", lines)])


def test_never_behind_a_gap(database: Database) -> None:
    """Whoever remembers a head the database has lost, or another one, appends nothing there."""
    ledger, lines = Ledger(database), books.lines(6)
    fill(ledger, "a", lines[:4], [2])
    fill(ledger, "b", lines[:6], [3])
    beyond = replace(chunk_of(ledger, "b", lines[6:]), till_id="a")
    nowhere = replace(beyond, till_id="c")
    other = replace(chunk_of(ledger, "a", lines[4:]), last_hash="0" * 64)
    assert [False, False] == ledger.append([beyond, nowhere])
    assert [False] == ledger.append([other])
    assert (4, 0) == (ledger.head("a").size, ledger.head("c").size)


def test_many_tills_at_once(database: Database) -> None:
    """One transaction for all; each has its own log."""
    ledger, lines = Ledger(database), books.lines(3)
    names = [f"till {number:03}" for number in range(300)]
    batch = [chunk_of(ledger, name, lines) for name in reversed(names)]
    assert [True] * 300 == ledger.append(batch)
    assert {batch[0].judged.head} == {ledger.head(name) for name in names}


@pytest.mark.parametrize("sizes", [[1, 100, 7], [255, 1, 256], [600]])
def test_proofs_out_of_tiles(database: Database, sizes: list[int]) -> None:
    """RFC 6962: any row and any earlier head is proven in any later one."""
    ledger = Ledger(database)
    rows = 600
    heads = fill(ledger, "a", books.lines(rows - books.ROWS_BEFORE), sizes)
    assert rows // WIDTH == count(database, tiles)
    leaves = [leaf for chunk in ledger.chunks("a") for leaf in _leaves(chunk.hashes)]
    for size in (1, 255, 256, 257, 511, 512, 600):
        root, subtree = root_of(leaves[:size]), ledger.subtree("a", size)
        for index in {0, size // 2, size - 1}:
            proof = inclusion_proof(index, size, subtree)
            assert verify_inclusion(leaves[index], index, size, proof, root)
    last = heads[-1]
    for head in heads[:3]:
        proof = consistency_proof(head.size, last.size, ledger.subtree("a", last.size))
        old, new = (head.size, head.frontier.root()), (last.size, last.frontier.root())
        assert verify_consistency(old, new, proof)


def _leaves(hashes: bytes) -> list[bytes]:
    return [leaf_hash(hashes[at : at + 32]) for at in range(0, len(hashes), 32)]


def test_findings_and_links_beside(database: Database) -> None:
    """In the same transaction, and whoever raises alarms is told in it."""
    told: list[tuple[str, tuple[Rule, ...]]] = []

    def tell(connection: sa.Connection, till_id: str, found: tuple[Finding, ...]) -> None:
        assert connection.in_transaction()
        told.append((till_id, tuple(one.rule for one in found)))

    ledger = Ledger(database, tell)
    maker = Maker()
    units = [*maker.begin(), maker.receipt(), maker.row("BELEG_LINK", {})]
    units.append(maker.row("BELEG_LINK", {"number": 1, "token_sha256": "a" * 64}))
    units.append(maker.row("BELEG_LINK", {"number": 1, "token_sha256": "a" * 64}))
    chunk = chunk_of(ledger, "a", [encode(unit) for unit in units])
    assert [True] == ledger.append([chunk])
    assert [("a", (Rule.KIND, Rule.LINK))] == told
    assert (2, 1) == (count(database, findings), count(database, links))
    assert [False] == ledger.append([chunk])
    assert 1 == len(told)


def test_nothing_is_in_when_something_fails(database: Database) -> None:
    """An alarm that cannot be raised takes the whole transaction with it."""

    def fail(_connection: sa.Connection, _till_id: str, _found: object) -> None:
        raise OSError("no")

    ledger, maker = Ledger(database, fail), Maker()
    units = [*maker.begin(), maker.receipt()]
    with pytest.raises(OSError, match="no"):
        ledger.append([chunk_of(ledger, "a", [encode(unit) for unit in units])])
    assert Head() == ledger.head("a")
    assert 0 == count(database, certificates)
