"""How tills are: when they were heard, what they say of themselves, what the archive found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from archive.accounts.tills import Till
from archive.index.tables import alarms, chunks, findings, till_status
from archive.offers.book import OfferBook, Offered, best
from archive.portal.place import Sources
from firmware.accord.messages import HEARTBEAT_S, TillStatus
from firmware.store.canonical import utc_of

#: Not heard for so long, a till is silent.
SILENT_S: Final = 3 * HEARTBEAT_S
#: The clock of a till may be off by so much.
CLOCK_S: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """A till now. `status` is None until it said something of itself.

    `offered` is the image it is offered now, None where it runs the newest or takes none.
    """

    till: Till
    heard_at: datetime | None
    received_at: datetime | None
    silent_s: int | None
    clock_offset_s: int
    status: TillStatus | None
    rows: int
    findings: int
    open_alarms: int
    offered: Offered | None = None

    @property
    def word(self) -> str:
        """How it is in one word: a key below `state.`."""
        if not self.till.is_active:
            return "revoked"
        if self.heard_at is None:
            return "new"
        if self.findings or self.open_alarms:
            return "alarm"
        if self.silent_s is not None and self.silent_s > SILENT_S:
            return "silent"
        return "pending" if self.status is not None and self.status.pending else "well"

    @property
    def is_clock_off(self) -> bool:
        """Whether its clock is further from ours than it should be."""
        return abs(self.clock_offset_s) > CLOCK_S

    @property
    def disk_used(self) -> int | None:
        """How full its medium is, in percent."""
        if self.status is None or not self.status.disk_total_bytes:
            return None
        free = min(self.status.disk_free_bytes, self.status.disk_total_bytes)
        return round(100 - 100 * free / self.status.disk_total_bytes)

    @property
    def offer_state(self) -> str:
        """How far it is with what it is offered: a key below `offer.`; empty: it has not begun."""
        if self.offered is None or self.status is None:
            return ""
        return self.status.offer_state if self.status.offer == self.offered.version else ""

    @property
    def fetched(self) -> int:
        """How much of what it is offered it has, in percent."""
        if not self.offer_state or self.offered is None or self.status is None:
            return 0
        size = max(1, self.offered.stored.size)
        return min(self.status.offer_bytes, size) * 100 // size


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the database has of several tills, by till."""

    said: Mapping[str, tuple[str, int, str]]
    ends: Mapping[str, tuple[int, str]]
    findings: Mapping[str, int]
    alarms: Mapping[str, int]
    offers: Sequence[Offered]


def of_tills(sources: Sources, tills: Sequence[Till]) -> list[Health]:
    """Each of `tills`, in their order."""
    ids = [till.id for till in tills]
    offers = OfferBook(sources.world).open()
    with sources.world.database.read() as connection:
        known = _known(connection, ids, offers)
    now = sources.world.now_utc()
    return [_health(one, known, now) for one in tills]


def status_of(text: str) -> TillStatus | None:
    """What a till said of itself; None where it cannot be read."""
    try:
        return msgspec.json.decode(text, type=TillStatus)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def _health(till: Till, known: _Known, now: datetime) -> Health:
    said = known.said.get(till.id)
    status = None if said is None else status_of(said[2])
    rows, received = known.ends.get(till.id, (0, ""))
    received_at = utc_of(received, "chunks") if received else None
    # Rows are a sign of life as well, and come more often than a till says how it is.
    signs = [one for one in (said and utc_of(said[0], "till_status"), received_at) if one]
    heard = max(signs, default=None)
    return Health(
        till=till,
        heard_at=heard,
        received_at=received_at,
        silent_s=None if heard is None else int((now - heard).total_seconds()),
        clock_offset_s=0 if said is None else said[1],
        status=status,
        rows=rows,
        findings=known.findings.get(till.id, 0),
        open_alarms=known.alarms.get(till.id, 0),
        offered=None if status is None else best(known.offers, till, status),
    )


def _known(connection: Connection, ids: Sequence[str], offers: Sequence[Offered]) -> _Known:
    status = sa.select(
        till_status.c.till_id,
        till_status.c.heard_at,
        till_status.c.clock_offset_s,
        till_status.c.status,
    ).where(till_status.c.till_id.in_(ids))
    return _Known(
        said={row[0]: (row[1], row[2], row[3]) for row in connection.execute(status)},
        ends={one: end for one in ids if (end := _end(connection, one)) is not None},
        findings=_counted(connection, findings.c.till_id, findings.c.till_id.in_(ids)),
        alarms=_counted(
            connection,
            alarms.c.till_id,
            alarms.c.till_id.in_(ids) & alarms.c.cleared_at.is_(None),
        ),
        offers=offers,
    )


def _end(connection: Connection, till_id: str) -> tuple[int, str] | None:
    """The last row of a log, and when it came."""
    asked = (
        sa.select(chunks.c.last_seq, chunks.c.received_at)
        .where(chunks.c.till_id == till_id)
        .order_by(chunks.c.first_seq.desc())
        .limit(1)
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else (row[0], row[1])


def _counted(
    connection: Connection, key: "sa.Column[str]", where: "sa.ColumnElement[bool]"
) -> dict[str, int]:
    asked = sa.select(key, sa.func.count()).where(where).group_by(key)
    return {row[0]: row[1] for row in connection.execute(asked)}
