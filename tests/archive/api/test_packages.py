"""archive.api.packages: what a till may do with its packages, and what nobody may."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import msgspec
import pytest
from starlette.applications import Starlette

from archive.accounts.tills import TillBook
from archive.api import packages as routes_of_packages
from archive.api.app import FAULTS
from archive.api.digest import digest_of
from archive.api.packages import PackageList
from archive.api.till_door import TillDoor
from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobError
from archive.index.database import Database
from archive.packages import shelf as shelves
from archive.packages.parts import PART_BYTES
from archive.replica.replica import Replicas
from firmware.accord.messages import PackageAck, PackageClaim, PartList, Problem
from tests.archive.accounts.ground import Ground
from tests.archive.keeping import keep, releasing, world_of
from tests.archive.packages.conftest import Sent
from tests.archive.packages.conftest import sent as _sent
from tests.archive.packages.zips import made

sent = _sent
NAME: str = "GRAZ-01-z1"


class Site:
    """An archive with two tills of two businesses."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.blobs = FolderBlobs(folder / "blobs")
        self.database = database
        world = world_of(database, folder / "data", self.blobs)
        self.ground = Ground(database)
        self.till = self.ground.till(self.ground.tenant(), "GRAZ-01")
        self.other = self.ground.till(self.ground.tenant("Maier"), "WIEN-01")
        door = TillDoor(database, TillBook(database))
        self.app = Starlette(
            routes=routes_of_packages.routes(world, Replicas(world), door),
            exception_handlers=dict(FAULTS),
        )
        self.scratch = folder / "data" / "tmp"

    def run(self, *asking: "Ask") -> list[httpx.Response]:
        """Ask one after the other, in one loop."""

        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://archive") as client:
                return [await one(client) for one in asking]

        return asyncio.run(ask())

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        *,
        till: str = "",
        password: str | None = None,
        **headers: str,
    ) -> "Ask":
        """One request, as the till itself unless said otherwise."""
        secret = self.ground.passwords[till or self.till] if password is None else password
        said = {"authorization": f"Bearer {secret}"}
        if body is not None:
            said |= {"content-digest": digest_of(body), "content-type": "application/zip"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        url = f"/v1/tills/{till or self.till}/packages{path}"
        return lambda client: client.request(method, url, content=body, headers=said)

    def put(self, body: bytes, name: str = NAME, **headers: str) -> "Ask":
        """A whole package."""
        return self.ask("PUT", f"/{name}", body, **headers)


Ask = Callable[[httpx.AsyncClient], Awaitable[httpx.Response]]


@pytest.fixture
def site(sqlite: Database, tmp_path: Path) -> Iterator[Site]:
    """Empty."""
    with releasing(tmp_path / "blobs"):
        yield Site(sqlite, tmp_path)


@pytest.fixture
def either(database: Database, tmp_path: Path) -> Iterator[Site]:
    """The same on both kinds of database."""
    with releasing(tmp_path / "blobs"):
        yield Site(database, tmp_path)


def ack_of(answer: httpx.Response) -> PackageAck:
    """What a good answer says."""
    assert answer.status_code in (200, 201), answer.text
    return msgspec.json.decode(answer.content, type=PackageAck)


def word_of(answer: httpx.Response) -> tuple[int, str]:
    """Status and word of a refusal."""
    said = msgspec.json.decode(answer.content, type=Problem)
    assert answer.status_code == said.status
    return said.status, said.type


def test_put_and_again(either: Site, sent: Sent) -> None:
    """201, then 200 with the same answer; another one of the name is 409."""
    keep(either.database, sent.rows, either.till)
    first, second = (path.read_bytes() for path in sent.packages)
    made_new, again, other, listed = either.run(
        either.put(first), either.put(first), either.put(second), either.ask("GET", "")
    )
    assert (201, 200) == (made_new.status_code, again.status_code)
    ack = ack_of(made_new)
    assert ack == ack_of(again)
    assert (NAME, sha256(first).hexdigest(), len(first)) == (
        ack.external_id,
        ack.sha256,
        ack.size,
    )
    assert ("2033-12-31", ()) == (ack.retain_until, ack.findings)
    assert (409, "other") == word_of(other)
    assert (ack,) == msgspec.json.decode(listed.content, type=PackageList).packages
    assert [] == list(either.scratch.iterdir())


def test_in_parts(either: Site, sent: Sent) -> None:
    """In any order, each as often as it likes; and complete asked twice, for an answer was lost."""
    body = sent.packages[0].read_bytes()
    size = len(body) // 3 + 1
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    claim = PackageClaim(sha256=sha256(body).hexdigest(), size=len(body), parts=3)
    complete = either.ask("POST", f"/{NAME}/complete", msgspec.json.encode(claim))
    put = [
        either.ask("POST", f"/{NAME}/parts/{number}", part)
        for number, part in enumerate(parts, start=1)
    ]
    listing = either.ask("GET", f"/{NAME}/parts")
    too_early, *_, listed = either.run(put[2], complete, put[0], put[0], listing)[0:5]
    assert 200 == too_early.status_code
    there = msgspec.json.decode(listed.content, type=PartList).parts
    assert [1, 3] == [number for number, _ in there]
    assert sha256(parts[0]).hexdigest() == there[0][1]
    missing, _, done, once_more, left = either.run(complete, put[1], complete, complete, listing)
    assert (409, "parts") == word_of(missing)
    assert (201, 200) == (done.status_code, once_more.status_code)
    assert ack_of(done) == ack_of(once_more)
    assert () == msgspec.json.decode(left.content, type=PartList).parts


def test_parts_that_make_another_file(site: Site) -> None:
    """They come again: which of them is wrong nobody knows."""
    claim = PackageClaim(sha256="0" * 64, size=1, parts=1)
    complete = site.ask("POST", f"/{NAME}/complete", msgspec.json.encode(claim))
    _, refused, left = site.run(
        site.ask("POST", f"/{NAME}/parts/1", b"x"), complete, site.ask("GET", f"/{NAME}/parts")
    )
    assert (409, "parts") == word_of(refused)
    assert () == msgspec.json.decode(left.content, type=PartList).parts


def test_complete_against_another(site: Site, sent: Sent) -> None:
    """The name is taken, and by other bytes."""
    body = sent.packages[0].read_bytes()
    claim = PackageClaim(sha256="0" * 64, size=1, parts=1)
    _, refused = site.run(
        site.put(body), site.ask("POST", f"/{NAME}/complete", msgspec.json.encode(claim))
    )
    assert (409, "other") == word_of(refused)


def test_bad_ones_are_answered_for(site: Site, tmp_path: Path) -> None:
    """201 with the words of what is wrong: the till need not send it for ever."""
    bomb = made(tmp_path / "z.zip", {"../up": b""}).read_bytes()
    (answer, junk) = site.run(site.put(bomb), site.put(b"no zip", "junk"))
    assert "leads elsewhere" in ack_of(answer).findings[0]
    assert "no ZIP" in ack_of(junk).findings[0]


def test_damaged_on_the_way(site: Site, sent: Sent) -> None:
    """400, nothing kept; without a digest it is not even read."""
    body = sent.packages[0].read_bytes()
    answers = site.run(
        site.put(body, content_digest=digest_of(b"other")),
        site.put(body, content_digest=""),
        site.put(body, content_digest="sha-256=:abc:"),
        site.ask("POST", f"/{NAME}/parts/1", b"x", content_digest=digest_of(b"y")),
        site.ask("POST", f"/{NAME}/parts/1", b"x", content_digest=""),
    )
    assert [(400, "digest")] * 5 == [word_of(one) for one in answers]
    (listed,) = site.run(site.ask("GET", ""))
    assert () == msgspec.json.decode(listed.content, type=PackageList).packages


def test_bounds(site: Site) -> None:
    """By what the request says of itself, before a byte of it is read."""
    ten_gb = str(10 * 1024**3)
    huge = PackageClaim(sha256="0" * 64, size=10 * 1024**3, parts=1)
    answers = site.run(
        site.put(b"x", content_length=ten_gb),
        site.ask("POST", f"/{NAME}/parts/1", b"x", content_length=str(PART_BYTES + 1)),
        site.ask("POST", f"/{NAME}/complete", msgspec.json.encode(huge)),
        site.ask("POST", f"/{NAME}/complete", b"x" * 5000),
        site.put(b"x", content_type="text/plain"),
        site.ask("POST", f"/{NAME}/complete", b"[]"),
        site.ask("POST", f"/{NAME}/complete", b"\xff"),
    )
    assert [413, 413, 413, 413, 415, 400, 400] == [one.status_code for one in answers]


@pytest.mark.parametrize("name", ["..", ".a", "a%2F..%2Fb", "x" * 101, "ä", "a b", "%00"])
def test_names_that_are_none(site: Site, name: str) -> None:
    """There is nothing of such a name, and never will be."""
    answers = site.run(
        site.put(b"x", name),
        site.ask("GET", f"/{name}/parts"),
        site.ask("POST", f"/{name}/parts/1", b"x"),
        site.ask("POST", f"/{name}/complete", b"{}"),
    )
    assert {404} >= {one.status_code for one in answers} - {405}


@pytest.mark.parametrize("number", ["0", "-1", "10001", "x", "9" * 30])
def test_numbers_that_are_none(site: Site, number: str) -> None:
    """Parts are counted from 1."""
    (answer,) = site.run(site.ask("POST", f"/{NAME}/parts/{number}", b"x"))
    assert 404 == answer.status_code


def test_of_others(site: Site, sent: Sent) -> None:
    """A till that is not this one, or none at all: 404 for tills, 401 for strangers."""
    site.run(site.put(sent.packages[0].read_bytes()))
    paths = [
        ("GET", "", None),
        ("PUT", f"/{NAME}", b"x"),
        ("GET", f"/{NAME}/parts", None),
        ("POST", f"/{NAME}/parts/1", b"x"),
        ("POST", f"/{NAME}/complete", b"{}"),
    ]
    foreign = site.ground.passwords[site.other]
    answers = site.run(*(site.ask(*one, password=foreign) for one in paths))
    assert [404] * 5 == [one.status_code for one in answers]
    answers = site.run(*(site.ask(*one, password="guessed") for one in paths))
    assert [401] * 5 == [one.status_code for one in answers]
    (own,) = site.run(site.ask("GET", "", till=site.other))
    assert () == msgspec.json.decode(own.content, type=PackageList).packages


def test_a_till_gone_mad(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 with a pause; its other packages stay."""
    monkeypatch.setattr(shelves, "DAY_PACKAGES", 1)
    _, refused = site.run(site.put(b"x"), site.put(b"y", "second"))
    assert (429, "quota") == word_of(refused)
    assert "3600" == refused.headers["retry-after"]


def test_files_cannot_be_kept(site: Site, sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    """503 with a pause, nothing acknowledged; later it is taken."""

    def refuse(*_: object) -> None:
        raise BlobError("secret.example.at refused")

    body = sent.packages[0].read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(site.blobs, "put_once", refuse)
        (refused,) = site.run(site.put(body))
    assert (503, "blobs") == word_of(refused)
    assert "secret" not in refused.text
    assert refused.headers["retry-after"]
    (taken,) = site.run(site.put(body))
    assert 201 == taken.status_code


def test_parts_stay_while_files_cannot_be_kept(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The till asks to complete again, and need not send them once more."""

    def refuse(*_: object) -> None:
        raise BlobError("down")

    claim = PackageClaim(sha256=sha256(b"x").hexdigest(), size=1, parts=1)
    complete = site.ask("POST", f"/{NAME}/complete", msgspec.json.encode(claim))
    with monkeypatch.context() as patch:
        patch.setattr(site.blobs, "put_once", refuse)
        _, refused = site.run(site.ask("POST", f"/{NAME}/parts/1", b"x"), complete)
    (done,) = site.run(complete)
    assert (503, 201) == (refused.status_code, done.status_code)


def test_no_room(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is said as such, and passes."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("tempfile.mkstemp", full)
        (refused,) = site.run(site.put(b"x"))
    assert (503, "unavailable") == word_of(refused)


def test_busy(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many wait, and no more."""
    monkeypatch.setattr(routes_of_packages, "WAITING", 0)
    (refused,) = site.run(site.put(b"x"))
    assert 503 == refused.status_code
    assert refused.headers["retry-after"]
