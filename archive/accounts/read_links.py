"""An auditor's link: reads chosen tills of one tenant until a day, without an account."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from archive.accounts import sessions, views
from archive.accounts.errors import AccountError
from archive.accounts.moment import moment_of, text_of
from archive.accounts.plain import plain_text
from archive.accounts.secret import fresh, sha256_of
from archive.accounts.sessions import Opened
from archive.index.database import Database
from archive.index.tables import read_links, tills
from archive.index.tables import sessions as sessions_table

#: A tax audit is over by then, or asks for another link.
LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOrder:
    """What a link shall open; `till_ids` None: all tills of the tenant, those to come too."""

    tenant_id: str
    till_ids: frozenset[str] | None
    note: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLink:
    """A link as its tenant sees it; its token is in nobody's hands but the auditor's."""

    token_sha256: str
    order: LinkOrder
    created_at: datetime
    revoked_at: datetime | None


def create(database: Database, order: LinkOrder, who: str, now: datetime) -> str:
    """Make a link; its token, said once.

    Raises:
        AccountError: no tills, tills of another tenant, no note, or an end that cannot be.
    """
    if not now < order.expires_at <= now + LONGEST:
        raise AccountError(f"a link ends within {LONGEST.days} days, and not before it begins")
    note, token = plain_text(order.note, "a note says who the link is for"), fresh()
    chosen = sorted(order.till_ids or ())
    with database.write() as connection:
        of_tenant = sa.select(tills.c.id).where(tills.c.tenant_id == order.tenant_id)
        known = set(connection.execute(of_tenant).scalars())
        if order.till_ids is not None and (not chosen or not known.issuperset(chosen)):
            raise AccountError("a link is for tills of its tenant, at least one")
        connection.execute(
            read_links.insert().values(
                token_sha256=sha256_of(token),
                tenant_id=order.tenant_id,
                tills=json.dumps(chosen),
                note=note,
                created_at=text_of(now),
                expires_at=text_of(order.expires_at),
            )
        )
        said = {"act": "link-created", "note": note, "tills": chosen}
        until = {"until": text_of(order.expires_at), "link": sha256_of(token)[:16]}
        views.note(connection, order.tenant_id, who, {**said, **until}, now)
    return token


def open_link(database: Database, token: str, language: str, now: datetime) -> Opened | None:
    """A session for who holds the link; None: there is none, it has ended or was taken back."""
    asked = sa.select(read_links).where(
        read_links.c.token_sha256 == sha256_of(token),
        read_links.c.revoked_at.is_(None),
        read_links.c.expires_at > text_of(now),
    )
    with database.read() as connection:
        if connection.execute(asked).one_or_none() is None:
            return None  # guessing makes nothing be written
    with database.write() as connection:
        link = connection.execute(asked).one_or_none()
        if link is None:
            return None
        spoken = language if language in sessions.LANGUAGES else sessions.LANGUAGES[0]
        ends = moment_of(link.expires_at)
        opened = sessions.open_for_link(connection, link.token_sha256, spoken, ends, now)
        who = sessions.link_name(link.token_sha256, link.note)
        views.note(connection, link.tenant_id, who, {"act": "link-opened"}, now)
    return opened


def links_of(database: Database, tenant_id: str) -> Sequence[ReadLink]:
    """All links of a tenant, the newest first."""
    asked = sa.select(read_links).where(read_links.c.tenant_id == tenant_id)
    with database.read() as connection:
        rows = connection.execute(asked.order_by(read_links.c.created_at.desc())).all()
    return [
        ReadLink(
            token_sha256=row.token_sha256,
            order=LinkOrder(
                tenant_id=row.tenant_id,
                till_ids=frozenset(json.loads(row.tills)) or None,
                note=row.note,
                expires_at=moment_of(row.expires_at),
            ),
            created_at=moment_of(row.created_at),
            revoked_at=None if row.revoked_at is None else moment_of(row.revoked_at),
        )
        for row in rows
    ]


def last_uses(database: Database, tenant_id: str) -> Mapping[str, datetime]:
    """When each link of a tenant was last used, as far as a session of it is still known."""
    used = sa.func.max(sessions_table.c.used_at)
    asked = (
        sa.select(sessions_table.c.link_sha256, used)
        .join(read_links, read_links.c.token_sha256 == sessions_table.c.link_sha256)
        .where(read_links.c.tenant_id == tenant_id)
        .group_by(sessions_table.c.link_sha256)
    )
    with database.read() as connection:
        return {link: moment_of(at) for link, at in connection.execute(asked)}


def revoke(database: Database, tenant_id: str, link: str, who: str, now: datetime) -> bool:
    """Take a link of the tenant back by the SHA-256 of its token; its sessions end at once."""
    with database.write() as connection:
        done = connection.execute(
            read_links.update()
            .where(
                read_links.c.token_sha256 == link,
                read_links.c.tenant_id == tenant_id,
                read_links.c.revoked_at.is_(None),
            )
            .values(revoked_at=text_of(now))
        ).rowcount
        if done:
            said = {"act": "link-revoked", "link": link[:16]}
            views.note(connection, tenant_id, who, said, now)
    return bool(done)
