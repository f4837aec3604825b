"""What cannot go into a log and must not be lost either: forks, and batches nobody can read."""

from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.index.tables import quarantine
from firmware.store.canonical import utc_text

#: Of one till; what comes after is told of, and not kept.
MAX_BATCHES: Final = 100
MAX_BYTES: Final = 32 * 1024 * 1024


class Reason(StrEnum):
    """Why a batch is here."""

    FORK = "fork"
    UNREADABLE = "unreadable"


def put(connection: Connection, till_id: str, reason: Reason, body: bytes, now: datetime) -> bool:
    """Keep a batch beside the log, once; false: this till has too much here already."""
    digest = sha256(body).hexdigest()
    size = sa.func.coalesce(sa.func.sum(sa.func.length(quarantine.c.body)), 0)
    mine = quarantine.c.till_id == till_id
    count, held = connection.execute(sa.select(sa.func.count(), size).where(mine)).one()
    if count >= MAX_BATCHES or held + len(body) > MAX_BYTES:
        known = sa.select(quarantine.c.id).where(mine, quarantine.c.sha256 == digest)
        return connection.execute(known).first() is not None
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "till_id": till_id,
        "received_at": utc_text(now, "quarantine"),
        "reason": reason.value,
        "sha256": digest,
        "body": body,
    }
    connection.execute(insert(quarantine).values(row).on_conflict_do_nothing())
    return True
