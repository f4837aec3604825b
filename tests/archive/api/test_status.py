"""archive.api.status: how a till is, heard with each heartbeat."""

import asyncio
from pathlib import Path

import httpx
import msgspec
from starlette.applications import Starlette

from archive.accounts import heard
from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.api import status
from archive.api.app import FAULTS
from archive.api.digest import digest_of
from archive.index.database import Database
from firmware.accord.messages import TillStatus
from tests.archive.api.ground import Site

STATUS = TillStatus(at_utc="2026-11-21T09:30:00+00:00", version="1.0", pending=3)


async def put(site: Site, body: bytes, **headers: str) -> httpx.Response:
    """Send a status."""
    app = Starlette(
        routes=status.routes(site.world, site.door),
        exception_handlers=dict(FAULTS),
    )
    said = {**site.headers(body), "content-type": "application/json", **headers}
    said.pop("content-encoding")
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
        return await client.put(f"/v1/tills/{site.till}/status", content=body, headers=said)


def test_heard(database: Database, tmp_path: Path) -> None:
    """The answer is that of a batch: checkpoint, and the words of what is wrong with its rows."""

    async def story() -> None:
        site = Site(database, tmp_path)
        with database.write() as connection:
            for kind in AlarmKind:
                raise_alarm(connection, site.till, kind, "look", site.world.now_utc())
        ack, checkpoint = site.acked(await put(site, msgspec.json.encode(STATUS)))
        assert 0 == checkpoint.size
        assert ("finding: look", "fork: look") == ack.alarms
        assert STATUS == heard.last_heard(database, site.till).status

    asyncio.run(story())


def test_not_heard(sqlite: Database, tmp_path: Path) -> None:
    """Nobody, another form, damaged on the way: nothing is kept."""

    async def story() -> None:
        site, body = Site(sqlite, tmp_path), msgspec.json.encode(STATUS)
        assert 401 == (await put(site, body, authorization="Bearer x")).status_code
        assert 400 == (await put(site, b'{"at_utc":1}')).status_code
        damaged = {"content-digest": digest_of(b"x")}
        assert 400 == (await put(site, body, **damaged)).status_code
        assert 415 == (await put(site, body, **{"content-type": "text/plain"})).status_code
        assert heard.last_heard(sqlite, site.till) is None

    asyncio.run(story())
