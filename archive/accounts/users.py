"""Users: who they are, what they are to whom, their passwords and second factors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from archive.accounts import passwords, sessions
from archive.accounts.errors import AccountError
from archive.accounts.mail_address import mail_address
from archive.accounts.moment import text_of
from archive.accounts.plain import plain_text
from archive.accounts.views import Act, note
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.index.tables import memberships, tenants, users

#: Roles somebody can have as a user; an auditor comes by a link.
GIVEN: Final = (Role.OWNER, Role.ACCOUNTANT, Role.MANUFACTURER, Role.OPERATOR)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUser:
    """Somebody who shall be able to sign in."""

    email: str
    name: str
    password: str
    language: str = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who can sign in."""

    id: str
    email: str
    name: str
    has_totp: bool
    memberships: tuple[Membership, ...]


def create(database: Database, new: NewUser, membership: Membership, now: datetime) -> str:
    """Make a user with one role; the id.

    Raises:
        AccountError: address, name, password or role cannot be, or the address is taken.
        BusyError: too many at once.
    """
    email, kept = prepared(new)
    with database.write() as connection:
        require_membership(connection, membership)
        user_id = insert(connection, new, (email, kept), now)
        join(connection, user_id, membership)
    return user_id


def prepared(new: NewUser) -> tuple[str, str]:
    """Address and hash of a password, made before a transaction is held open for it.

    Raises:
        AccountError: one of them cannot be.
        BusyError: too many at once.
    """
    email = mail_address(new.email)
    plain_text(new.name, "a user has a name")
    passwords.require_good(new.password, email)
    return email, passwords.hash_of(new.password)


def insert(connection: Connection, new: NewUser, prepared: tuple[str, str], now: datetime) -> str:
    """Put a prepared user in; the id.

    Raises:
        AccountError: the address is taken.
    """
    email, kept = prepared
    user_id = str(uuid4())
    adding = _insert(connection, users).values(
        id=user_id,
        email=email,
        name=plain_text(new.name, "a user has a name"),
        password_hash=kept,
        language=new.language if new.language in sessions.LANGUAGES else "de",
        created_at=text_of(now),
    )
    added = connection.execute(adding.on_conflict_do_nothing().returning(users.c.id)).scalar()
    if added is None:
        raise AccountError(f"there is a user {email} already")
    return user_id


def join(connection: Connection, user_id: str, membership: Membership) -> None:
    """Give a user a role; a second time changes nothing."""
    adding = _insert(connection, memberships).values(
        user_id=user_id, role=membership.role.value, scope=membership.scope
    )
    connection.execute(adding.on_conflict_do_nothing())


def leave(database: Database, user_id: str, membership: Membership, act: Act | None = None) -> bool:
    """Take a role from a user, at once in all sessions; a tenant's log of views notes the `act`.

    Raises:
        AccountError: nobody would be left with it: the last owner, the last operator.
    """
    of_scope = (
        memberships.c.role == membership.role.value,
        memberships.c.scope == membership.scope,
    )
    with database.write() as connection:
        asked = sa.select(memberships.c.user_id).where(*of_scope).with_for_update()
        holders = set(connection.execute(asked).scalars())
        if holders == {user_id} and membership.role in (Role.OWNER, Role.OPERATOR):
            raise AccountError(f"the last {membership.role.value} stays")
        done = connection.execute(
            memberships.delete().where(memberships.c.user_id == user_id, *of_scope)
        ).rowcount
        if done and act is not None:
            asked_email = sa.select(users.c.email).where(users.c.id == user_id)
            email = str(connection.execute(asked_email).scalar())
            said = {"act": "right-ended", "role": membership.role.value, "email": email}
            note(connection, membership.scope, act.who, said, act.now)
    return bool(done)


def require_membership(connection: Connection, membership: Membership) -> None:
    """Whether there is such a role.

    Raises:
        AccountError: no user has it, or there is no such tenant.
    """
    role, scope = membership.role, membership.scope
    if role not in GIVEN:
        raise AccountError(f"nobody signs in as {role.value}")
    if role in (Role.OWNER, Role.ACCOUNTANT):
        asked = sa.select(tenants.c.id).where(tenants.c.id == scope)
        if "\0" in scope or connection.execute(asked).scalar() is None:
            raise AccountError(f"{scope!a}: there is no such tenant")
    elif role is Role.OPERATOR and scope:
        raise AccountError("an operator is one of the whole archive")
    elif role is Role.MANUFACTURER and plain_text(scope, "whose tills?") != scope:
        raise AccountError("a manufacturer's name has no spaces around it")


def find(database: Database, email: str) -> User | None:
    """The user of a mail address, in whatever form it was typed."""
    try:
        wanted = mail_address(email)
    except AccountError:
        return None
    return next(iter(_users(database, users.c.email == wanted)), None)


def user(database: Database, user_id: str) -> User | None:
    """The user of an id."""
    return next(iter(_users(database, users.c.id == user_id)), None)


def users_of(database: Database, tenant_id: str) -> Sequence[User]:
    """Everybody who may read a tenant's receipts."""
    holds = sa.select(memberships.c.user_id).where(
        memberships.c.scope == tenant_id,
        memberships.c.role.in_([Role.OWNER.value, Role.ACCOUNTANT.value]),
    )
    return _users(database, users.c.id.in_(holds))


def everybody(database: Database) -> Sequence[User]:
    """All users of the archive."""
    return _users(database, sa.true())


def _users(database: Database, condition: "sa.ColumnElement[bool]") -> Sequence[User]:
    asked = sa.select(users).where(condition).order_by(users.c.email)
    with database.read() as connection:
        rows = connection.execute(asked).all()
        ids = [row.id for row in rows]
        roles = connection.execute(
            sa.select(memberships).where(memberships.c.user_id.in_(ids))
        ).all()
    by_user: dict[str, list[Membership]] = {one: [] for one in ids}
    for row in roles:
        by_user[row.user_id].append(Membership(role=Role(row.role), scope=row.scope))
    return [
        User(
            id=row.id,
            email=row.email,
            name=row.name,
            has_totp=row.totp_secret is not None,
            memberships=tuple(sorted(by_user[row.id], key=lambda one: (one.role, one.scope))),
        )
        for row in rows
    ]


def _insert(connection: Connection, table: sa.Table) -> "sqlite.Insert | postgresql.Insert":
    return (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table)
