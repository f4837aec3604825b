"""archive.api.offers: what a till fetches of the bundle it is offered, and what nobody gets."""

import asyncio
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from archive.accounts.tills import TillBook
from archive.api import offers, status
from archive.api.app import FAULTS
from archive.api.digest import digest_of
from archive.api.offers import PIECE_BYTES, Offers
from archive.api.pace import Pace
from archive.api.till_door import TillDoor
from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobError
from archive.index.database import Database
from archive.offers.book import Circle, OfferBook
from archive.offers.bundle import read_bundle
from archive.offers.reading import OpenBundles
from archive.world import World
from firmware.accord.messages import Ack, Offer, Problem, TillStatus
from tests.archive.accounts.ground import Ground
from tests.archive.keeping import releasing, world_of
from tests.archive.offers.bundles import COMPATIBLE, bundle

STATUS = TillStatus(at_utc="2026-11-21T18:00:00+00:00", image="1.2", compatible=COMPATIBLE)


class Site:
    """An archive that offers one till a bundle."""

    def __init__(self, world: World, path: Path) -> None:
        self.world, self.content = world, path.read_bytes()
        self.digest = sha256(self.content).hexdigest()
        self.ground = Ground(world.database)
        self.till = self.ground.till(self.ground.tenant())
        self.other = self.ground.till(self.ground.tenant("Maier"))
        self.book = OfferBook(world)
        self.book.add(read_bundle(path), Circle(till_id=self.till), "Neue Tasten")
        self.door = TillDoor(world.database, TillBook(world.database))

    def app(self) -> Starlette:
        """Status and bundles."""
        routes = [*status.routes(self.world, self.door), *offers.routes(self.world, self.door)]
        return Starlette(routes=routes, exception_handlers=dict(FAULTS))

    def ask(
        self, *ranges: str, till: str = "", digest: str = "", app: Starlette | None = None
    ) -> list[httpx.Response]:
        """Ask for pieces, one after the other; an empty range is none."""
        path = offers.PATH.format(till=till or self.till, sha256=digest or self.digest)

        async def all_of() -> list[httpx.Response]:
            transport = httpx.ASGITransport(app=app or self.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
                said = {"authorization": f"Bearer {self.ground.passwords[till or self.till]}"}
                return [
                    await client.get(path, headers={**said, **({"range": one} if one else {})})
                    for one in ranges
                ]

        return asyncio.run(all_of())

    def tell(self, said: TillStatus, till: str = "") -> Ack:
        """What the answer to a status is."""
        till, body = till or self.till, msgspec.json.encode(said)

        async def told() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://a") as client:
                headers = {
                    "authorization": f"Bearer {self.ground.passwords[till]}",
                    "content-digest": digest_of(body),
                    "content-type": "application/json",
                }
                path = f"/v1/tills/{till}/status"
                return await client.put(path, content=body, headers=headers)

        return msgspec.json.decode(asyncio.run(told()).content, type=Ack)


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Iterator[Site]:
    """Files in a folder."""
    with releasing(tmp_path):
        world = world_of(database, tmp_path / "data", FolderBlobs(tmp_path / "blobs"))
        yield Site(world, bundle(tmp_path / "made"))


def word(answer: httpx.Response) -> str:
    """Which error it is."""
    return msgspec.json.decode(answer.content, type=Problem).type


def test_said_in_the_answer_to_a_status(site: Site) -> None:
    """To a till it is for, while it runs something older; withdrawn, to nobody."""
    expected = Offer(
        version="1.3",
        size=len(site.content),
        sha256=site.digest,
        path=f"/v1/tills/{site.till}/offers/{site.digest}",
        notes_de="Neue Tasten",
    )
    assert expected == site.tell(STATUS).offer
    assert site.tell(STATUS, site.other).offer is None
    assert site.tell(msgspec.structs.replace(STATUS, image="1.3")).offer is None
    assert site.tell(msgspec.structs.replace(STATUS, compatible="")).offer is None
    site.book.withdraw("1.3")
    assert site.tell(STATUS).offer is None


def test_piece_by_piece(site: Site) -> None:
    """Each says where it stands and what its digest is; together they are the bundle."""
    size = len(site.content)
    answers = site.ask("bytes=0-499", "bytes=500-999", "bytes=1000-")
    assert [206] * 3 == [one.status_code for one in answers]
    assert site.content == b"".join(one.content for one in answers)
    last = answers[-1]
    assert f"bytes 1000-{size - 1}/{size}" == last.headers["content-range"]
    assert digest_of(last.content) == last.headers["content-digest"]
    assert offers.MEDIA == last.headers["content-type"]
    (more,) = site.ask(f"bytes={size - 1}-{size + 500}")
    assert site.content[-1:] == more.content


def test_never_more_than_a_piece(database: Database, tmp_path: Path) -> None:
    """What was asked beyond it is asked for again."""
    with releasing(tmp_path):
        world = world_of(database, tmp_path / "data", FolderBlobs(tmp_path / "blobs"))
        site = Site(world, bundle(tmp_path / "made", payload=bytes(PIECE_BYTES + 7)))
        first, second = site.ask("bytes=0-", f"bytes={PIECE_BYTES}-")
    assert PIECE_BYTES == len(first.content)
    assert site.content == first.content + second.content


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("", 400),
        ("bytes=5", 400),
        ("bytes=-5", 400),
        ("bytes=0-1,5-6", 400),
        ("lines=0-1", 400),
        ("bytes=9-8", 416),
        ("bytes=999999999999999-", 416),
    ],
)
def test_no_range(asked: str, status: int, site: Site) -> None:
    """One range of bytes that are there, and nothing else."""
    (answer,) = site.ask(asked)
    assert (status, {400: "malformed", 416: "range"}[status]) == (answer.status_code, word(answer))
    if status == 416:
        assert f"bytes */{len(site.content)}" == answer.headers["content-range"]


def test_not_for_others(site: Site) -> None:
    """Another's offer, a file that is none, one that was withdrawn: there is no such thing."""
    asked = "bytes=0-9"
    (other,) = site.ask(asked, till=site.other)
    (none,) = site.ask(asked, digest="0" * 64)
    (strange,) = site.ask(asked, digest="..%2f..")
    site.book.withdraw("1.3")
    (withdrawn,) = site.ask(asked)
    assert {404} == {one.status_code for one in (other, none, strange, withdrawn)}


def test_nobody(site: Site) -> None:
    """Without its password."""
    site.ground.passwords[site.till] = "guessed"
    (answer,) = site.ask("bytes=0-9")
    assert 401 == answer.status_code


def test_a_till_that_asks_too_often(site: Site) -> None:
    """It waits, and others do not."""
    slow = Offers(site.world, site.door, Pace(burst=2, per_s=0.1))
    app = Starlette(routes=[offers.Route(offers.PATH, slow.get)], exception_handlers=dict(FAULTS))
    answers = site.ask(*["bytes=0-0"] * 3, app=app)
    assert [206, 206, 429] == [one.status_code for one in answers]
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 10


def test_files_that_cannot_be_read_now(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The till asks again later."""

    def away(*_: object) -> bytes:
        raise BlobError("away")

    monkeypatch.setattr(OpenBundles, "piece", away)
    (answer,) = site.ask("bytes=0-9")
    assert (503, "30") == (answer.status_code, answer.headers["retry-after"])


def test_too_many_at_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows come first: who fetches is asked to come again."""
    monkeypatch.setattr(offers, "WAITING", 0)
    (answer,) = site.ask("bytes=0-9")
    assert 503 == answer.status_code
