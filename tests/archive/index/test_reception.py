"""archive.index.reception: whatever comes in whatever order, a log is what a model says."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from archive.index import reception
from archive.index.database import Database
from archive.index.group_commit import BusyError
from archive.index.ledger import Ledger
from archive.index.reception import Place, Received, Reception, Sender
from archive.index.tables import quarantine
from archive.intake.head import Head
from archive.intake.judge import judge
from archive.intake.rows import UnreadableError
from archive.intake.rules import Finding, Rule
from firmware.accord.batch import pack
from firmware.store.line import decode, encode
from tests.archive import books

NOW = datetime(2026, 11, 21, 18, tzinfo=UTC)
LENGTH = 40
#: Two books that are one up to here: the card was copied.
FORKED_AT = 17
_names = count(1)


class Ears:
    """Hears what rings."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def findings(self, _connection: Connection, _till: str, found: Sequence[Finding]) -> None:
        self.heard += [one.rule for one in found]

    def fork(self, _connection: Connection, _till: str, seq: int) -> None:
        self.heard.append(f"fork {seq}")

    def unreadable(self, _connection: Connection, _till: str, _why: str) -> None:
        self.heard.append("unreadable")


def two_books() -> tuple[list[bytes], list[bytes]]:
    """The till's, and that of its copy."""
    one, other = books.Maker(), books.Maker()
    lines: tuple[list[bytes], list[bytes]] = ([], [])
    for maker, mine, cents in zip((one, other), lines, (100, 200), strict=True):
        mine += [encode(unit) for unit in maker.begin()]
        for seq in range(3, LENGTH + 1):
            kind = books.ReceiptKind.STARTBELEG if seq == 3 else books.ReceiptKind.STANDARD
            is_common = seq <= FORKED_AT
            mine.append(encode(maker.receipt(kind, 0 if seq == 3 else 50 if is_common else cents)))
    return lines


BOOKS = two_books()


def body(lines: Sequence[bytes]) -> bytes:
    """As a batch."""
    return pack([line + b"\n" for line in lines])


def opened(database: Database, ears: Ears | None = None) -> Reception:
    """A reception of a process."""
    return Reception(database, ears or Ears(), lambda: NOW)


class Model:
    """What a log must be."""

    def __init__(self) -> None:
        self.log: list[bytes] = []

    def receive(self, first: int, lines: Sequence[bytes]) -> tuple[Place, int]:
        """Where a batch from row `first` on stands; the row of a fork."""
        size = len(self.log)
        if first > size + 1:
            return Place.GAP, 0
        for at, line in enumerate(lines[: size - first + 1]):
            if line != self.log[first - 1 + at]:
                return Place.FORK, first + at
        new = lines[size - first + 1 :]
        self.log += new
        return (Place.TAKEN if new else Place.KNOWN), 0


sends = st.tuples(
    st.integers(0, 1),
    st.integers(0, 1),
    st.integers(1, LENGTH),
    st.integers(1, 12),
)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.lists(sends, max_size=25))
def test_as_the_model_says(database: Database, story: list[tuple[int, int, int, int]]) -> None:
    """Duplicates, gaps, overlaps, forks, reordered, through two processes by turns."""

    async def tell() -> None:
        processes = (opened(database), opened(database))
        sender = Sender(till_id=f"till {next(_names)}", register_id=books.REGISTER_ID)
        model = Model()
        for process, book, anywhere, length in story:
            # Half of them follow on, or nothing would ever grow.
            follows = anywhere % 2 and model.log
            first = min(len(model.log) + 1, LENGTH) if follows else anywhere
            lines = BOOKS[book][first - 1 : first - 1 + length]
            expected = model.receive(first, lines)
            came = await processes[process].receive(sender, body(lines))
            assert expected == (came.place, came.fork_seq)
            assert len(model.log) == came.head.size
        kept = [line for one in Ledger(database).chunks(sender.till_id) for line in one.lines()]
        assert model.log == kept
        if kept:
            expected_head = judge(Head(register_id=books.REGISTER_ID), kept, {}).head
            assert expected_head == await processes[0].head(sender.till_id)
        for one in processes:
            one.close()

    asyncio.run(tell())


