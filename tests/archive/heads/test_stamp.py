"""archive.heads.stamp: checkpoints stamped by a real authority, over a real wire."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from archive.heads.errors import HeadsError, UnreachableError
from archive.heads.log import HeadLog
from archive.heads.stamp import Stamping, stamp_roots
from archive.index.database import Database
from archive.settings import HeadsSection, SettingsError
from firmware.evidence.stamp import roots_of, stamped_at
from tests.archive.heads.ground import NOW, add_tills, grow, world_of
from tests.archive.heads.serving import served
from tests.evidence.authority import Authority, founded


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """One for all requests."""
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for all."""
    return founded(tmp_path_factory.mktemp("tsa"))


def app_of(authority: Authority, answers: bytes | None = None, status: int = 200) -> Starlette:
    """The authority behind HTTP (RFC 3161 § 3.4)."""

    async def stamp(request: Request) -> Response:
        assert "application/timestamp-query" == request.headers["content-type"]
        said = authority.answer(await request.body()) if answers is None else answers
        return Response(said, status, media_type="application/timestamp-reply")

    return Starlette(routes=[Route("/tsa", stamp, methods=["POST"])])


def test_each_checkpoint_is_stamped_once(
    database: Database, tmp_path: Path, client: httpx.Client, authority: Authority
) -> None:
    """And the proof carries it."""
    log = HeadLog(world_of(database, tmp_path))
    add_tills(database, ["a"])
    stamping = Stamping(database, log.shelf, client)
    roots = roots_of(authority.roots.read_bytes())
    with served(app_of(authority)) as url:
        assert stamping.stamp(url + "/tsa", roots) is None
        grow(database, "a", 1)
        log.publish(NOW)
        at = stamping.stamp(url + "/tsa", roots)
        assert stamping.stamp(url + "/tsa", roots) is None
    assert at == stamped_at(log.shelf.stamp(1), log.shelf.note(1)[1].text, roots)


def test_what_is_no_stamp_is_not_kept(
    sqlite: Database, tmp_path: Path, client: httpx.Client, authority: Authority
) -> None:
    """Another authority, an old answer, nonsense, too much, a fault."""
    log = HeadLog(world_of(sqlite, tmp_path))
    add_tills(sqlite, ["a"])
    grow(sqlite, "a", 1)
    log.publish(NOW)
    stamping = Stamping(sqlite, log.shelf, client)
    roots = roots_of(authority.roots.read_bytes())
    other = roots_of(founded(tmp_path / "other").roots.read_bytes())
    with served(app_of(authority)) as url, pytest.raises(HeadsError, match="does not hold"):
        stamping.stamp(url + "/tsa", other)
    old = authority.folder / "answer"
    for said in (old.read_bytes(), b"nonsense", b"x" * 100_000):
        with served(app_of(authority, said)) as url, pytest.raises(HeadsError):
            stamping.stamp(url + "/tsa", roots)
    with served(app_of(authority, b"", 500)) as url, pytest.raises(UnreachableError):
        stamping.stamp(url + "/tsa", roots)
    with pytest.raises(UnreachableError):
        stamping.stamp("http://127.0.0.1:1/tsa", roots)
    assert b"" == log.shelf.stamp(1)


def test_roots_of_the_settings(tmp_path: Path, authority: Authority) -> None:
    """Stamps without roots would be stamps by anybody."""
    assert () == stamp_roots(HeadsSection())
    good = HeadsSection(stamp_url="https://tsa.example", stamp_roots=str(authority.roots))
    assert 1 == len(stamp_roots(good))
    for wrong in ("", str(tmp_path / "none"), str(authority.folder / "serial")):
        with pytest.raises(SettingsError, match="stamp_roots"):
            stamp_roots(HeadsSection(stamp_url="https://tsa.example", stamp_roots=wrong))
