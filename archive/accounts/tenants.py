"""Tenants and their shops: who must keep the evidence, for how long, and where it arises."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import Row

from archive.accounts import views
from archive.accounts.errors import AccountError
from archive.accounts.moment import moment_of, text_of
from archive.accounts.plain import plain_text
from archive.index.database import Database
from archive.index.tables import shops, tenants

_LONGEST_YEARS: Final = 100


class Country(StrEnum):
    """Whose tax law a tenant keeps its records by."""

    AT = "AT"
    DE = "DE"

    @property
    def retention_years(self) -> int:
        """How long after the end of the year: § 132 Abs 1 BAO 7, § 147 Abs 3 AO 10 at the most."""
        return 7 if self is Country.AT else 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """Somebody who has to keep records; `is_held`: nothing goes, a proceeding is pending."""

    id: str
    name: str
    country: Country
    retention_years: int
    is_held: bool
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A place of business; `number` counts up within its tenant."""

    id: str
    tenant_id: str
    number: int
    name: str
    address: str


def create(database: Database, name: str, country: Country, now: datetime) -> str:
    """Make a tenant without shops; the id.

    Raises:
        AccountError: the name cannot be.
    """
    tenant_id = str(uuid4())
    with database.write() as connection:
        connection.execute(
            tenants.insert().values(
                id=tenant_id,
                name=plain_text(name, "a tenant has a name"),
                country=country.value,
                retention_years=country.retention_years,
                is_held=False,
                created_at=text_of(now),
            )
        )
    return tenant_id


def create_shop(database: Database, tenant_id: str, name: str, address: str) -> Shop:
    """Open a shop of a tenant; it gets the next number.

    Raises:
        AccountError: no such tenant, or the name cannot be.
    """
    named = plain_text(name, "a shop has a name")
    place = plain_text(address, "") if address.strip() else ""
    with database.write() as connection:
        # Whoever holds the tenant's row numbers its shops.
        asked = sa.select(tenants.c.id).where(tenants.c.id == tenant_id).with_for_update()
        if "\0" in tenant_id or connection.execute(asked).scalar() is None:
            raise AccountError(f"{tenant_id!a}: there is no such tenant")
        last = sa.select(sa.func.max(shops.c.number)).where(shops.c.tenant_id == tenant_id)
        shop = Shop(
            id=str(uuid4()),
            tenant_id=tenant_id,
            number=(connection.execute(last).scalar() or 0) + 1,
            name=named,
            address=place,
        )
        connection.execute(
            shops.insert().values(
                id=shop.id,
                tenant_id=tenant_id,
                number=shop.number,
                name=named,
                address=place,
            )
        )
    return shop


def listed(database: Database) -> Sequence[Tenant]:
    """All tenants by name."""
    with database.read() as connection:
        asked = sa.select(tenants).order_by(tenants.c.name, tenants.c.id)
        return [_tenant(row) for row in connection.execute(asked)]


def tenant(database: Database, tenant_id: str) -> Tenant | None:
    """The tenant of an id."""
    if "\0" in tenant_id:
        return None
    with database.read() as connection:
        row = connection.execute(sa.select(tenants).where(tenants.c.id == tenant_id)).one_or_none()
    return None if row is None else _tenant(row)


def shops_of(database: Database, tenant_id: str) -> Sequence[Shop]:
    """The shops of a tenant by number."""
    asked = sa.select(shops).where(shops.c.tenant_id == tenant_id).order_by(shops.c.number)
    with database.read() as connection:
        return [_shop(row) for row in connection.execute(asked)]


def hold(database: Database, tenant_id: str, who: str, now: datetime, *, is_held: bool) -> None:
    """Keep everything of a tenant whatever its day, or let go again (§ 132 Abs 1 BAO).

    Raises:
        AccountError: no such tenant.
    """
    with database.write() as connection:
        done = connection.execute(
            tenants.update().where(tenants.c.id == tenant_id).values(is_held=is_held)
        ).rowcount
        if not done:
            raise AccountError(f"{tenant_id!a}: there is no such tenant")
        said = {"act": "hold" if is_held else "hold-ended"}
        views.note(connection, tenant_id, who, said, now)


def keep_longer(database: Database, tenant_id: str, years: int, who: str, now: datetime) -> None:
    """Lengthen how long a tenant's records are kept; it is never shortened.

    Raises:
        AccountError: no such tenant, or not longer than now.
    """
    with database.write() as connection:
        done = connection.execute(
            tenants.update()
            .where(tenants.c.id == tenant_id, tenants.c.retention_years < years)
            .values(retention_years=min(years, _LONGEST_YEARS))
        ).rowcount
        if not done:
            raise AccountError("retention is only ever lengthened")
        views.note(connection, tenant_id, who, {"act": "retention", "years": years}, now)


def _tenant(row: Row[tuple[object, ...]]) -> Tenant:
    return Tenant(
        id=row.id,
        name=row.name,
        country=Country(row.country),
        retention_years=row.retention_years,
        is_held=row.is_held,
        created_at=moment_of(row.created_at),
    )


def _shop(row: Row[tuple[object, ...]]) -> Shop:
    return Shop(
        id=row.id,
        tenant_id=row.tenant_id,
        number=row.number,
        name=row.name,
        address=row.address,
    )