def receive(
    database: Database, ears: Ears, *bodies: bytes, register_id: str = ""
) -> list[Received]:
    """One after the other, of one till."""

    async def tell() -> list[Received]:
        process = opened(database, ears)
        sender = Sender(till_id="a", register_id=register_id or books.REGISTER_ID)
        try:
            return [await process.receive(sender, one) for one in bodies]
        finally:
            process.close()

    return asyncio.run(tell())


def test_large_batches_beside_the_loop(database: Database) -> None:
    """As many lines as a batch may have; nobody else waits for their signatures."""
    lines = books.lines(900)
    (received,) = receive(database, Ears(), body(lines))
    assert (Place.TAKEN, len(lines)) == (received.place, received.head.size)
    assert () == received.findings


def test_bells(sqlite: Database) -> None:
    """What is bad is told in the transaction that keeps it, once for each time it came."""
    ears, (mine, other) = Ears(), BOOKS
    receive(sqlite, ears, body(mine[:20]), body(other[15:20]), register_id="OTHER")
    assert [Rule.REGISTER, f"fork {FORKED_AT + 1}"] == ears.heard
    with pytest.raises(UnreadableError):
        receive(sqlite, ears, b"x")
    assert "unreadable" == ears.heard[-1]
    with sqlite.read() as connection:
        reasons = connection.scalars(sa.select(quarantine.c.reason).order_by(quarantine.c.id)).all()
    assert ["fork", "unreadable"] == reasons


def test_only_what_is_new_is_kept(sqlite: Database) -> None:
    """An overlap is cut: no row is in two chunks."""
    lines = BOOKS[0]
    received = receive(sqlite, Ears(), body(lines[:10]), body(lines[4:15]))
    assert [10, 15] == [one.head.size for one in received]
    chunks = list(Ledger(sqlite).chunks("a"))
    assert [(1, 10), (11, 15)] == [(one.first_seq, one.last_seq) for one in chunks]
    assert lines[10:15] == chunks[1].lines()


def test_remembered_without_end(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many tills there are, heads in memory are bounded; the database has them all."""
    monkeypatch.setattr(reception, "MAX_REMEMBERED", 3)
    lines = BOOKS[0]

    async def tell() -> None:
        process = opened(sqlite)
        for part in (lines[:5], lines[5:10]):
            for number in range(8):
                sender = Sender(till_id=f"{number}", register_id=books.REGISTER_ID)
                assert Place.TAKEN is (await process.receive(sender, body(part))).place
                assert len(process._known) <= 3
        process.close()

    asyncio.run(tell())


def test_a_database_that_lost_its_end(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that remembers more than there is appends nothing behind a hole."""
    lines = BOOKS[0]

    async def tell() -> None:
        process = opened(sqlite)
        sender = Sender(till_id="a", register_id=books.REGISTER_ID)
        await process.receive(sender, body(lines[:10]))
        remembered = process._known["a"]
        with sqlite.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER chunks_no_delete")
            connection.exec_driver_sql("DELETE FROM chunks")
        process._known["a"] = remembered
        answer = await process.receive(sender, body(lines[10:15]))
        assert (Place.GAP, 0) == (answer.place, answer.head.size)
        process.close()

    asyncio.run(tell())


def test_somebody_is_always_faster(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not for ever: the till is told to come later."""

    async def tell() -> None:
        process = opened(sqlite)

        async def lost(_chunk: object) -> bool:
            return False

        monkeypatch.setattr(process._commits, "commit", lost)
        sender = Sender(till_id="a", register_id=books.REGISTER_ID)
        with pytest.raises(BusyError):
            await process.receive(sender, body(BOOKS[0]))
        process.close()

    asyncio.run(tell())


def test_the_two_books() -> None:
    """They are what the stories say."""
    mine, other = BOOKS
    assert mine[:FORKED_AT] == other[:FORKED_AT]
    assert mine[FORKED_AT] != other[FORKED_AT]
    assert FORKED_AT + 1 == decode(mine[FORKED_AT]).seq
