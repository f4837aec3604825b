"""archive.api.registrations: a till comes in by HTTP, and proves itself anew."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from archive.accounts import keys
from archive.accounts.keys import KeyOrder
from archive.accounts.tills import TillBook
from archive.api import registrations
from archive.api.app import FAULTS
from archive.api.digest import digest_of
from archive.api.registrations import BY_ADDRESS, MAX_BODY
from archive.index.database import Database
from archive.settings import ArchiveSection, HeadsSection, Settings
from archive.world import World
from firmware.accord.messages import Problem, Registered
from firmware.evidence.note import Verifier
from tests.archive.accounts.devices import Device
from tests.archive.accounts.ground import NOW, Clock, Ground
from tests.archive.keeping import world_of

JSON = {"content-type": "application/json"}
WITNESS = "w.example+1+AA=="


@dataclass
class Site:
    """The two routes of an archive with one tenant."""

    world: World
    clock: Clock
    tenant: str
    address: str = "192.0.2.7"
    sent: list[httpx.Response] = field(default_factory=list)

    async def post(
        self, path: str, body: bytes, changes: Mapping[str, str | None] | None = None
    ) -> httpx.Response:
        """Send a body, with other headers where a test wants them (None: without)."""
        app = Starlette(
            routes=registrations.routes(self.world),
            exception_handlers=dict(FAULTS),
        )
        transport = httpx.ASGITransport(app=app, client=(self.address, 1))
        said = {**JSON, "content-digest": digest_of(body), **(changes or {})}
        headers = {name: value for name, value in said.items() if value is not None}
        async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
            return await client.post(path, content=body, headers=headers)

    async def register(self, device: Device, key: str) -> httpx.Response:
        """Come in."""
        return await self.post("/v1/registrations", msgspec.json.encode(device.asks(key)))

    def key(self, uses: int = 1) -> str:
        """A key."""
        ends = NOW + timedelta(days=1)
        order = KeyOrder(shop_id=self.tenant, uses=uses, note="", expires_at=ends)
        return keys.issue(self.world.database, order, "o", NOW)


Story = Callable[[Site], Coroutine[object, object, None]]


@pytest.fixture
def run(database: Database, tmp_path: Path, clock: Clock) -> Callable[[Story], None]:
    """Tell a story on an archive of either kind."""
    world = world_of(database, tmp_path)
    settings = Settings(
        data=str(tmp_path),
        archive=ArchiveSection(name="kassa.example.at", links="https://bon.example.at/"),
        heads=HeadsSection(witnesses=(f"https://w.example {WITNESS}",)),
    )
    site = Site(replace(world, settings=settings, now_utc=clock), clock, Ground(database).tenant())
    return lambda story: asyncio.run(story(site))


@pytest.fixture
def clock() -> Clock:
    """It stands at NOW."""
    return Clock()


def problem(answer: httpx.Response) -> tuple[int, str]:
    """What a refusal says."""
    said = msgspec.json.decode(answer.content, type=Problem)
    assert answer.status_code == said.status
    return said.status, said.type


def test_a_till_comes_in(run: Callable[[Story], None]) -> None:
    """It is told all it needs to send and to doubt us."""

    async def story(site: Site) -> None:
        answer = await site.register(Device(), site.key())
        assert 201 == answer.status_code
        said = msgspec.json.decode(answer.content, type=Registered)
        assert f"kassa.example.at/till/{said.till_id}" == said.origin
        assert site.world.signer.verifier == Verifier.parse(said.archive_key)
        assert ((WITNESS,), "https://bon.example.at/") == (said.witness_keys, said.links)
        book = TillBook(site.world.database, site.clock)
        assert book.authenticate(said.till_id, said.password) is not None

    run(story)


def test_one_answer_to_every_bad_key(run: Callable[[Story], None]) -> None:
    """Wrong, mistyped, used: byte for byte the same."""

    async def story(site: Site) -> None:
        used = site.key()
        await site.register(Device(), used)
        answers = [await site.register(Device(), key) for key in ("", "0" * 48, used, "x")]
        assert {(403, "key")} == {problem(answer) for answer in answers}
        assert 1 == len({answer.content for answer in answers})

    run(story)


def test_a_register_that_is_taken(run: Callable[[Story], None]) -> None:
    """The key was good: the till is told what is wrong instead."""

    async def story(site: Site) -> None:
        key = site.key(uses=2)
        assert 201 == (await site.register(Device(), key)).status_code
        assert (409, "register") == problem(await site.register(Device(), key))

    run(story)


def test_guessing_is_stopped(run: Callable[[Story], None]) -> None:
    """From one address; a fleet of good keys is not."""

    async def story(site: Site) -> None:
        for number in range(BY_ADDRESS.most + 5):
            device = Device(f"MARKT-{number}")
            assert 201 == (await site.register(device, site.key())).status_code
        for _ in range(BY_ADDRESS.most):
            assert (403, "key") == problem(await site.register(Device(), ""))
        stopped = await site.register(Device(), site.key())
        assert (429, "too-many") == problem(stopped)
        assert "600" == stopped.headers["retry-after"]
        site.address = "198.51.100.1"
        assert 201 == (await site.register(Device("MARKT-X"), site.key())).status_code

    run(story)


@pytest.mark.parametrize(
    ("body", "changes", "status"),
    [
        (b"{}", {}, 400),
        (b"", {}, 400),
        (b"\xff", {}, 400),
        (b"[" * 10_000, {}, 400),
        (b"{}", {"content-digest": digest_of(b"x")}, 400),
        (b"{}", {"content-digest": None}, 400),
        (b"{}", {"content-type": "text/plain"}, 415),
        (b"x" * (MAX_BODY + 1), {}, 413),
    ],
)
def test_bodies_that_are_none(
    run: Callable[[Story], None], body: bytes, changes: dict[str, str | None], status: int
) -> None:
    """Refused at both routes, before anything is asked."""

    async def story(site: Site) -> None:
        for path in ("/v1/registrations", "/v1/tills/x/password"):
            assert status == (await site.post(path, body, changes)).status_code

    run(story)


def test_a_password_anew(run: Callable[[Story], None]) -> None:
    """Once for a signature; a replay is told the time; anything else finds no till."""

    async def story(site: Site) -> None:
        device, now = Device(), site.clock.now
        first = msgspec.json.decode(
            (await site.register(device, site.key())).content, type=Registered
        )
        path = f"/v1/tills/{first.till_id}/password"
        body = msgspec.json.encode(device.renews(first.till_id, now))
        answer = await site.post(path, body)
        assert 201 == answer.status_code
        said = msgspec.json.decode(answer.content, type=Registered)
        assert (first.till_id, first.origin, first.archive_key) == (
            said.till_id,
            said.origin,
            said.archive_key,
        )
        assert said.password != first.password
        replay = await site.post(path, body)
        assert (425, "clock") == problem(replay)
        assert "2026-11-21T09:30:00" in replay.text
        foreign = msgspec.json.encode(Device().renews(first.till_id, now))
        assert (404, "not-found") == problem(await site.post(path, foreign))
        assert (404, "not-found") == problem(await site.post("/v1/tills/x/password", body))
        TillBook(site.world.database, site.clock).revoke(first.till_id)
        site.clock.later(seconds=1)
        again = msgspec.json.encode(device.renews(first.till_id, site.clock.now))
        assert (404, "not-found") == problem(await site.post(path, again))

    run(story)
