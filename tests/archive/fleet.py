"""Tenants, tills and targets as rows, and a world, for the rooms that watch and tell."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from archive.index.database import Database
from archive.index.tables import shops, targets, tenants, tills
from archive.settings import Settings
from archive.world import World
from firmware.store.canonical import utc_text
from tests.archive.keeping import world_of

NOW: Final = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
TENANT: Final = "11111111-0000-4000-8000-000000000001"
TILL: Final = "0192f0c1-0000-7000-8000-000000000001"
OTHER_TILL: Final = "0192f0c1-0000-7000-8000-000000000002"


def add_tenant(database: Database, tenant_id: str = TENANT, shop: str = "Naschmarkt") -> None:
    """A tenant with one shop, of the same id."""
    with database.write() as connection:
        connection.execute(
            tenants.insert().values(
                id=tenant_id,
                name="Huber",
                country="AT",
                retention_years=7,
                is_held=False,
                created_at=utc_text(NOW, "test"),
            )
        )
        connection.execute(
            shops.insert().values(
                id=tenant_id, tenant_id=tenant_id, number=1, name=shop, address=""
            )
        )


def add_till(database: Database, till_id: str = TILL, shop_id: str = TENANT) -> None:
    """A till of a shop."""
    with database.write() as connection:
        connection.execute(
            tills.insert().values(
                id=till_id,
                shop_id=shop_id,
                tenant_id=shop_id,
                register_id=f"GRAZ-0{till_id[-1]}",
                installation_id=till_id,
                device_key="",
                password_sha256=till_id,
                master='{"software":"1","model":"K"}',
                key_sha256="",
                registered_at=utc_text(NOW, "test"),
            )
        )


def add_target(database: Database, address: str, *, language: str = "de") -> str:
    """Where alarms of the tenant go."""
    target_id = f"target-{abs(hash(address))}"
    with database.write() as connection:
        connection.execute(
            targets.insert().values(
                id=target_id,
                tenant_id=TENANT,
                address=address,
                secret="nobody else knows",
                language=language,
            )
        )
    return target_id


def world_with(database: Database, folder: Path, settings: Settings) -> World:
    """A world of these settings."""
    plain = world_of(database, folder)
    return World(
        settings=settings,
        database=database,
        blobs=plain.blobs,
        signer=plain.signer,
        now_utc=lambda: NOW,
    )
