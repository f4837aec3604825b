"""Tills come in by a key, come in again on other hardware, and prove themselves anew.

The key counts down when an installation comes in for the first time; the same installation may ask
again, and is given another password, until it has used one. A register has one log: whoever comes
in as the same register of the same tenant goes on under the same till, and the one before is out.
"""

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from uuid import uuid4

import msgspec
import sqlalchemy as sa
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy.engine import Connection, Row

from archive.accounts.keys import key_sha256
from archive.accounts.moment import text_of
from archive.accounts.secret import fresh, sha256_of
from archive.accounts.tills import remember
from archive.index.database import Database
from archive.index.tables import keys, shops, tills
from firmware.accord.messages import PasswordRenewal, Registration

#: How far a till's clock may be off when it proves itself.
RENEWAL_WITHIN: Final = timedelta(minutes=5)
_MAX_TIME_SIGNS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Admitted:
    """The till is in; its password is said once."""

    till_id: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRefused:
    """No such key, or it has ended, was used up or taken back; which of them is not said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTaken:
    """Another installation is this register; only a key of its own may take its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRefused:
    """The device proved itself, but its time is too far off or was used before."""


Registering: TypeAlias = Admitted | KeyRefused | RegisterTaken


def register(database: Database, asked: Registration, now: datetime) -> Registering:
    """Take a till in, if its key is good."""
    key = key_sha256(asked.key)
    with database.read() as connection:
        if _key(connection, key, now) is None:
            return KeyRefused()  # guessing makes nothing be written
    try:
        with database.write() as connection:
            outcome = _register(connection, asked, key, now)
    except sa.exc.IntegrityError:
        # Another key brought this register in at the same moment: now it is there.
        with database.write() as connection:
            outcome = _register(connection, asked, key, now)
    database.till_changes += 1
    return outcome


def renew(
    database: Database, till_id: str, asked: PasswordRenewal, now: datetime
) -> Admitted | ClockRefused | None:
    """Another password for the device that registered; None: no such till, or not its signature."""
    at = _moment(asked.at_utc)
    with database.read() as connection:
        row = connection.execute(_till(till_id)).one_or_none() if till_id.isascii() else None
    said = f"standlkassa password 1\n{till_id}\n{asked.at_utc}\n"
    if row is None or at is None or not _is_signed(row.device_key, asked.signature, said):
        return None
    if abs(at - now) > RENEWAL_WITHIN:
        return ClockRefused()
    password = fresh()
    unused = tills.c.renewed_at.is_(None) | (tills.c.renewed_at < text_of(at))
    same = (tills.c.id == till_id, tills.c.device_key == row.device_key)
    with database.write() as connection:
        # Of two at once one finds the time unused: a signature is good once.
        done = connection.execute(
            tills.update()
            .where(*same, tills.c.revoked_at.is_(None), unused)
            .values(password_sha256=sha256_of(password), renewed_at=text_of(at))
        ).rowcount
        if done:
            remember(connection, till_id, "renewed", "{}", now)
    database.till_changes += 1
    return Admitted(till_id=till_id, password=password) if done else ClockRefused()


def _register(connection: Connection, asked: Registration, key: str, now: datetime) -> Registering:
    row = _key(connection, key, now, is_locked=True)
    if row is None:
        return KeyRefused()
    place = (tills.c.tenant_id == row.tenant_id, tills.c.register_id == asked.register_id)
    before = connection.execute(sa.select(tills).where(*place)).one_or_none()
    is_same = before is not None and _is_same_device(before, asked)
    if before is not None and row.uses > 1 and not is_same:
        # A key for many is in many hands, and an image made twice says the same register.
        return RegisterTaken()
    if before is not None and before.key_sha256 == key:
        # The answer was lost, and the same installation asks again.
        is_open = before.first_used_at is None and before.revoked_at is None
        return (
            _go_on(connection, asked, before.id, {}, now) if is_same and is_open else KeyRefused()
        )
    if not _count_down(connection, key):
        return KeyRefused()
    values = {"key_sha256": key, "shop_id": row.shop_id, "registered_at": text_of(now)}
    if before is not None:
        return _go_on(connection, asked, before.id, values, now)
    return _first(connection, asked, {**values, "tenant_id": row.tenant_id}, now)


def _is_same_device(before: Row[tuple[object, ...]], asked: Registration) -> bool:
    known = (before.installation_id, before.device_key)
    return known == (asked.installation_id, asked.device_key)


def _first(
    connection: Connection, asked: Registration, values: dict[str, str], now: datetime
) -> Admitted:
    till_id, password = str(uuid4()), fresh()
    connection.execute(
        tills.insert().values(
            id=till_id,
            register_id=asked.register_id,
            password_sha256=sha256_of(password),
            **_device(asked),
            **values,
        )
    )
    _remember(connection, till_id, "registered", asked, now)
    return Admitted(till_id=till_id, password=password)


def _go_on(
    connection: Connection,
    asked: Registration,
    till_id: str,
    values: dict[str, str],
    now: datetime,
) -> Admitted:
    password = fresh()
    connection.execute(
        tills.update()
        .where(tills.c.id == till_id)
        .values(
            password_sha256=sha256_of(password),
            first_used_at=None,
            revoked_at=None,
            renewed_at=None,
            **_device(asked),
            **values,
        )
    )
    _remember(connection, till_id, "replaced" if values else "repeated", asked, now)
    return Admitted(till_id=till_id, password=password)


def _device(asked: Registration) -> dict[str, str]:
    return {
        "installation_id": asked.installation_id,
        "device_key": asked.device_key,
        "master": msgspec.json.encode(asked.master).decode(),
    }


def _remember(
    connection: Connection, till_id: str, event: str, asked: Registration, now: datetime
) -> None:
    said = {"installation_id": asked.installation_id, "device_key": asked.device_key}
    what = msgspec.json.encode({**said, "master": asked.master}).decode()
    remember(connection, till_id, event, what, now)


def _key(
    connection: Connection, key: str, now: datetime, *, is_locked: bool = False
) -> Row[tuple[object, ...]] | None:
    asked = (
        sa.select(keys, shops.c.tenant_id)
        .join(shops, shops.c.id == keys.c.shop_id)
        .where(
            keys.c.key_sha256 == key,
            keys.c.revoked_at.is_(None),
            keys.c.expires_at > text_of(now),
        )
    )
    locked = asked.with_for_update(of=keys) if is_locked else asked
    return connection.execute(locked).one_or_none()


def _count_down(connection: Connection, key: str) -> bool:
    """One till more; of two at once that want the last use, one."""
    done = connection.execute(
        keys.update()
        .where(keys.c.key_sha256 == key, keys.c.uses_left > 0)
        .values(uses_left=keys.c.uses_left - 1)
    ).rowcount
    return bool(done)


def _till(till_id: str) -> "sa.Select[tuple[object, ...]]":
    wanted = till_id if "\0" not in till_id else ""
    return sa.select(tills).where(tills.c.id == wanted, tills.c.revoked_at.is_(None))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text[:_MAX_TIME_SIGNS])
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_signed(device_key: str, signature: str, said: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(device_key, validate=True))
        key.verify(b64decode(signature, validate=True), said.encode("utf-8", "surrogatepass"))
    except (InvalidSignature, Base64Error, ValueError):
        return False
    return True
