"""Sessions: a random token in a cookie, its SHA-256 here, an end for who rests and one for all."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from archive.accounts.moment import moment_of, text_of
from archive.accounts.secret import fresh, sha256_of
from archive.accounts.visitor import Membership, Role, Visitor
from archive.index.database import Database
from archive.index.tables import memberships, read_links, sessions, users

#: A market day with its pauses; nobody stays in overnight.
IDLE: Final = timedelta(hours=2)
ABSOLUTE: Final = timedelta(hours=12)
#: That somebody is still there is written down at most so often.
_TOUCH: Final = timedelta(minutes=1)
LANGUAGES: Final = ("de", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A session as it was opened: `token` goes into the cookie and nowhere else."""

    token: str
    csrf: str
    expires_at: datetime


def open_for_user(connection: Connection, user_id: str, language: str, now: datetime) -> Opened:
    """A new session of a user; those that have ended are swept away."""
    ended = (sessions.c.expires_at <= text_of(now)) | (sessions.c.used_at <= text_of(now - IDLE))
    connection.execute(sessions.delete().where(ended))
    return _open(connection, {"user_id": user_id, "language": language}, now + ABSOLUTE, now)


def open_for_link(
    connection: Connection, link_sha256: str, language: str, link_ends: datetime, now: datetime
) -> Opened:
    """A session that an auditor's link opened; it never outlives the link."""
    whose = {"link_sha256": link_sha256, "language": language}
    return _open(connection, whose, min(now + ABSOLUTE, link_ends), now)


def visitor(database: Database, token: str, now: datetime) -> Visitor | None:
    """Whose session this is, with the rights of this moment; None: it is none, or has ended."""
    session = sha256_of(token)
    with database.read() as connection:
        row = connection.execute(_session(session, now)).one_or_none()
        found = None if row is None else _visitor(connection, row, now)
    if row is None or found is None:
        return None
    if now - moment_of(row.used_at) >= _TOUCH:
        with database.write() as connection:
            connection.execute(
                sessions.update()
                .where(sessions.c.token_sha256 == session)
                .values(used_at=text_of(now))
            )
    return found


def close(database: Database, token: str) -> None:
    """Sign out; a token that is none does no harm."""
    with database.write() as connection:
        close_in(connection, token)


def close_in(connection: Connection, token: str) -> None:
    """Sign out within a transaction."""
    if token:
        connection.execute(sessions.delete().where(sessions.c.token_sha256 == sha256_of(token)))


def close_all(connection: Connection, user_id: str, but: str = "") -> None:
    """End all sessions of a user but the one of this SHA-256."""
    connection.execute(
        sessions.delete().where(sessions.c.user_id == user_id, sessions.c.token_sha256 != but)
    )


def set_language(database: Database, visitor: Visitor, language: str) -> None:
    """Speak this language from now on; for a user also in sessions to come."""
    if language not in LANGUAGES:
        return
    with database.write() as connection:
        connection.execute(
            sessions.update()
            .where(sessions.c.token_sha256 == visitor.session)
            .values(language=language)
        )
        connection.execute(
            users.update().where(users.c.id == visitor.user_id).values(language=language)
        )


def link_name(link_sha256: str, note: str) -> str:
    """How the log of views names who came by a link."""
    return f"link:{link_sha256[:16]} {note}"


def _open(connection: Connection, whose: dict[str, str], ends: datetime, now: datetime) -> Opened:
    opened = Opened(token=fresh(), csrf=fresh(), expires_at=ends)
    connection.execute(
        sessions.insert().values(
            token_sha256=sha256_of(opened.token),
            csrf=opened.csrf,
            created_at=text_of(now),
            used_at=text_of(now),
            expires_at=text_of(ends),
            **whose,
        )
    )
    return opened


def _session(session: str, now: datetime) -> "sa.Select[tuple[object, ...]]":
    return sa.select(sessions).where(
        sessions.c.token_sha256 == session,
        sessions.c.expires_at > text_of(now),
        sessions.c.used_at > text_of(now - IDLE),
    )


def _visitor(
    connection: Connection, session: Row[tuple[object, ...]], now: datetime
) -> Visitor | None:
    if session.user_id is None:
        return _auditor(connection, session, now)
    asked = sa.select(users.c.email, users.c.name).where(users.c.id == session.user_id)
    user = connection.execute(asked).one()
    roles = sa.select(memberships).where(memberships.c.user_id == session.user_id)
    return Visitor(
        who=f"user:{user.email}",
        name=user.name,
        language=session.language,
        csrf=session.csrf,
        session=session.token_sha256,
        user_id=session.user_id,
        memberships=tuple(
            Membership(role=Role(row.role), scope=row.scope)
            for row in connection.execute(roles.order_by(memberships.c.role, memberships.c.scope))
        ),
    )


def _auditor(
    connection: Connection, session: Row[tuple[object, ...]], now: datetime
) -> Visitor | None:
    asked = sa.select(read_links).where(
        read_links.c.token_sha256 == session.link_sha256,
        read_links.c.revoked_at.is_(None),
        read_links.c.expires_at > text_of(now),
    )
    link = connection.execute(asked).one_or_none()
    if link is None:
        return None
    chosen = frozenset(json.loads(link.tills))
    return Visitor(
        who=link_name(link.token_sha256, link.note),
        name=link.note,
        language=session.language,
        csrf=session.csrf,
        session=session.token_sha256,
        user_id=None,
        memberships=(Membership(role=Role.AUDITOR, scope=link.tenant_id),),
        till_ids=chosen or None,
    )
