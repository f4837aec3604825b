"""Day packages of a till, by the Z they are of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa

from archive.accounts.tills import Till
from archive.alarms.packages import BY_HAND, covers
from archive.index.tables import packages
from archive.packages.verdict import from_text
from archive.portal.place import Sources
from archive.replica.index_days import Closing
from firmware.store.canonical import utc_of

_PLACE: Final = "packages"


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package that came, and what the archive found in it."""

    external_id: str
    sha256: str
    size: int
    received_at: datetime
    source: str
    findings: tuple[str, ...]


def of_closings(sources: Sources, till: Till, closings: Sequence[Closing]) -> Mapping[int, Package]:
    """Those that have come, by the number of their Z; put in by hand where no other came."""
    names = {f"{till.register_id}-z{one.number}": one.number for one in closings if one.number}
    if not names:
        return {}
    wanted = packages.c.external_id.in_(list(names))
    asked = sa.select(packages).where(
        packages.c.till_id == till.id,
        sa.or_(wanted, packages.c.external_id.startswith(BY_HAND)),
    )
    found: dict[int, Package] = {}
    with sources.world.database.read() as connection:
        for row in connection.execute(asked):
            if row.external_id in names:
                found[names[row.external_id]] = _package(row)
                continue
            for one in closings:
                if one.number and covers(row.verdict, one.seq):
                    found.setdefault(one.number, _package(row))
    return found


def _package(row: "sa.Row[tuple[object, ...]]") -> Package:
    return Package(
        external_id=row.external_id,
        sha256=row.sha256,
        size=row.size,
        received_at=utc_of(row.received_at, _PLACE),
        source=row.source,
        findings=_findings(row.verdict),
    )


def _findings(verdict: str) -> tuple[str, ...]:
    """What speaks against it; a verdict that cannot be read is such a thing itself."""
    try:
        return from_text(verdict).words
    except msgspec.MsgspecError:
        return (verdict[:200],)
