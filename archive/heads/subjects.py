"""How far each log of the archive has come, against what the log of heads last said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import msgspec
import sqlalchemy as sa

from archive.heads.errors import HeadsError
from archive.heads.shelf import leaf_at
from archive.index.database import Database
from archive.index.tables import chunks, head_leaves, tenants, tills, views
from archive.intake.head import from_bytes
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import HeadLeaf, till_subject, views_subject
from firmware.evidence.merkle import EMPTY_ROOT, Frontier
from firmware.evidence.tiles import split

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A log now, and its last leaf with its number, None where it has none yet."""

    subject: str
    size: int
    root: bytes
    last_index: int | None = None
    last: HeadLeaf | None = None


def standings(database: Database) -> Iterator[Standing]:
    """Every log that is not empty, or was not: those of tills, then those of views, in pages."""
    yield from _pages(database, _tills)
    yield from _pages(database, _views)


def _pages(database: Database, page: "_Page") -> Iterator[Standing]:
    after = ""
    while True:
        with database.read() as connection:
            rows = connection.execute(page(after)).all()
        for row in rows:
            if row.size is not None or row.last_index is not None:
                yield _standing(row)
        if len(rows) < _PAGE:
            return
        after = rows[-1].id


class _Page:
    """A query for the logs behind a given one."""

    def __init__(self, owners: sa.Table, log: sa.Table, columns: str, begin: str) -> None:
        """`columns` are whose row it is, its number, the size after it, and its frontier."""
        self._owners, self._log, self._begin = owners, log, begin
        self._columns = [log.c[name] for name in columns.split()]

    def __call__(self, after: str) -> "sa.Select[tuple[object, ...]]":
        owner, log = self._owners.c.id, self._log
        mine, at, size, state = self._columns
        other = log.alias()
        theirs, place = other.c[mine.name], other.c[at.name]
        newest = (
            sa.select(sa.func.max(place))
            .where(theirs == owner)
            .correlate(self._owners)
            .scalar_subquery()
        )
        size, state = (
            (log.c.last_seq, log.c.state) if log is chunks else (log.c.seq, log.c.frontier)
        )
        return (
            sa.select(
                owner.label("id"),
                sa.literal(self._begin).label("kind"),
                size.label("size"),
                state.label("state"),
                self._last(owner, head_leaves.c.index).label("last_index"),
                self._last(owner, head_leaves.c.leaf).label("last"),
            )
            .select_from(self._owners.outerjoin(log, sa.and_(mine == owner, at == newest)))
            .where(owner > after)
            .order_by(owner)
            .limit(_PAGE)
        )

    def _last(self, owner: "sa.Column[str]", wanted: "sa.Column[int]") -> "sa.ScalarSelect[int]":
        subject = sa.literal(self._begin).concat(owner)
        return (
            sa.select(wanted)
            .where(head_leaves.c.subject == subject)
            .order_by(head_leaves.c.size.desc())
            .limit(1)
            .correlate(self._owners)
            .scalar_subquery()
        )


_tills: Final = _Page(tills, chunks, "till_id first_seq last_seq state", till_subject(""))
_views: Final = _Page(tenants, views, "tenant_id seq seq frontier", views_subject(""))


def _standing(row: "sa.Row[tuple[object, ...]]") -> Standing:
    subject = f"{row.kind}{row.id}"
    size, root = (0, EMPTY_ROOT) if row.size is None else (int(row.size), _root(row))
    said = Standing(subject=subject, size=size, root=root)
    if row.last_index is None:
        return said
    return replace(said, last_index=int(row.last_index), last=leaf_at(row.last_index, row.last))


def _root(row: "sa.Row[tuple[object, ...]]") -> bytes:
    """Of the state behind the last row, whichever log it is of."""
    try:
        if row.kind == till_subject(""):
            return from_bytes(bytes(row.state)).frontier.root()
        return Frontier(size=int(row.size), hashes=tuple(split(bytes(row.state)))).root()
    except (EvidenceError, msgspec.MsgspecError) as error:
        raise HeadsError(f"{row.kind}{row.id}: {error}") from error
