"""How tills are: what each said last, and when it was last heard."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.accounts.moment import moment_of, text_of
from archive.accounts.tills import remember
from archive.index.database import Database
from archive.index.tables import chunks, till_status
from firmware.accord.messages import TillStatus

_FAR_S: Final = 10 * 366 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """When a till was last heard, its clock less ours, and how it said it is (None: not yet)."""

    at: datetime
    clock_offset_s: int
    status: TillStatus | None


def last_heard(database: Database, till_id: str) -> Heard | None:
    """The last of a till, be it rows or how it is; None: never heard."""
    sent = sa.select(chunks.c.received_at).where(chunks.c.till_id == till_id)
    last = sent.order_by(chunks.c.first_seq.desc()).limit(1)
    with database.read() as connection:
        row = connection.execute(
            sa.select(till_status).where(till_status.c.till_id == till_id)
        ).one_or_none()
        received_at = connection.execute(last).scalar()
    moments = [one for one in (received_at, None if row is None else row.heard_at) if one]
    if not moments:
        return None
    return Heard(
        at=moment_of(max(moments)),
        clock_offset_s=0 if row is None else row.clock_offset_s,
        status=None if row is None else msgspec.json.decode(row.status, type=TillStatus),
    )


def told(database: Database, till_id: str, status: TillStatus, now: datetime) -> None:
    """Keep how a till says it is; another program on it is written into its history."""
    values = {
        "heard_at": text_of(now),
        "clock_offset_s": _offset_s(status.at_utc, now),
        "status": msgspec.json.encode(status).decode(),
    }
    with database.write() as connection:
        before = _status(connection, till_id)
        _upsert(connection, till_id, values)
        program = (status.version, status.image)
        if before is None or (before.version, before.image) != program:
            said = {"version": status.version, "image": status.image}
            remember(connection, till_id, "version", msgspec.json.encode(said).decode(), now)


def _upsert(connection: Connection, till_id: str, values: dict[str, object]) -> None:
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    adding = insert(till_status).values(till_id=till_id, **values)
    connection.execute(
        adding.on_conflict_do_update(index_elements=[till_status.c.till_id], set_=values)
    )


def _status(connection: Connection, till_id: str) -> TillStatus | None:
    asked = sa.select(till_status.c.status).where(till_status.c.till_id == till_id)
    text = connection.execute(asked).scalar()
    if text is None:
        return None
    return msgspec.json.decode(text, type=TillStatus)


def _offset_s(said: str, now: datetime) -> int:
    """The till's clock less ours; of a time that is none, 0."""
    try:
        at = datetime.fromisoformat(said)
        offset = (at.astimezone(UTC) - now).total_seconds() if at.tzinfo else 0.0
    except (ValueError, OverflowError):
        return 0
    return round(max(-_FAR_S, min(_FAR_S, offset)))
