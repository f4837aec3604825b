"""A user's second factor: enrolled in two steps, each code good once, codes for recovery.

The secret lies sealed in the database: a copy of that makes no codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from archive.accounts import totp
from archive.accounts.sealing import opened, sealed
from archive.index.database import Database
from archive.index.tables import recovery_codes, users
from firmware.process.logs import get_logger

log = get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """What an authenticator takes: `uri` as a QR code, or `secret` typed."""

    secret: str
    uri: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """The code was right; `codes_left` of recovery where it was one of those."""

    codes_left: int | None = None


def begin(database: Database, user_id: str, archive: str) -> Enrolment:
    """Show a new secret; it counts only once a code of it was typed."""
    secret = totp.fresh_secret()
    with database.write() as connection:
        kept = sealed(database.sealing_key, secret, user_id)
        connection.execute(users.update().where(users.c.id == user_id).values(totp_pending=kept))
        email = connection.execute(sa.select(users.c.email).where(users.c.id == user_id)).scalar()
    return Enrolment(secret=secret, uri=totp.uri(secret, str(email), archive))


def confirm(database: Database, user_id: str, code: str, now: datetime) -> Sequence[str] | None:
    """Put the shown secret in force by a code of it: the recovery codes, said once; None: wrong."""
    with database.write() as connection:
        asked = sa.select(users.c.totp_pending).where(users.c.id == user_id).with_for_update()
        pending = connection.execute(asked).scalar()
        step = _step(database.sealing_key, pending, user_id, code, now)
        if step is None:
            return None
        connection.execute(
            users.update()
            .where(users.c.id == user_id)
            .values(totp_secret=pending, totp_pending=None, totp_step=step)
        )
        return _fresh_codes(connection, user_id)


def renew_codes(database: Database, user_id: str) -> Sequence[str]:
    """Other recovery codes; those before are void."""
    with database.write() as connection:
        return _fresh_codes(connection, user_id)


def remove(database: Database, user_id: str) -> None:
    """Sign in by password alone again; whoever calls has asked for the password before."""
    with database.write() as connection:
        connection.execute(
            users.update()
            .where(users.c.id == user_id)
            .values(totp_secret=None, totp_pending=None, totp_step=None)
        )
        connection.execute(recovery_codes.delete().where(recovery_codes.c.user_id == user_id))


def passed(
    connection: Connection, key: bytes, user_id: str, code: str, now: datetime
) -> Passed | None:
    """Use a code up; None: it is wrong, or was used. `key` is the database's `sealing_key`."""
    asked = sa.select(users.c.totp_secret).where(users.c.id == user_id)
    kept = connection.execute(asked).scalar()
    step = _step(key, kept, user_id, code, now)
    if step is not None:
        # RFC 6238 § 5.2: none is good twice; of two at once one finds the step unused.
        unused = users.c.totp_step.is_(None) | (users.c.totp_step < step)
        using = users.update().where(users.c.id == user_id, unused).values(totp_step=step)
        return Passed() if connection.execute(using).rowcount else None
    done = connection.execute(
        recovery_codes.delete().where(
            recovery_codes.c.user_id == user_id,
            recovery_codes.c.code_sha256 == totp.recovery_sha256(code),
        )
    ).rowcount
    return Passed(codes_left=_left(connection, user_id)) if done else None


def _step(key: bytes, kept: str | None, user_id: str, code: str, now: datetime) -> int | None:
    """The step of time a code is of, by the secret that is kept sealed."""
    if kept is None:
        return None
    secret = opened(key, kept, user_id)
    if secret is None:
        # Another key than it was sealed by: recovery codes still let in.
        log.error("second factor cannot be opened", user=user_id)
        return None
    return totp.step_of(secret, code, now)


def _left(connection: Connection, user_id: str) -> int:
    asked = sa.select(sa.func.count()).where(recovery_codes.c.user_id == user_id)
    return int(connection.execute(asked).scalar_one())


def _fresh_codes(connection: Connection, user_id: str) -> tuple[str, ...]:
    codes = totp.fresh_recovery_codes()
    connection.execute(recovery_codes.delete().where(recovery_codes.c.user_id == user_id))
    connection.execute(
        recovery_codes.insert(),
        [{"user_id": user_id, "code_sha256": totp.recovery_sha256(code)} for code in codes],
    )
    return codes
