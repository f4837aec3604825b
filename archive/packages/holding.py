"""Days and holds of files follow what their business says of itself: only ever longer.

Whoever lengthens a business's years, or holds its books because a proceeding is pending (§ 132 Abs
1 BAO), changes one row; files in a folder or a store each have their own day. This goes round and
brings them on, a page at a time; what was done stands in `retentions`, row after row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from archive.accounts.moment import moment_of, text_of
from archive.blobs.port import BlobError, Stored
from archive.blobs.retention import longer, retain_until
from archive.index.tables import documents, packages, retentions, tenants, tills
from archive.packages.parts import Parts
from archive.world import World
from firmware.process.logs import get_logger

log = get_logger()

EVERY_S: Final = 300.0
PAGE: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    """A file whose day or hold is not what its business says."""

    stored: Stored
    until: date
    wanted: date
    is_held: bool
    is_wanted_held: bool


class Holding:
    """Goes round the files of an archive."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._parts = Parts(world.database)

    def go_round(self, now: datetime) -> None:
        """Bring on what is due, and throw away parts that nobody finished."""
        for one in self._due():
            try:
                self._bring(one, now)
            except BlobError as error:
                # The next round comes; the log says which.
                log.warning("retention", key=one.stored.key, detail=str(error))
        swept = self._parts.sweep(now)
        if swept:
            log.info("parts", swept=swept)

    def _bring(self, due: _Due, now: datetime) -> None:
        blobs = self._world.blobs
        until = longer(due.until, due.wanted)
        if until > due.until:
            blobs.extend(due.stored, until)
        if due.is_wanted_held is not due.is_held:
            blobs.hold(due.stored, is_held=due.is_wanted_held)
        row = {
            "blob_key": due.stored.key,
            "until": until.isoformat(),
            "is_held": due.is_wanted_held,
            "at": text_of(now),
        }
        with self._world.database.write() as connection:
            connection.execute(retentions.insert().values(row))
        log.info("retention", key=due.stored.key, until=row["until"], is_held=row["is_held"])

    def _due(self) -> Sequence[_Due]:
        of_packages = packages.join(tills, tills.c.id == packages.c.till_id).join(
            tenants, tenants.c.id == tills.c.tenant_id
        )
        of_papers = documents.join(tenants, tenants.c.id == documents.c.tenant_id)
        asked = (
            _asked(packages, of_packages, packages.c.received_at),
            _asked(documents, of_papers, documents.c.uploaded_at),
        )
        with self._world.database.read() as connection:
            return [_due_of(row) for one in asked for row in connection.execute(one)]


def _asked(
    files: sa.Table, joined: "sa.Join", at: "sa.Column[str]"
) -> "sa.Select[tuple[object, ...]]":
    """Files whose last row of retention says less than their business does."""
    last = (
        sa.select(retentions.c.blob_key, sa.func.max(retentions.c.id).label("id"))
        .group_by(retentions.c.blob_key)
        .subquery()
    )
    is_held, until = retentions.c.is_held, retentions.c.until
    years = _year(at) + tenants.c.retention_years
    return (
        sa.select(
            files.c.blob_key,
            files.c.blob_version,
            files.c.sha256,
            files.c.size,
            at.label("at"),
            until.label("until"),
            is_held.label("is_held"),
            tenants.c.is_held.label("is_wanted_held"),
            tenants.c.retention_years.label("years"),
        )
        .select_from(joined)
        .join(last, last.c.blob_key == files.c.blob_key)
        .join(retentions, retentions.c.id == last.c.id)
        .where(sa.or_(is_held != tenants.c.is_held, years > _year(until)))
        .limit(PAGE)
    )


def _year(text: "sa.ColumnElement[str]") -> "sa.ColumnElement[int]":
    return sa.cast(sa.func.substr(text, 1, 4), sa.Integer)


def _due_of(row: "sa.Row[tuple[object, ...]]") -> _Due:
    return _Due(
        stored=Stored(key=row.blob_key, version=row.blob_version, sha256=row.sha256, size=row.size),
        until=date.fromisoformat(row.until),
        wanted=retain_until(moment_of(row.at), row.years),
        is_held=row.is_held,
        is_wanted_held=row.is_wanted_held,
    )
