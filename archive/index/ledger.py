"""The ledger: logs of tills, appended chunk by chunk, each exactly once.

The head of a log is the state of its last chunk. Whoever appends says at which head; the primary
key (till, first row) takes one of two that say the same and refuses the other, in one statement,
without a row ever being changed. So any number of processes may append to one database.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from archive.index import append_sql
from archive.index.database import Database
from archive.index.tables import certificates, chunks, tills
from archive.index.tiling import read_tile
from archive.intake.certificates import Keys, key_of
from archive.intake.head import Head, from_bytes
from archive.intake.judge import Judged
from archive.intake.rules import Finding
from firmware.accord.batch import MAX_LINES, unpack
from firmware.evidence.merkle import HASH_BYTES, Subtree
from firmware.evidence.tiles import subtree_of

_PAGE: Final = 64
NO_END: Final = (1 << 62) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """What is to be appended: `body` is zstd over exactly the lines that were judged.

    `last_hash` is the hash of the row before, as the lines were judged to follow it.
    """

    till_id: str
    first_seq: int
    last_hash: str
    body: bytes
    judged: Judged
    received_at: str

    @property
    def last_seq(self) -> int:
        """Its last row, and the size of the log after it."""
        return self.judged.head.size


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredChunk:
    """A chunk as it is kept; `hashes` are the row hashes, 32 bytes each."""

    till_id: str
    first_seq: int
    last_seq: int
    received_at: str
    body: bytes
    hashes: bytes
    head: Head

    def lines(self) -> list[bytes]:
        """Its lines as they came, without line feeds; the first is row `first_seq`.

        Raises:
            AccordError: the database was damaged.
        """
        return unpack(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A log as judging its next row needs it: its head, and the keys of its certificates."""

    head: Head
    keys: Keys = field(default_factory=dict)


#: Told inside the transaction that appends something bad: whoever raises alarms.
OnFindings = Callable[[Connection, str, Sequence[Finding]], None]


def _unheard(_connection: Connection, _till_id: str, _findings: Sequence[Finding]) -> None:
    """Nobody asked."""


class Ledger:
    """The logs of all tills; keeps nothing in memory."""

    def __init__(self, database: Database, on_findings: OnFindings = _unheard) -> None:
        self._database: Final = database
        self._on_findings: Final = on_findings

    def head(self, till_id: str) -> Head:
        """Where a log ends now; the empty head where there is none."""
        with self._database.read() as connection:
            return _head(connection, till_id)

    def standing(self, till_id: str) -> Standing:
        """Where a log ends now, and its certificates."""
        with self._database.read() as connection:
            head = _head(connection, till_id)
            found = (
                connection.execute(_CERTIFICATES, {"till_id": till_id}).all() if head.size else ()
            )
        # Another process may have appended in between: a key too many is of no harm.
        loaded = ((serial, key_of(serial, bytes(der))) for serial, der in found)
        return Standing(head=head, keys={serial: key for serial, key in loaded if key is not None})

    def append(self, batch: Sequence[Chunk]) -> list[bool]:
        """Append chunks of any tills in one transaction; for each, whether it is in now.

        False: the log has another row there by now, or two chunks of `batch` were of one till.
        When this returns, what is in survives a power cut.

        Raises:
            sqlalchemy.exc.DBAPIError: nothing is in, or nobody knows.
        """
        by_till: dict[str, Chunk] = {}
        for chunk in batch:
            by_till.setdefault(chunk.till_id, chunk)
        # In one order: two processes that wait for each other's rows would wait for ever.
        rows = [by_till[till_id] for till_id in sorted(by_till)]
        with self._database.write() as connection:
            taken = append_sql.insert_chunks(connection, rows)
            winners = [chunk for chunk in rows if chunk.till_id in taken]
            append_sql.insert_beside(connection, winners)
            for chunk in winners:
                if chunk.judged.findings:
                    self._on_findings(connection, chunk.till_id, chunk.judged.findings)
        return [chunk.till_id in taken and by_till[chunk.till_id] is chunk for chunk in batch]

    def chunks(
        self, till_id: str, first_seq: int = 1, last_seq: int | None = None
    ) -> Iterator[StoredChunk]:
        """The chunks that hold any of these rows, in order; no transaction is kept open."""
        at, end = first_seq, NO_END if last_seq is None else last_seq
        while at <= end:
            asked = {"till_id": till_id, "after": at - MAX_LINES, "at": at, "end": end}
            with self._database.read() as connection:
                page = connection.execute(_CHUNKS, asked).all()
            for row in page:
                yield _stored(row)
            if len(page) < _PAGE:
                return
            at = page[-1].last_seq + 1

    def hashes(self, till_id: str, first_seq: int, last_seq: int) -> bytes:
        """The row hashes of these rows, as far as the log goes."""
        found = self.chunks(till_id, first_seq, last_seq)
        whole, begin = b"", first_seq
        for chunk in found:
            begin = min(begin, chunk.first_seq)
            whole += chunk.hashes
        skipped = first_seq - begin
        wanted = last_seq - first_seq + 1
        return whole[skipped * HASH_BYTES : (skipped + wanted) * HASH_BYTES]

    def subtree(self, till_id: str, size: int) -> Subtree:
        """Complete subtrees of a log's first `size` leaves, for proofs.

        Raises (when asked):
            EvidenceError: the log has no such tile.
        """
        return subtree_of(size, lambda tile: read_tile(self._database, till_id, tile))


_HEAD: Final = (
    sa.select(chunks.c.state)
    .where(chunks.c.till_id == sa.bindparam("till_id"))
    .order_by(chunks.c.first_seq.desc())
    .limit(1)
)
_CERTIFICATES: Final = sa.select(certificates.c.serial, certificates.c.der).where(
    certificates.c.till_id == sa.bindparam("till_id")
)
_SIZE: Final = (
    sa.select(chunks.c.last_seq)
    .where(chunks.c.till_id == tills.c.id)
    .order_by(chunks.c.first_seq.desc())
    .limit(1)
    .correlate(tills)
    .scalar_subquery()
)
#: Tills with the size of their logs (None: no row yet): one look at the key for each.
SIZES: Final = sa.select(tills.c.id, _SIZE.label("size")).order_by(tills.c.id)
# No chunk has more than MAX_LINES rows: so the key finds the first one.
_CHUNKS: Final = (
    sa.select(chunks)
    .where(
        chunks.c.till_id == sa.bindparam("till_id"),
        chunks.c.first_seq > sa.bindparam("after"),
        chunks.c.first_seq <= sa.bindparam("end"),
        chunks.c.last_seq >= sa.bindparam("at"),
    )
    .order_by(chunks.c.first_seq)
    .limit(_PAGE)
)


def _head(connection: Connection, till_id: str) -> Head:
    state = connection.execute(_HEAD, {"till_id": till_id}).scalar_one_or_none()
    return Head() if state is None else from_bytes(bytes(state))


def _stored(row: "sa.Row[tuple[object, ...]]") -> StoredChunk:
    return StoredChunk(
        till_id=row.till_id,
        first_seq=row.first_seq,
        last_seq=row.last_seq,
        received_at=row.received_at,
        body=bytes(row.body),
        hashes=bytes(row.hashes),
        head=from_bytes(bytes(row.state)),
    )
