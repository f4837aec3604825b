"""Who looked at what, and who took what along: a log of its own for each tenant.

Each row hashes the one before it, and the hashes are the leaves of a Merkle log whose head goes
into the log of heads as a till's does. So the archive's operator cannot take a view back either.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.accounts.moment import moment_of, text_of
from archive.index.tables import views
from firmware.evidence.merkle import HASH_BYTES, Frontier, leaf_hash
from firmware.store.canonical import Json, canonical, digest

DOMAIN: Final = "standlkassa view 1"
BEFORE_FIRST: Final = "0" * 64
_CELLS: Final = ("seq", "at", "who", "what")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A row of the log."""

    seq: int
    at: datetime
    who: str
    what: Mapping[str, Json]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who does something to a tenant's accounts, and when; noted together with what is done."""

    who: str
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewHead:
    """How far a tenant's log has come."""

    tenant_id: str
    size: int
    root: bytes


def note(
    connection: Connection, tenant_id: str, who: str, what: Mapping[str, Json], now: datetime
) -> int:
    """Append what somebody looked at or took along; the number of the row.

    Two that append at once are set apart by the key (tenant, seq): the later one tries again.
    """
    said = canonical(what, "view")
    while True:
        seq, previous, frontier = _last(connection, tenant_id)
        row = {"tenant_id": tenant_id, "seq": seq + 1, "at": text_of(now), "who": who, "what": said}
        row["hash"] = row_hash(row, previous)
        grown = frontier.grown([leaf_hash(bytes.fromhex(str(row["hash"])))])
        row["frontier"] = b"".join(grown.hashes)
        if _insert(connection, row):
            return seq + 1


def row_hash(row: Mapping[str, object], previous: str) -> str:
    """The hash of a row whose predecessor has the hash `previous`."""
    cells = (row["tenant_id"], row["seq"], row["at"], row["who"], row["what"], previous)
    return digest(DOMAIN, (str(cell).encode() for cell in cells))


def heads(connection: Connection) -> Sequence[ViewHead]:
    """The head of every tenant's log, by tenant."""
    ends = sa.select(views.c.tenant_id, sa.func.max(views.c.seq).label("seq")).group_by(
        views.c.tenant_id
    )
    last = ends.subquery()
    asked = (
        sa.select(views.c.tenant_id, views.c.seq, views.c.frontier)
        .join(last, (views.c.tenant_id == last.c.tenant_id) & (views.c.seq == last.c.seq))
        .order_by(views.c.tenant_id)
    )
    return [
        ViewHead(tenant_id=tenant_id, size=seq, root=_frontier(seq, hashes).root())
        for tenant_id, seq, hashes in connection.execute(asked)
    ]


def leaves(connection: Connection, tenant_id: str, first: int, count: int) -> Sequence[bytes]:
    """The leaf hashes from leaf `first` (from 0) on: what proofs are made of."""
    asked = (
        sa.select(views.c.hash)
        .where(views.c.tenant_id == tenant_id, views.c.seq > first, views.c.seq <= first + count)
        .order_by(views.c.seq)
    )
    return [leaf_hash(bytes.fromhex(one)) for one in connection.execute(asked).scalars()]


def read(
    connection: Connection, tenant_id: str, before: int | None, count: int, who: str | None = None
) -> Sequence[View]:
    """The newest rows first, those below `before`, at most `count`; of one alone, if named."""
    asked = sa.select(views).where(views.c.tenant_id == tenant_id)
    if who is not None:
        asked = asked.where(views.c.who == who)
    if before is not None:
        asked = asked.where(views.c.seq < before)
    rows = connection.execute(asked.order_by(views.c.seq.desc()).limit(count))
    return [
        View(
            seq=row.seq,
            at=moment_of(row.at),
            who=row.who,
            what=json.loads(row.what),
            hash=row.hash,
        )
        for row in rows
    ]


def first_break(connection: Connection, tenant_id: str) -> int | None:
    """The first row that is missing, altered or out of place; None: the log is whole."""
    previous, frontier = BEFORE_FIRST, Frontier()
    asked = sa.select(views).where(views.c.tenant_id == tenant_id).order_by(views.c.seq)
    for wanted, row in enumerate(connection.execute(asked), start=1):
        cells = {"tenant_id": tenant_id, **{name: getattr(row, name) for name in _CELLS}}
        is_next = row.seq == wanted and row.hash == row_hash(cells, previous)
        frontier = frontier.grown([leaf_hash(bytes.fromhex(row.hash))])
        if not is_next or row.frontier != b"".join(frontier.hashes):
            return wanted
        previous = row.hash
    return None


def _last(connection: Connection, tenant_id: str) -> tuple[int, str, Frontier]:
    asked = (
        sa.select(views.c.seq, views.c.hash, views.c.frontier)
        .where(views.c.tenant_id == tenant_id)
        .order_by(views.c.seq.desc())
        .limit(1)
    )
    row = connection.execute(asked).one_or_none()
    if row is None:
        return 0, BEFORE_FIRST, Frontier()
    return row.seq, row.hash, _frontier(row.seq, row.frontier)


def _frontier(size: int, hashes: bytes) -> Frontier:
    cut = range(0, len(hashes), HASH_BYTES)
    return Frontier(size=size, hashes=tuple(hashes[at : at + HASH_BYTES] for at in cut))


def _insert(connection: Connection, row: Mapping[str, object]) -> bool:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    adding = insert(views).values(row).on_conflict_do_nothing().returning(views.c.seq)
    return connection.execute(adding).scalar() is not None
