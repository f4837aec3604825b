"""What a till sends comes in here: put into its place, judged, appended; or why not.

Heads of logs are remembered, so that the next batch of a till needs no look into the database. A
remembered head was committed once: at worst another process has gone on from it, and then the
append is refused and everything looked at afresh. Only an append that succeeded is answered from
memory; every other answer rests on what the database says now, so that no till is ever told less
than it was told before.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Final, Protocol, TypeVar

from sqlalchemy.engine import Connection

from archive.index.database import Database
from archive.index.group_commit import BusyError, GroupCommit
from archive.index.ledger import Chunk, Ledger, OnFindings, Standing
from archive.index.quarantine import Reason, put
from archive.intake.head import Head
from archive.intake.judge import Judged, judge_rows
from archive.intake.rows import UnreadableError, read
from archive.intake.rules import Finding
from firmware.accord.batch import pack, unpack
from firmware.accord.errors import AccordError
from firmware.evidence.merkle import HASH_BYTES
from firmware.store.canonical import utc_text
from firmware.store.raw import Unit

_T = TypeVar("_T")

MAX_REMEMBERED: Final = 20_000
#: A larger batch is judged beside the loop: it would keep everybody else waiting.
_LARGE_ROWS: Final = 40
_LARGE_BYTES: Final = 16 * 1024
#: Another process of the same till at the same moment, more than once: somebody plays.
_TRIES: Final = 5


class Place(Enum):
    """Where a batch stood to its log."""

    TAKEN = "taken"
    KNOWN = "known"
    GAP = "gap"
    FORK = "fork"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The till that sends; of which register its book must be."""

    till_id: str
    register_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of a batch: `head` is the log's now, `fork_seq` the first row that is another."""

    place: Place
    head: Head
    findings: tuple[Finding, ...] = ()
    fork_seq: int = 0


class Bell(Protocol):
    """Who is told inside the transaction that keeps what is bad."""

    @property
    def findings(self) -> OnFindings:
        """Rows that are not as they should be were appended."""

    def fork(self, connection: Connection, till_id: str, seq: int) -> None:
        """Another row came under a number that was taken."""

    def unreadable(self, connection: Connection, till_id: str, why: str) -> None:
        """A batch came whole and is none."""


class Reception:
    """Takes batches of one process; belongs to its event loop."""

    def __init__(self, database: Database, bell: Bell, now_utc: Callable[[], datetime]) -> None:
        self._database = database
        self._bell = bell
        self._now_utc = now_utc
        self._ledger = Ledger(database, bell.findings)
        self._commits = GroupCommit(self._ledger.append)
        self._known: OrderedDict[str, Standing] = OrderedDict()
        self._beside = ThreadPoolExecutor(1, thread_name_prefix="judge")

    async def receive(self, sender: Sender, body: bytes) -> Received:
        """Put a batch into the log of a till.

        Raises:
            UnreadableError: it came as it was sent, and is no batch; kept beside the log.
            BusyError: not now.
        """
        try:
            units = await self._beside_if(len(body) > _LARGE_BYTES, lambda: read(unpack(body)))
        except (AccordError, UnreadableError) as error:
            await asyncio.to_thread(self._put_aside, sender.till_id, body, str(error))
            raise UnreadableError(str(error)) from error
        for _ in range(_TRIES):
            known = self._known.get(sender.till_id)
            if known is None or units[0].seq != known.head.size + 1:
                known = await self._fresh(sender.till_id)
                refused = await self._refusal(sender.till_id, units, known.head, body)
                if refused is not None:
                    return refused
            received = await self._append(sender, units, known, body)
            if received is not None:
                return received
        raise BusyError("the log is being written to from elsewhere")

    async def head(self, till_id: str) -> Head:
        """Where a log ends now."""
        return (await self._fresh(till_id)).head

    def close(self) -> None:
        """Let go of the threads."""
        self._commits.close()
        self._beside.shutdown()

    async def _append(
        self, sender: Sender, units: list[Unit], known: Standing, body: bytes
    ) -> Received | None:
        """None: the log has gone on meanwhile."""
        head, till_id = known.head, sender.till_id
        new = units[head.size + 1 - units[0].seq :]
        if head.size == 0:
            head = replace(head, register_id=sender.register_id)

        def judged() -> Judged:
            return judge_rows(head, new, known.keys)

        found = await self._beside_if(len(new) > _LARGE_ROWS, judged)
        chunk = Chunk(
            till_id=till_id,
            first_seq=head.size + 1,
            last_hash=head.last_hash,
            body=body if len(new) == len(units) else _cut(body, len(new)),
            judged=found,
            received_at=utc_text(self._now_utc(), "chunk"),
        )
        # Forgotten until it is known how this ends.
        self._known.pop(till_id, None)
        if not await self._commits.commit(chunk):
            return None
        self._remember(till_id, Standing(head=found.head, keys=found.keys))
        return Received(place=Place.TAKEN, head=found.head, findings=found.findings)

    async def _refusal(
        self, till_id: str, units: list[Unit], head: Head, body: bytes
    ) -> Received | None:
        """Why rows are not simply the next ones; None where there are new ones among them."""
        first, last = units[0].seq, units[-1].seq
        if first > head.size + 1:
            return Received(place=Place.GAP, head=head)
        upto = min(last, head.size)
        if first <= upto:
            kept = await asyncio.to_thread(self._ledger.hashes, till_id, first, upto)
            came = b"".join(bytes.fromhex(one.hash) for one in units[: upto - first + 1])
            if kept != came:
                at = _first_difference(kept, came)
                await asyncio.to_thread(self._put_aside, till_id, body, fork_seq=first + at)
                return Received(place=Place.FORK, head=head, fork_seq=first + at)
        return Received(place=Place.KNOWN, head=head) if last <= head.size else None

    async def _fresh(self, till_id: str) -> Standing:
        standing = await asyncio.to_thread(self._ledger.standing, till_id)
        self._remember(till_id, standing)
        return standing

    def _remember(self, till_id: str, standing: Standing) -> None:
        self._known[till_id] = standing
        self._known.move_to_end(till_id)
        if len(self._known) > MAX_REMEMBERED:
            self._known.popitem(last=False)

    def _put_aside(self, till_id: str, body: bytes, why: str = "", fork_seq: int = 0) -> None:
        reason = Reason.FORK if fork_seq else Reason.UNREADABLE
        with self._database.write() as connection:
            put(connection, till_id, reason, body, self._now_utc())
            if fork_seq:
                self._bell.fork(connection, till_id, fork_seq)
            else:
                self._bell.unreadable(connection, till_id, why)

    async def _beside_if(self, is_large: bool, work: Callable[[], _T]) -> _T:  # noqa: FBT001
        if not is_large:
            return work()
        return await asyncio.get_running_loop().run_in_executor(self._beside, work)


def _cut(body: bytes, count: int) -> bytes:
    """The last lines of a batch as a batch."""
    return pack([line + b"\n" for line in unpack(body)[-count:]])


def _first_difference(kept: bytes, came: bytes) -> int:
    """The first of two rows of hashes that is not the same in both."""
    for at in range(0, len(came), HASH_BYTES):
        if kept[at : at + HASH_BYTES] != came[at : at + HASH_BYTES]:
            return at // HASH_BYTES
    raise AssertionError("they differ")
