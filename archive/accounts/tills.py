"""Which tills there are, whose they are, and whether it is one of them that speaks.

A till's password is 256 random bits: its SHA-256 is kept and compared, and no slow hash is needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.engine import Connection, Row

from archive.accounts import views
from archive.accounts.moment import Clock, moment_of, text_of, utc_now
from archive.accounts.secret import is_same, sha256_of
from archive.index.database import Database
from archive.index.tables import shops, tenants, till_history, tills
from firmware.accord.messages import TillMaster
from firmware.store.canonical import Json

#: Of no password: compared with where there is no till, so that both ways are one.
_NOBODY: Final = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """A till as it is registered now.

    `device_key` is its raw Ed25519 public key in base64. `retention_years` and `is_held` are its
    tenant's: how long what it sends is kept after the end of its year, and whether nothing may go.
    """

    id: str
    tenant_id: str
    shop_id: str
    shop_number: int
    shop_name: str
    register_id: str
    installation_id: str
    device_key: str
    master: TillMaster
    registered_at: datetime
    first_used_at: datetime | None
    revoked_at: datetime | None
    retention_years: int
    is_held: bool

    @property
    def is_active(self) -> bool:
        """Whether it may still send."""
        return self.revoked_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillEvent:
    """What became of a till: `event` is registered, replaced, renewed, version, revoked."""

    at: datetime
    event: str
    what: str


_ALL: Final = (
    sa.select(
        tills,
        shops.c.number.label("shop_number"),
        shops.c.name.label("shop_name"),
        tenants.c.retention_years,
        tenants.c.is_held,
    )
    .join(shops, shops.c.id == tills.c.shop_id)
    .join(tenants, tenants.c.id == tills.c.tenant_id)
)
_BY_ID: Final = _ALL.where(tills.c.id == sa.bindparam("till_id"))


class TillBook:
    """The tills of an archive; every answer is read afresh, so that a revocation holds at once."""

    def __init__(self, database: Database, now_utc: Clock = utc_now) -> None:
        self._database = database
        self._now_utc = now_utc

    def authenticate(self, till_id: str, password: str) -> Till | None:
        """The till, if this is its password and it is not revoked; marks the first use."""
        with self._database.read() as connection:
            row = _row(connection, till_id)
        return self._known(row, password)

    def speaker(self, password: str) -> Till | None:
        """Whichever till has this password; to tell a foreign till from nobody."""
        with self._database.read() as connection:
            found = sa.select(tills.c.id).where(tills.c.password_sha256 == sha256_of(password))
            row = _row(connection, connection.execute(found).scalar() or "")
        return self._known(row, password)

    def till(self, till_id: str) -> Till | None:
        """A till by its id, revoked or not."""
        with self._database.read() as connection:
            row = _row(connection, till_id)
        return None if row is None else _till(row)

    def tills_of(self, tenant_id: str) -> Sequence[Till]:
        """All of a tenant, revoked ones too, by shop and register id."""
        return self._listed(_ALL.where(tills.c.tenant_id == tenant_id))

    def all(self) -> Sequence[Till]:
        """All of the archive."""
        return self._listed(_ALL)

    def history(self, till_id: str) -> Sequence[TillEvent]:
        """What became of it, from the first registration on."""
        asked = (
            sa.select(till_history.c.at, till_history.c.event, till_history.c.what)
            .where(till_history.c.till_id == till_id)
            .order_by(till_history.c.id)
        )
        with self._database.read() as connection:
            return [
                TillEvent(at=moment_of(at), event=event, what=what)
                for at, event, what in connection.execute(asked)
            ]

    def revoke(self, till_id: str, who: str = "") -> bool:
        """Shut a till out from now on; what it sent stays. False: there is none, or it is out.

        With `who` its tenant's log of views says who did.
        """
        now = self._now_utc()
        with self._database.write() as connection:
            done = connection.execute(
                tills.update()
                .where(tills.c.id == till_id, tills.c.revoked_at.is_(None))
                .values(revoked_at=text_of(now), password_sha256=f"revoked {till_id}")
            ).rowcount
            if done:
                remember(connection, till_id, "revoked", "{}", now)
            row = _row(connection, till_id) if done and who else None
            if row is not None:
                said: dict[str, Json] = {"act": "till-revoked", "till": till_id}
                views.note(connection, str(row.tenant_id), who, said, now)
        self._database.till_changes += 1
        return bool(done)

    def _listed(self, asked: "sa.Select[tuple[object, ...]]") -> Sequence[Till]:
        ordered = asked.order_by(shops.c.number, tills.c.register_id, tills.c.id)
        with self._database.read() as connection:
            return [_till(row) for row in connection.execute(ordered)]

    def _known(self, row: Row[tuple[object, ...]] | None, password: str) -> Till | None:
        kept = _NOBODY if row is None else str(row.password_sha256)
        is_right = is_same(kept, sha256_of(password))
        if row is None or not is_right or row.revoked_at is not None:
            return None
        if row.first_used_at is None:
            return self._first_use(row)
        return _till(row)

    def _first_use(self, row: Row[tuple[object, ...]]) -> Till | None:
        # Only of the password that was shown: another may have been given out in between.
        with self._database.write() as connection:
            connection.execute(
                tills.update()
                .where(
                    tills.c.id == row.id,
                    tills.c.password_sha256 == row.password_sha256,
                    tills.c.first_used_at.is_(None),
                )
                .values(first_used_at=text_of(self._now_utc()))
            )
            now = _row(connection, str(row.id))
        is_still = now is not None and is_same(str(now.password_sha256), str(row.password_sha256))
        return _till(now) if now is not None and is_still else None


def remember(connection: Connection, till_id: str, event: str, what: str, now: datetime) -> None:
    """Write into a till's history."""
    connection.execute(
        till_history.insert().values(till_id=till_id, at=text_of(now), event=event, what=what)
    )


def _row(connection: Connection, till_id: str) -> Row[tuple[object, ...]] | None:
    if "\0" in till_id or not till_id.isascii():
        return None  # PostgreSQL takes neither a NUL nor half a sign
    return connection.execute(_BY_ID, {"till_id": till_id}).one_or_none()


def _till(row: Row[tuple[object, ...]]) -> Till:
    return Till(
        id=row.id,
        tenant_id=row.tenant_id,
        shop_id=row.shop_id,
        shop_number=row.shop_number,
        shop_name=row.shop_name,
        register_id=row.register_id,
        installation_id=row.installation_id,
        device_key=row.device_key,
        master=msgspec.json.decode(row.master, type=TillMaster),
        registered_at=moment_of(row.registered_at),
        first_used_at=None if row.first_used_at is None else moment_of(row.first_used_at),
        revoked_at=None if row.revoked_at is None else moment_of(row.revoked_at),
        retention_years=row.retention_years,
        is_held=row.is_held,
    )
