"""Links by mail, each good once: into an account, and back into one whose password is forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from archive.accounts import attempts, passwords, sessions, users
from archive.accounts.attempts import Limit, TooMany, Try
from archive.accounts.errors import AccountError
from archive.accounts.mail_address import mail_address
from archive.accounts.moment import moment_of, text_of
from archive.accounts.secret import fresh, sha256_of
from archive.accounts.users import NewUser
from archive.accounts.views import Act, note
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.index.tables import invitations
from archive.index.tables import users as user_rows

INVITED_FOR: Final = timedelta(days=7)
RESET_FOR: Final = timedelta(hours=1)
#: In the place of a role: the link only sets a password.
_RESET: Final = "reset"
_BY_ADDRESS: Final = Limit(name="forgotten address", most=20, span=timedelta(hours=1))
_BY_ACCOUNT: Final = Limit(name="forgotten account", most=3, span=timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link opens; `is_user`: there is an account already, and no password is asked for."""

    email: str
    membership: Membership | None
    expires_at: datetime
    is_user: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reset:
    """A link for a forgotten password; a letter goes out only if `is_user`."""

    email: str
    token: str
    is_user: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An invitation that nobody has taken up yet; the SHA-256 of its token names it."""

    token_sha256: str
    email: str
    role: Role
    expires_at: datetime


def invite(
    database: Database, email: str, membership: Membership, now: datetime, who: str = ""
) -> str:
    """The token of a link that makes somebody a user of this role; good for a week, once.

    With `who` the tenant's log of views says who invited.

    Raises:
        AccountError: no mail address, no such role or tenant.
    """
    with database.write() as connection:
        users.require_membership(connection, membership)
        row = (mail_address(email), membership.role.value, membership.scope)
        if who:
            said = {"act": "invited", "role": membership.role.value, "email": row[0]}
            note(connection, membership.scope, who, said, now)
        return _insert(connection, row, now + INVITED_FOR)


def waiting(database: Database, tenant_id: str, now: datetime) -> Sequence[Waiting]:
    """A tenant's invitations that are still good, the next to end first."""
    asked = (
        sa.select(invitations)
        .where(
            invitations.c.scope == tenant_id,
            invitations.c.role.in_([Role.OWNER.value, Role.ACCOUNTANT.value]),
            invitations.c.used_at.is_(None),
            invitations.c.expires_at > text_of(now),
        )
        .order_by(invitations.c.expires_at, invitations.c.token_sha256)
    )
    with database.read() as connection:
        return [
            Waiting(
                token_sha256=row.token_sha256,
                email=row.email,
                role=Role(row.role),
                expires_at=moment_of(row.expires_at),
            )
            for row in connection.execute(asked)
        ]


def withdraw(database: Database, tenant_id: str, invitation: str, act: Act) -> bool:
    """Take a tenant's invitation back by the SHA-256 of its token; False: there is none."""
    with database.write() as connection:
        email = connection.execute(
            invitations.delete()
            .where(
                invitations.c.token_sha256 == invitation,
                invitations.c.scope == tenant_id,
                invitations.c.role != _RESET,
                invitations.c.used_at.is_(None),
            )
            .returning(invitations.c.email)
        ).scalar()
        if email is not None:
            said = {"act": "invitation-withdrawn", "email": str(email)}
            note(connection, tenant_id, act.who, said, act.now)
    return email is not None


def look(database: Database, token: str, now: datetime) -> Invitation | None:
    """What a link opens; looking does not use it. None: nothing (any more)."""
    with database.read() as connection:
        row = connection.execute(_open(token, now)).one_or_none()
        is_user = row is not None and _user_id(connection, row.email) is not None
    if row is None:
        return None
    role = None if row.role == _RESET else Membership(role=Role(row.role), scope=row.scope)
    ends = moment_of(row.expires_at)
    return Invitation(email=row.email, membership=role, expires_at=ends, is_user=is_user)


def accept(database: Database, token: str, new: NewUser, now: datetime) -> str | None:
    """Become a user, or one with another role; the user's id. None: the link opens nothing.

    The address is the one invited, whatever `new` says. Who is a user already keeps name and
    password: an invitation never sets those of an account that is there.

    Raises:
        AccountError: name or password cannot be; the link stays good.
        BusyError: too many at once.
    """
    found = look(database, token, now)
    if found is None or found.membership is None:
        return None
    wanted = NewUser(email=found.email, name=new.name, password=new.password, language=new.language)
    prepared = ("", "") if found.is_user else users.prepared(wanted)
    with database.write() as connection:
        row = _use(connection, token, now)
        if row is None:
            return None
        user_id = _user_id(connection, found.email)
        if user_id is None:
            if found.is_user:
                raise AccountError("this user has gone in between: ask for another invitation")
            user_id = users.insert(connection, wanted, prepared, now)
        users.join(connection, user_id, found.membership)
    return user_id


