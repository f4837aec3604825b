"""Logs of tills in a database, and a world around it, for the rooms that keep and hand out."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import msgspec
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.accounts.tills import Till, TillBook
from archive.blobs import immutable
from archive.blobs.port import Blobs
from archive.index.database import Database
from archive.index.tables import chunks, shops, tenants, tills
from archive.intake.head import Head, from_bytes, to_bytes
from archive.settings import Settings
from archive.world import World
from firmware.accord.batch import pack
from firmware.accord.messages import TillMaster
from firmware.evidence.merkle import leaf_hash
from firmware.evidence.note import Signer
from firmware.store.canonical import utc_text
from firmware.store.line import encode
from firmware.store.raw import Unit, units
from firmware.store.reader import Reader

TILL_ID: Final = "0192f0c1-0000-7000-8000-000000000001"
NOW_UTC: Final = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


class NoBlobs:
    """Where a test keeps no files."""


def world_of(database: Database, folder: Path, blobs: Blobs | None = None) -> World:
    """An archive that runs nowhere."""
    key = Ed25519PrivateKey.from_private_bytes(sha256(b"test").digest())
    return World(
        settings=Settings(data=str(folder)),
        database=database,
        blobs=blobs or NoBlobs(),
        signer=Signer("kassa.example.at", key),
        now_utc=lambda: NOW_UTC,
    )


def head_of(database: Database, till_id: str = TILL_ID) -> Head:
    """Where a log ends."""
    asked = (
        sa.select(chunks.c.state)
        .where(chunks.c.till_id == till_id)
        .order_by(chunks.c.first_seq.desc())
        .limit(1)
    )
    with database.read() as connection:
        state = connection.execute(asked).scalar_one_or_none()
    return Head() if state is None else from_bytes(state)


def keep(
    database: Database,
    rows: Sequence[Unit],
    till_id: str = TILL_ID,
    *,
    chunk_rows: int = 7,
    at_utc: datetime = NOW_UTC,
) -> None:
    """Put units behind a log, as ingest does, whatever is in them."""
    for at in range(0, len(rows), chunk_rows):
        part, head = rows[at : at + chunk_rows], head_of(database, till_id)
        hashes = [bytes.fromhex(unit.hash) for unit in part]
        after = Head(frontier=head.frontier.grown(map(leaf_hash, hashes)), last_hash=part[-1].hash)
        with database.write() as connection:
            connection.execute(
                chunks.insert().values(
                    till_id=till_id,
                    first_seq=head.size + 1,
                    last_seq=after.size,
                    received_at=utc_text(at_utc, "chunk"),
                    body=pack([encode(unit) + b"\n" for unit in part]),
                    hashes=b"".join(hashes),
                    state=to_bytes(after),
                )
            )


def follow(database: Database, book: Reader, till_id: str = TILL_ID) -> None:
    """Send what the log does not have of a book yet."""
    keep(database, list(units(book, head_of(database, till_id).size + 1)), till_id)


@contextmanager
def releasing(root: Path) -> Iterator[None]:
    """Lets go at the end of what is immutable below: a test's folder must not outlive it."""
    try:
        yield
    finally:
        for path in root.rglob("*"):
            if path.is_file():
                immutable.mark(path, is_kept=False)


def registered(database: Database, till_id: str = TILL_ID, register_id: str = "GRAZ-01") -> Till:
    """A till of a business of its own."""
    now = "2026-11-20T08:00:00.000000+00:00"
    tenant_id, shop_id = f"tenant-{till_id[-4:]}", f"shop-{till_id[-4:]}"
    master = TillMaster(software="standlkassa", model="test")
    with database.write() as connection:
        connection.execute(
            tenants.insert().values(
                id=tenant_id,
                name="Obst Huber",
                country="AT",
                retention_years=7,
                is_held=False,
                created_at=now,
            )
        )
        connection.execute(
            shops.insert().values(
                id=shop_id, tenant_id=tenant_id, number=1, name="Markt", address=""
            )
        )
        connection.execute(
            tills.insert().values(
                id=till_id,
                shop_id=shop_id,
                tenant_id=tenant_id,
                register_id=register_id,
                installation_id=till_id,
                device_key="",
                password_sha256=sha256(till_id.encode()).hexdigest(),
                master=msgspec.json.encode(master).decode(),
                key_sha256="",
                registered_at=now,
                first_used_at=now,
            )
        )
    found = TillBook(database).till(till_id)
    assert found is not None
    return found
