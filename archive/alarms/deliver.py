"""The outbox of alarms: each piece of news to each target, again until it is taken.

A row is leased before it is sent: a process that dies in between leaves it to the next after the
lease. So news is never lost, and told twice only where the machine died between the other side's
yes and our note of it; mails then have the same Message-ID, webhooks the same `id`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from archive.alarms import mail, webhook
from archive.alarms.ledger import PLACE, AlarmKind, News
from archive.alarms.words import Report, posted, subject, text
from archive.index.tables import alarms, deliveries, shops, targets, tills
from archive.world import World
from firmware.process.logs import get_logger
from firmware.store.canonical import utc_of, utc_text

log = get_logger()

EVERY_S: Final = 5.0
MAX_TRIES: Final = 14
#: In one round: of all tenants by turns, and of one.
_AT_ONCE: Final = 200
_OF_ONE: Final = 20
#: A tenant whose receivers took so long waits for the next round: others' news come first.
_SPENT_S: Final = 20.0
#: Longer than any single try.
_LEASE: Final = timedelta(minutes=5)
_FIRST_PAUSE: Final = timedelta(minutes=1)
_LONGEST_PAUSE: Final = timedelta(hours=12)
_MAX_FAULT: Final = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class _Due:
    id: int
    tenant_id: str
    tries: int
    address: str
    secret: str
    language: str
    report: Report


class Deliveries:
    """Sends what is due; one process at a time does (a job), any may."""

    def __init__(
        self, world: World, url: str, monotonic_s: Callable[[], float] = time.monotonic
    ) -> None:
        self._world = world
        self._url = url.rstrip("/")
        self._monotonic_s = monotonic_s

    def run(self, now: datetime) -> None:
        """Send what is due now, of all tenants by turns: who is slow does not delay the others."""
        spent_s: dict[str, float] = {}
        round_s = self._monotonic_s()
        for due in self._due(now):
            spent, begun_s = spent_s.get(due.tenant_id, 0.0), self._monotonic_s()
            # Counted from the round's begin a lease could be over before it is used.
            at = now + timedelta(seconds=begun_s - round_s)
            if spent >= _SPENT_S or not self._lease(due, at):
                continue
            self._try(due, at)
            spent_s[due.tenant_id] = spent + self._monotonic_s() - begun_s

    def _try(self, due: _Due, now: datetime) -> None:
        try:
            self._send(due, now)
        except (mail.MailError, webhook.WebhookError, OSError, ValueError) as error:
            self._failed(due, str(error), now)
        else:
            self._note(due, {"done_at": utc_text(now, PLACE), "fault": None})
            log.info("alarm told", delivery=due.id, kind=due.report.kind.value)

    def _send(self, due: _Due, now: datetime) -> None:
        settings = self._world.settings
        scheme, _, rest = due.address.partition(":")
        if scheme == "mailto":
            if not settings.mail.host:
                raise mail.MailError("no [mail] host in the settings")
            letter = mail.Letter(
                address=rest,
                subject=subject(due.report, due.language),
                text=text(due.report, due.language),
                key=due.report.key,
            )
            message = mail.message(settings.mail, letter, now)
            mail.send(settings.mail, message, mail.password_of(settings.mail))
            return
        reach = webhook.Reach(
            may_reach_private=settings.alarms.may_reach_private,
            roots=settings.alarms.webhook_roots,
        )
        body = posted(due.report, due.language)
        webhook.post(due.address, body, secret=due.secret, reach=reach, now=now)

    def _due(self, now: datetime) -> list[_Due]:
        of_tenant = sa.func.row_number().over(
            partition_by=targets.c.tenant_id, order_by=deliveries.c.id
        )
        turns = (
            sa.select(deliveries.c.id, of_tenant.label("turn"))
            .join_from(deliveries, targets, targets.c.id == deliveries.c.target_id)
            .where(
                deliveries.c.done_at.is_(None),
                deliveries.c.next_at <= utc_text(now, PLACE),
                deliveries.c.tries < MAX_TRIES,
            )
            .subquery()
        )
        statement = (
            sa.select(
                deliveries, targets, alarms, tills.c.register_id, tills.c.tenant_id, shops.c.name
            )
            .join_from(deliveries, targets, targets.c.id == deliveries.c.target_id)
            .join(alarms, alarms.c.id == deliveries.c.alarm_id)
            .join(tills, tills.c.id == alarms.c.till_id)
            .join(shops, shops.c.id == tills.c.shop_id)
            .join(turns, turns.c.id == deliveries.c.id)
            .where(turns.c.turn <= _OF_ONE)
            .order_by(turns.c.turn, deliveries.c.id)
            .limit(_AT_ONCE)
        )
        with self._world.database.read() as connection:
            return [self._read(row) for row in connection.execute(statement)]

    def _read(self, row: "sa.Row[tuple[object, ...]]") -> _Due:
        said = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for it
        till_id, cleared = said[alarms.c.till_id], said[alarms.c.cleared_at]
        news = News(said[deliveries.c.news])
        return _Due(
            id=said[deliveries.c.id],
            tenant_id=said[tills.c.tenant_id],
            tries=said[deliveries.c.tries],
            address=said[targets.c.address],
            secret=said[targets.c.secret],
            language=said[targets.c.language],
            report=Report(
                key=f"alarm-{said[alarms.c.id]}-{news.value}-{said[targets.c.id]}",
                kind=AlarmKind(said[alarms.c.kind]),
                news=news,
                till_id=till_id,
                register_id=said[tills.c.register_id],
                shop=said[shops.c.name],
                raised_at=utc_of(said[alarms.c.raised_at], PLACE),
                cleared_at=None if cleared is None else utc_of(cleared, PLACE),
                url=f"{self._url}/t/{said[tills.c.tenant_id]}/k/{till_id}",
            ),
        )

    def _lease(self, due: _Due, now: datetime) -> bool:
        statement = (
            sa.update(deliveries)
            .where(
                deliveries.c.id == due.id,
                deliveries.c.tries == due.tries,
                deliveries.c.done_at.is_(None),
            )
            .values(tries=due.tries + 1, next_at=utc_text(now + _LEASE, PLACE))
        )
        with self._world.database.write() as connection:
            return connection.execute(statement).rowcount == 1

    def _failed(self, due: _Due, fault: str, now: datetime) -> None:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2**due.tries)
        self._note(due, {"next_at": utc_text(now + pause, PLACE), "fault": fault[:_MAX_FAULT]})
        log.warning("alarm not told", delivery=due.id, tries=due.tries + 1, detail=fault)

    def _note(self, due: _Due, values: dict[str, str | None]) -> None:
        statement = sa.update(deliveries).where(deliveries.c.id == due.id).values(**values)
        with self._world.database.write() as connection:
            connection.execute(statement)