def forgotten(
    database: Database, email: str, address: str, now: datetime
) -> Reset | TooMany | None:
    """A link for who has forgotten the password; None: no mail address at all.

    Whether there is such a user changes nothing of what is done here, nor of what a page answers.
    """
    try:
        wanted = mail_address(email)
    except AccountError:
        return None
    tries = [
        Try(limit=_BY_ADDRESS, who=attempts.network_of(address)),
        Try(limit=_BY_ACCOUNT, who=wanted),
    ]
    too_many = attempts.take(database, tries, now)
    if too_many is not None:
        return too_many
    with database.write() as connection:
        # Anybody may ask for anybody: what has ended does not pile up.
        ended = (invitations.c.role == _RESET, invitations.c.expires_at <= text_of(now))
        connection.execute(invitations.delete().where(*ended))
        token = _insert(connection, (wanted, _RESET, ""), now + RESET_FOR)
        is_user = _user_id(connection, wanted) is not None
    return Reset(email=wanted, token=token, is_user=is_user)


def reset(database: Database, token: str, password: str, now: datetime) -> bool:
    """Set a forgotten password anew; all sessions end. False: the link opens nothing.

    The second factor stays: who reads somebody's mail is not yet in.

    Raises:
        AccountError: the password cannot be; the link stays good.
        BusyError: too many at once.
    """
    found = look(database, token, now)
    if found is None or found.membership is not None:
        return False
    passwords.require_good(password, found.email)
    kept = passwords.hash_of(password)
    with database.write() as connection:
        if _use(connection, token, now) is None:
            return False
        user_id = _user_id(connection, found.email)
        if user_id is None:
            return False
        _set_password(connection, user_id, kept)
        _void_resets(connection, found.email)
        sessions.close_all(connection, user_id)
    return True


def change_password(database: Database, user_id: str, password: str, session: str) -> None:
    """Set another password; all other sessions end. The old one was asked for before.

    Raises:
        AccountError: it cannot be.
        BusyError: too many at once.
    """
    found = users.user(database, user_id)
    if found is None:
        raise AccountError("there is no such user")
    passwords.require_good(password, found.email)
    kept = passwords.hash_of(password)
    with database.write() as connection:
        _set_password(connection, user_id, kept)
        _void_resets(connection, found.email)
        sessions.close_all(connection, user_id, but=session)


def _void_resets(connection: Connection, email: str) -> None:
    # Whoever reads her mail may have asked for one: it must not outlive the password.
    same = (invitations.c.email == email, invitations.c.role == _RESET)
    connection.execute(invitations.delete().where(*same, invitations.c.used_at.is_(None)))


def _set_password(connection: Connection, user_id: str, kept: str) -> None:
    connection.execute(
        user_rows.update().where(user_rows.c.id == user_id).values(password_hash=kept)
    )


def _insert(connection: Connection, row: tuple[str, str, str], ends: datetime) -> str:
    email, role, scope = row
    token = fresh()
    connection.execute(
        invitations.insert().values(
            token_sha256=sha256_of(token),
            email=email,
            role=role,
            scope=scope,
            expires_at=text_of(ends),
        )
    )
    return token


def _open(token: str, now: datetime) -> "sa.Select[tuple[object, ...]]":
    return sa.select(invitations).where(
        invitations.c.token_sha256 == sha256_of(token),
        invitations.c.used_at.is_(None),
        invitations.c.expires_at > text_of(now),
    )


def _use(connection: Connection, token: str, now: datetime) -> Row[tuple[object, ...]] | None:
    """Of two at once, one."""
    row = connection.execute(_open(token, now).with_for_update()).one_or_none()
    if row is not None:
        connection.execute(
            invitations.update()
            .where(invitations.c.token_sha256 == row.token_sha256)
            .values(used_at=text_of(now))
        )
    return row


def _user_id(connection: Connection, email: str) -> str | None:
    asked = sa.select(user_rows.c.id).where(user_rows.c.email == email)
    return connection.execute(asked).scalar()
