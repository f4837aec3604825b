"""A world with tills whose logs are as long as a test wants."""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import cast

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.accounts.views import BEFORE_FIRST, ViewHead, heads
from archive.accounts.views import row_hash as view_hash
from archive.blobs.port import Blobs
from archive.index.database import Database
from archive.index.tables import chunks, shops, tenants, tiles, tills, views
from archive.index.tiling import full_tiles
from archive.intake.head import Head, from_bytes, to_bytes
from archive.settings import ArchiveSection, HeadsSection, Settings
from archive.world import World
from firmware.evidence.merkle import Frontier, leaf_hash
from firmware.evidence.note import Signer

NAME = "kassa.example.at"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
AT = "2026-11-21T12:00:00.000000+00:00"


def world_of(database: Database, folder: Path, heads: HeadsSection | None = None) -> World:
    """Without a place for blobs: nothing here asks for one."""
    return World(
        settings=Settings(
            data=str(folder),
            archive=ArchiveSection(name=NAME),
            heads=heads or HeadsSection(),
        ),
        database=database,
        blobs=cast("Blobs", None),
        signer=Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(32)))),
        now_utc=lambda: NOW,
    )


def row_hash(till: str, seq: int) -> bytes:
    """The row hash of a till's row, made up."""
    return sha256(f"{till}:{seq}".encode()).digest()


def add_tills(database: Database, names: Sequence[str]) -> None:
    """Tills of one tenant's shop."""
    with database.write() as connection:
        if connection.scalar(sa.select(sa.func.count()).select_from(tenants)) == 0:
            about = {"name": "x", "country": "AT", "retention_years": 7, "is_held": False}
            connection.execute(sa.insert(tenants), [{"id": "t1", "created_at": AT, **about}])
            shop = {"id": "s1", "tenant_id": "t1", "number": 1, "name": "x", "address": "x"}
            connection.execute(sa.insert(shops), [shop])
        connection.execute(sa.insert(tills), [_till(name) for name in names])


def _till(name: str) -> dict[str, object]:
    return {
        "id": name,
        "tenant_id": "t1",
        "shop_id": "s1",
        "register_id": name,
        "installation_id": name,
        "device_key": "",
        "password_sha256": sha256(name.encode()).hexdigest(),
        "master": "{}",
        "key_sha256": "",
        "registered_at": AT,
    }


def grow(database: Database, till: str, count: int, salt: str = "") -> Head:
    """So many rows more, as one chunk; its body is none."""
    with database.write() as connection:
        state = connection.scalar(
            sa.select(chunks.c.state)
            .where(chunks.c.till_id == till)
            .order_by(chunks.c.first_seq.desc())
            .limit(1)
        )
        before = Head() if state is None else from_bytes(state)
        hashes = [row_hash(till + salt, before.size + at) for at in range(1, count + 1)]
        leaves = [leaf_hash(one) for one in hashes]
        frontier = before.frontier.grown(leaves)
        after = Head(frontier=frontier, last_hash=hashes[-1].hex())
        row = {
            "till_id": till,
            "first_seq": before.size + 1,
            "last_seq": before.size + count,
            "received_at": AT,
            "body": b"",
            "hashes": b"".join(hashes),
            "state": to_bytes(after),
        }
        connection.execute(sa.insert(chunks), [row])
        for tile, content in full_tiles(connection, till, before.size, leaves):
            about = {"till_id": till, "level": tile.level, "index": tile.index}
            connection.execute(sa.insert(tiles), [about | {"hashes": content}])
    return after


def look(database: Database) -> ViewHead:
    """Somebody looks at a receipt, for the first time."""
    row: dict[str, object] = {"tenant_id": "t1", "seq": 1, "at": AT, "who": "x", "what": "{}"}
    row["hash"] = view_hash(row, BEFORE_FIRST)
    grown = Frontier().grown([leaf_hash(bytes.fromhex(str(row["hash"])))])
    with database.write() as connection:
        connection.execute(sa.insert(views), [row | {"frontier": b"".join(grown.hashes)}])
        return heads(connection)[0]
