"""Signing in: one answer and one amount of work, whether there is such a user or not.

Tries are counted by address, by account, and by both together: an account is not locked from one
address alone, and a stranger who tries hers from elsewhere does not keep an owner out for long.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.engine import Row

from archive.accounts import attempts, passwords, second_factor, sessions
from archive.accounts.attempts import Limit, TooMany, Try
from archive.accounts.errors import AccountError
from archive.accounts.mail_address import mail_address
from archive.accounts.sessions import Opened
from archive.index.database import Database
from archive.index.tables import users

_SPAN: Final = timedelta(minutes=15)
BY_ADDRESS: Final = Limit(name="sign-in address", most=60, span=_SPAN)
BY_ACCOUNT: Final = Limit(name="sign-in account", most=60, span=_SPAN)
BY_BOTH: Final = Limit(name="sign-in", most=8, span=_SPAN)
#: With the right password: a million codes are few.
SECOND_FACTOR: Final = Limit(name="second factor", most=10, span=timedelta(hours=1))
_BUSY_S: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What was typed, from where; `code` is of the second factor or for recovery, or empty.

    `previous` is the token of the session that ends with this, if there was one: the session after
    signing in is never the one before.
    """

    email: str
    password: str
    code: str = ""
    address: str = ""
    previous: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who it is; `session.token` goes into the cookie. `codes_left` only after a recovery code."""

    user_id: str
    session: Opened
    codes_left: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeWanted:
    """Address and password are right; the code of the second factor is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Address, password or code are not right; which of them is not said."""


Outcome: TypeAlias = SignedIn | CodeWanted | Refused | TooMany


def sign_in(database: Database, said: Credentials, now: datetime) -> Outcome:
    """Let somebody in, or not."""
    tries = _tries(said)
    too_many = attempts.take(database, tries, now)
    if too_many is not None:
        return too_many
    user = _user(database, said.email)
    try:
        is_right = passwords.is_right(
            passwords.NOBODY if user is None else user.password_hash, said.password
        )
        if user is None or not is_right:
            return Refused()
        fresh_hash = (
            passwords.hash_of(said.password)
            if passwords.is_outdated(user.password_hash)
            else user.password_hash
        )
    except passwords.BusyError:
        return TooMany(retry_after_s=_BUSY_S)
    return _second(database, said, user, fresh_hash, now)


def is_password(database: Database, user_id: str, password: str, now: datetime) -> bool | TooMany:
    """Whether it is the password of somebody who is signed in; counted as signing in is."""
    tries = [Try(limit=BY_BOTH, who=f"again {user_id}")]
    too_many = attempts.take(database, tries, now)
    if too_many is not None:
        return too_many
    with database.read() as connection:
        asked = sa.select(users.c.password_hash).where(users.c.id == user_id)
        kept = connection.execute(asked).scalar()
    try:
        is_right = passwords.is_right(kept or passwords.NOBODY, password) and kept is not None
    except passwords.BusyError:
        return TooMany(retry_after_s=_BUSY_S)
    if is_right:
        with database.write() as connection:
            attempts.forget(connection, tries)
    return is_right


def sign_out(database: Database, token: str) -> None:
    """End the session of this token."""
    sessions.close(database, token)


def _second(
    database: Database,
    said: Credentials,
    user: Row[tuple[object, ...]],
    fresh_hash: str,
    now: datetime,
) -> Outcome:
    left: int | None = None
    second = [Try(limit=SECOND_FACTOR, who=user.id)]
    if user.totp_secret is not None:
        if not said.code.strip():
            return CodeWanted()
        too_many = attempts.take(database, second, now)
        if too_many is not None:
            return too_many
    with database.write() as connection:
        if user.totp_secret is not None:
            key = database.sealing_key
            passed = second_factor.passed(connection, key, user.id, said.code, now)
            if passed is None:
                return Refused()
            left = passed.codes_left
        # Only of the password that was right: it may have been changed in between.
        same = sa.and_(users.c.id == user.id, users.c.password_hash == user.password_hash)
        changed = users.update().where(same).values(password_hash=fresh_hash)
        if not connection.execute(changed).rowcount:
            return Refused()
        sessions.close_in(connection, said.previous)
        attempts.forget(connection, [*_tries(said)[1:], *second])
        opened = sessions.open_for_user(connection, user.id, user.language, now)
    return SignedIn(user_id=user.id, session=opened, codes_left=left)


def _tries(said: Credentials) -> list[Try]:
    network = attempts.network_of(said.address)
    account = _account(said.email)
    return [
        Try(limit=BY_ADDRESS, who=network),
        Try(limit=BY_ACCOUNT, who=account),
        Try(limit=BY_BOTH, who=f"{network}\n{account}"),
    ]


def _account(email: str) -> str:
    try:
        return mail_address(email)
    except AccountError:
        return ""


def _user(database: Database, email: str) -> Row[tuple[object, ...]] | None:
    # Also for what is no address: the same question is asked.
    with database.read() as connection:
        asked = sa.select(users).where(users.c.email == _account(email))
        return connection.execute(asked).one_or_none()
