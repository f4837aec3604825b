"""archive.index.group_commit: together with whoever waits, and answered only afterwards."""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from threading import Event

import pytest
from sqlalchemy.exc import DBAPIError

from archive.index import group_commit
from archive.index.group_commit import BusyError, GroupCommit
from archive.index.ledger import Chunk
from archive.intake.head import Head
from archive.intake.judge import judge
from tests.archive import books

JUDGED = judge(Head(), books.lines(1), {})
DEADLINE_S = 20.0


def chunk(name: str, size: int = 1) -> Chunk:
    """A chunk of a till."""
    return Chunk(
        till_id=name,
        first_seq=1,
        last_hash="0" * 64,
        body=bytes(size),
        judged=JUDGED,
        received_at="",
    )


def fault(code: int) -> DBAPIError:
    """What SQLAlchemy raises for an error of SQLite."""
    orig = sqlite3.OperationalError("test")
    orig.sqlite_errorcode = code
    return DBAPIError("INSERT", None, orig)


class Disk:
    """Appends into a list; waits until it is let, fails when it is told."""

    def __init__(self, fails: Callable[[Sequence[str]], DBAPIError | None] | None = None) -> None:
        self.groups: list[list[str]] = []
        self.free = Event()
        self._fails = fails or (lambda _names: None)

    def append(self, chunks: Sequence[Chunk]) -> list[bool]:
        assert self.free.wait(DEADLINE_S)
        names = [one.till_id for one in chunks]
        self.groups.append(names)
        error = self._fails(names)
        if error is not None:
            raise error
        return [name != "late" for name in names]


def commit_all(disk: Disk, names: Sequence[str], **more: object) -> list[bool | BaseException]:
    """All at once; the disk is freed when all are waiting."""

    async def story() -> list[bool | BaseException]:
        commits = GroupCommit(disk.append, **more)  # type: ignore[arg-type]
        work = [asyncio.ensure_future(commits.commit(chunk(name))) for name in names]
        await asyncio.sleep(0)
        disk.free.set()
        results = await asyncio.gather(*work, return_exceptions=True)
        commits.close()
        return results

    return asyncio.run(story())


def test_the_first_alone_and_the_rest_together() -> None:
    """Nobody waits for company; who comes meanwhile goes in one transaction."""
    disk = Disk()
    assert [True, True, False, True] == commit_all(disk, ["a", "b", "late", "c"])
    assert [["a"], ["b", "late", "c"]] == disk.groups


def test_no_more_than_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group is bounded; what is left goes with the next."""
    monkeypatch.setattr(group_commit, "MAX_CHUNKS", 2)
    disk = Disk()
    assert [True] * 6 == commit_all(disk, list("abcdef"))
    assert [["a"], ["b", "c"], ["d", "e"], ["f"]] == disk.groups


def test_one_that_spoils_it_for_all() -> None:
    """A row that no database takes fails alone."""
    spoilt = Disk(lambda names: fault(sqlite3.SQLITE_CONSTRAINT) if "bad" in names else None)
    results = commit_all(spoilt, ["a", "b", "bad", "c"])
    assert [True, True, True] == [results[0], results[1], results[3]]
    assert isinstance(results[2], BusyError)
    assert [["a"], ["b", "bad", "c"], ["b"], ["bad"], ["c"]] == spoilt.groups


def test_a_full_disk_is_later() -> None:
    """Nothing of it is in, and nobody is asked again by ourselves."""
    full = Disk(lambda _names: fault(sqlite3.SQLITE_FULL))
    results = commit_all(full, ["a", "b", "c"])
    assert all(isinstance(one, BusyError) for one in results)
    assert [["a"], ["b", "c"]] == full.groups


def test_a_failed_flush_ends_the_process() -> None:
    """Whoever asks the same file again after fsync failed is told lies."""
    died: list[DBAPIError] = []
    broken = Disk(lambda _names: fault(sqlite3.SQLITE_IOERR_FSYNC))
    results = commit_all(broken, ["a"], on_flush_fault=died.append)
    assert isinstance(results[0], BusyError)
    assert 1 == len(died)


def test_a_fault_of_ours_reaches_who_asked() -> None:
    """And the next group is not held up by it."""

    class Odd(Disk):
        def append(self, chunks: Sequence[Chunk]) -> list[bool]:
            if super().append(chunks) and len(self.groups) == 1:
                raise KeyError("ours")
            return [True] * len(chunks)

    results = commit_all(Odd(), ["a", "b"])
    assert isinstance(results[0], KeyError)
    assert results[1] is True


def test_too_much_is_told_to_come_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits is bounded, whatever the disk does."""
    monkeypatch.setattr(group_commit, "MAX_WAITING_BYTES", 2)
    results = commit_all(Disk(), list("abcde"))
    assert [True, True, True] == results[:3]
    assert all(isinstance(one, BusyError) for one in results[3:])


def test_who_has_gone_is_not_answered() -> None:
    """A till that hung up meanwhile holds nobody up."""
    disk = Disk()

    async def story() -> bool:
        commits = GroupCommit(disk.append)
        gone = asyncio.ensure_future(commits.commit(chunk("a")))
        there = asyncio.ensure_future(commits.commit(chunk("b")))
        await asyncio.sleep(0)
        gone.cancel()
        disk.free.set()
        result = await there
        commits.close()
        return result

    assert asyncio.run(story())
    assert [["a"], ["b"]] == disk.groups
