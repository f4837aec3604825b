"""A clock, and rows of tenants and tills put in directly, for all tests of accounts."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import uuid4

import msgspec

from archive.accounts.moment import text_of
from archive.accounts.secret import fresh, sha256_of
from archive.index.database import Database
from archive.index.tables import shops, tenants, tills
from firmware.accord.messages import TillMaster

NOW: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


@dataclass(slots=True)
class Clock:
    """A clock that goes when told."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def later(self, **span: float) -> datetime:
        """Let time go by; what it is then."""
        self.now += timedelta(**span)
        return self.now


@dataclass(slots=True)
class Ground:
    """Rows put in directly, for tests of what reads them."""

    database: Database
    passwords: dict[str, str] = field(default_factory=dict)

    def tenant(self, name: str = "Huber") -> str:
        """A tenant with one shop, of the same id."""
        tenant_id = str(uuid4())
        with self.database.write() as connection:
            connection.execute(
                tenants.insert().values(
                    id=tenant_id,
                    name=name,
                    country="AT",
                    retention_years=7,
                    is_held=False,
                    created_at=text_of(NOW),
                )
            )
            connection.execute(
                shops.insert().values(
                    id=tenant_id, tenant_id=tenant_id, number=1, name="Naschmarkt", address=""
                )
            )
        return tenant_id

    def till(self, tenant_id: str, register_id: str = "MARKT-01", **more: str) -> str:
        """A till of the tenant; its password is in `passwords`."""
        till_id, password = str(uuid4()), fresh()
        master = TillMaster(software="1.0", model="Pi 5", **more)
        with self.database.write() as connection:
            connection.execute(
                tills.insert().values(
                    id=till_id,
                    tenant_id=tenant_id,
                    shop_id=tenant_id,
                    register_id=register_id,
                    installation_id=str(uuid4()),
                    device_key="A" * 43 + "=",
                    password_sha256=sha256_of(password),
                    master=msgspec.json.encode(master).decode(),
                    key_sha256="0" * 64,
                    registered_at=text_of(NOW),
                )
            )
        self.passwords[till_id] = password
        return till_id
