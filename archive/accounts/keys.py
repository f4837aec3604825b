"""Registration keys: 128 bits for one till, or for as many as a master key says, until a day."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import sqlalchemy as sa

from archive.accounts import views
from archive.accounts.errors import AccountError
from archive.accounts.moment import moment_of, text_of
from archive.accounts.plain import MAX_SIGNS, plain_text
from archive.index.database import Database
from archive.index.tables import keys, shops
from firmware.accord.errors import AccordError
from firmware.accord.registration_key import KEY_BYTES, from_text, to_text
from firmware.store.canonical import Json

LONGEST: Final = timedelta(days=366)
MOST_USES: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyOrder:
    """What a key shall be good for: `uses` tills of a shop, until `expires_at`."""

    shop_id: str
    uses: int
    note: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as it is kept: its SHA-256 names it."""

    key_sha256: str
    order: KeyOrder
    uses_left: int
    created_at: datetime
    revoked_at: datetime | None


def issue(database: Database, order: KeyOrder, who: str, now: datetime) -> str:
    """Make a key; its 48 digits, said once.

    Raises:
        AccountError: no such shop, or uses, note or end cannot be.
    """
    if not 1 <= order.uses <= MOST_USES:
        raise AccountError(f"a key is for 1 to {MOST_USES} tills")
    if not now < order.expires_at <= now + LONGEST:
        raise AccountError(f"a key ends within {LONGEST.days} days, and not before it begins")
    note = plain_text(order.note, "") if order.note.strip() else ""
    text = to_text(secrets.token_bytes(KEY_BYTES))
    with database.write() as connection:
        asked = sa.select(shops.c.tenant_id).where(shops.c.id == order.shop_id)
        tenant_id = None if "\0" in order.shop_id else connection.execute(asked).scalar()
        if tenant_id is None:
            raise AccountError(f"{order.shop_id!a}: there is no such shop")
        connection.execute(
            keys.insert().values(
                key_sha256=key_sha256(text),
                shop_id=order.shop_id,
                uses=order.uses,
                uses_left=order.uses,
                note=note,
                created_at=text_of(now),
                expires_at=text_of(order.expires_at),
            )
        )
        named = key_sha256(text)[:16]
        said: dict[str, Json] = {"act": "key-issued", "key": named, "uses": order.uses}
        views.note(connection, tenant_id, who, said, now)
    return text


def key_sha256(text: str) -> str:
    """What is kept of a key, however it was typed; of what is none, what is kept of no key."""
    try:
        raw = from_text(text) if len(text) <= MAX_SIGNS else b""
    except AccordError:
        raw = b""
    return sha256(raw).hexdigest()


def keys_of(database: Database, tenant_id: str) -> Sequence[Key]:
    """All keys of a tenant's shops, the newest first."""
    asked = (
        sa.select(keys)
        .join(shops, shops.c.id == keys.c.shop_id)
        .where(shops.c.tenant_id == tenant_id)
        .order_by(keys.c.created_at.desc(), keys.c.key_sha256)
    )
    with database.read() as connection:
        rows = connection.execute(asked).all()
    return [
        Key(
            key_sha256=row.key_sha256,
            order=KeyOrder(
                shop_id=row.shop_id,
                uses=row.uses,
                note=row.note,
                expires_at=moment_of(row.expires_at),
            ),
            uses_left=row.uses_left,
            created_at=moment_of(row.created_at),
            revoked_at=None if row.revoked_at is None else moment_of(row.revoked_at),
        )
        for row in rows
    ]


def revoke(database: Database, tenant_id: str, key: str, who: str, now: datetime) -> bool:
    """Take a tenant's key back by its SHA-256; tills that came in by it stay."""
    of_tenant = sa.select(shops.c.id).where(shops.c.tenant_id == tenant_id)
    with database.write() as connection:
        done = connection.execute(
            keys.update()
            .where(
                keys.c.key_sha256 == key,
                keys.c.shop_id.in_(of_tenant),
                keys.c.revoked_at.is_(None),
            )
            .values(revoked_at=text_of(now))
        ).rowcount
        if done:
            views.note(connection, tenant_id, who, {"act": "key-revoked", "key": key[:16]}, now)
    return bool(done)
