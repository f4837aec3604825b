"""Alarms as rows: raised once, told to everybody it concerns, cleared, told again.

What is to be sent is written down in the transaction that raises the alarm (an outbox): no alarm
is raised and forgotten, none is told of that was not kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.index.tables import alarms, deliveries, shops, targets, tills
from firmware.store.canonical import utc_of, utc_text

PLACE: Final = "alarms"
MAX_DETAIL: Final = 1000


class AlarmKind(StrEnum):
    """What can be wrong with a till, or with the archive itself."""

    SILENT = "silent"
    FINDING = "finding"
    FORK = "fork"
    ROLLBACK = "rollback"
    OUTAGE = "outage"
    CARD = "card"
    JAHRESBELEG = "jahresbeleg"
    DISK = "disk"
    CLOCK = "clock"
    PACKAGE = "package"
    HEADS = "heads"
    FALLBACK = "fallback"


#: These end when somebody has looked into them, whatever became of the till.
FOR_A_PERSON: Final = frozenset({AlarmKind.FINDING, AlarmKind.FORK})


class News(StrEnum):
    """What is told of an alarm."""

    RAISED = "raised"
    CLEARED = "cleared"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """One alarm; `till_id` is empty where it is about the archive itself."""

    id: int
    till_id: str
    kind: AlarmKind
    detail: str
    raised_at: datetime
    cleared_at: datetime | None


def raise_alarm(
    connection: Connection, till_id: str, kind: AlarmKind, detail: str, now: datetime
) -> bool:
    """Raise it unless it is open; whether this call did, inside the caller's transaction."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "till_id": till_id,
        "kind": kind.value,
        "detail": detail[:MAX_DETAIL],
        "raised_at": utc_text(now, PLACE),
    }
    statement = insert(alarms).values(row).on_conflict_do_nothing().returning(alarms.c.id)
    alarm_id = connection.execute(statement).scalar_one_or_none()
    if alarm_id is None:
        return False
    _tell(connection, alarm_id, News.RAISED, now)
    return True


def clear_alarm(connection: Connection, till_id: str, kind: AlarmKind, now: datetime) -> bool:
    """It is well again; whether an alarm was open."""
    statement = (
        sa.update(alarms)
        .where(alarms.c.till_id == till_id, alarms.c.kind == kind, alarms.c.cleared_at.is_(None))
        .values(cleared_at=utc_text(now, PLACE))
        .returning(alarms.c.id)
    )
    alarm_id = connection.execute(statement).scalar_one_or_none()
    if alarm_id is None:
        return False
    _tell(connection, alarm_id, News.CLEARED, now)
    return True


def open_alarms(connection: Connection, till_ids: Sequence[str] | None = None) -> list[Alarm]:
    """Those not cleared, oldest first: of these tills, or all."""
    statement = sa.select(alarms).where(alarms.c.cleared_at.is_(None)).order_by(alarms.c.id)
    if till_ids is not None:
        statement = statement.where(alarms.c.till_id.in_(till_ids))
    return [_alarm(row) for row in connection.execute(statement)]


def last_alarms(connection: Connection, till_ids: Sequence[str], most: int = 50) -> list[Alarm]:
    """Open ones and those that were, newest first."""
    statement = (
        sa.select(alarms)
        .where(alarms.c.till_id.in_(till_ids))
        .order_by(alarms.c.id.desc())
        .limit(most)
    )
    return [_alarm(row) for row in connection.execute(statement)]


def _tell(connection: Connection, alarm_id: int, news: News, now: datetime) -> None:
    whom = (
        sa.select(
            alarms.c.id,
            targets.c.id,
            sa.literal(news.value),
            sa.literal(0),
            sa.literal(utc_text(now, PLACE)),
        )
        .join_from(alarms, tills, tills.c.id == alarms.c.till_id)
        .join(shops, shops.c.id == tills.c.shop_id)
        .join(targets, targets.c.tenant_id == shops.c.tenant_id)
        .where(alarms.c.id == alarm_id)
    )
    columns = ["alarm_id", "target_id", "news", "tries", "next_at"]
    connection.execute(sa.insert(deliveries).from_select(columns, whom))


def _alarm(row: "sa.Row[tuple[object, ...]]") -> Alarm:
    said = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
    cleared = said[alarms.c.cleared_at]
    return Alarm(
        id=said[alarms.c.id],
        till_id=said[alarms.c.till_id],
        kind=AlarmKind(said[alarms.c.kind]),
        detail=said[alarms.c.detail],
        raised_at=utc_of(said[alarms.c.raised_at], PLACE),
        cleared_at=None if cleared is None else utc_of(cleared, PLACE),
    )
