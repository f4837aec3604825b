"""The watch going its round: facts of every till out of the database, alarms into it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from archive.alarms.ledger import (
    FOR_A_PERSON,
    PLACE,
    AlarmKind,
    clear_alarm,
    open_alarms,
    raise_alarm,
)
from archive.alarms.watch import WATCHED, Facts, Rules, conditions, weighed_hours
from archive.index.tables import alarms, chunks, till_status, tills
from archive.world import World
from firmware.accord.messages import TillStatus
from firmware.process.logs import get_logger
from firmware.store.canonical import utc_of, utc_text

log = get_logger()

#: Once a minute is soon enough for what is counted in hours.
EVERY_S: Final = 60.0
_HOUR: Final = timedelta(hours=1)


def go_round(world: World, now: datetime) -> None:
    """Look at every till that may send, raise what is wrong, clear what is well again."""
    _clear_of_shut_out(world, now)
    rules = rules_of(world)
    with world.database.read() as connection:
        there = {(one.till_id, one.kind) for one in open_alarms(connection)}
        wanted = {
            till_id: conditions(facts, rules, now)
            for till_id, facts in _facts(connection, there, rules, now)
        }
    for till_id, found in wanted.items():
        for kind in WATCHED:
            is_open = (till_id, kind) in there
            if (kind in found) == is_open:
                continue
            with world.database.write() as connection:
                if is_open:
                    clear_alarm(connection, till_id, kind, now)
                else:
                    raise_alarm(connection, till_id, kind, found[kind], now)
            log.info("alarm", till=till_id, kind=kind.value, is_cleared=is_open)


def _clear_of_shut_out(world: World, now: datetime) -> None:
    """Of a till that was shut out nothing is watched any more.

    Here, not where it is shut out: what a round found at that same moment ends, too.
    """
    asked = (
        sa.select(alarms.c.till_id, alarms.c.kind)
        .join(tills, tills.c.id == alarms.c.till_id)
        .where(
            alarms.c.cleared_at.is_(None),
            alarms.c.kind.not_in(FOR_A_PERSON),
            tills.c.revoked_at.is_not(None),
        )
    )
    with world.database.read() as connection:
        found = connection.execute(asked).all()
    for till_id, kind in found:
        with world.database.write() as connection:
            clear_alarm(connection, till_id, AlarmKind(kind), now)
        log.info("alarm", till=till_id, kind=kind, is_cleared=True)


def rules_of(world: World) -> Rules:
    """The rules of the settings."""
    section = world.settings.alarms
    return Rules(
        silent=timedelta(minutes=section.silent_minutes), card=timedelta(days=section.card_days)
    )


def _facts(
    connection: Connection, there: set[tuple[str, AlarmKind]], rules: Rules, now: datetime
) -> Iterator[tuple[str, Facts]]:
    rows = connection.execute(
        sa.select(tills.c.id, till_status.c.heard_at, till_status.c.clock_offset_s)
        .add_columns(till_status.c.status)
        .join_from(tills, till_status, isouter=True)
        .where(tills.c.revoked_at.is_(None))
    ).all()
    for till_id, heard, offset_s, status in rows:
        heard_at = None if heard is None else utc_of(heard, PLACE)
        is_silent = (till_id, AlarmKind.SILENT) in there
        # Which hours are usual is asked only of a till that is quiet.
        is_quiet = heard_at is not None and now - heard_at > rules.silent
        asks = is_quiet and not is_silent
        yield (
            till_id,
            Facts(
                heard_at=heard_at,
                heard_hours=_hours(connection, till_id, now) if asks else frozenset(),
                clock_offset_s=offset_s or 0,
                status=_status(status),
                is_silent=is_silent,
            ),
        )


def _status(text: str | None) -> TillStatus | None:
    try:
        return None if text is None else msgspec.json.decode(text, type=TillStatus)
    except msgspec.MsgspecError:
        return None


def _hours(connection: Connection, till_id: str, now: datetime) -> frozenset[datetime]:
    """Of the hours that are weighed now those in which it was heard: a look into each."""
    hours, at = weighed_hours(now), chunks.c.received_at
    looks = [
        sa.select(at)
        .where(chunks.c.till_id == till_id)
        .where(at >= utc_text(hour, PLACE), at < utc_text(hour + _HOUR, PLACE))
        .exists()
        for hour in hours
    ]
    found = connection.execute(sa.select(*looks)).one()
    return frozenset(hour for hour, is_heard in zip(hours, found, strict=True) if is_heard)
