"""archive.heads.asking: an archive and its witnesses, over a real wire."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from archive.heads.asking import AskedWitness, Asking, witnesses_of
from archive.heads.errors import HeadsError, UnreachableError
from archive.heads.log import HeadLog
from archive.heads.witness import Witness
from archive.heads.witness_app import make_app
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.index.tables import cosignatures
from archive.settings import HeadsSection, SettingsError
from firmware.evidence.note import Signer, Verifier
from tests.archive.heads.ground import NAME, NOW, add_tills, grow, world_of
from tests.archive.heads.serving import served

SELF = Signer("zeuge.example", Ed25519PrivateKey.generate(), is_witness=True)


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """One for all requests."""
    with httpx.Client(timeout=10, trust_env=False) as client:
        yield client


def archive_of(database: Database, folder: Path, tills: int) -> HeadLog:
    """An archive with so many tills, published."""
    log = HeadLog(world_of(database, folder))
    add_tills(database, [f"till-{number}" for number in range(tills)])
    for number in range(tills):
        grow(database, f"till-{number}", 1)
        log.publish(NOW)
    return log


def witness(folder: Path) -> Witness:
    """A witness of this archive."""
    return Witness(SELF, {f"{NAME}/heads": [world_key()]}, folder, lambda: 1_800_000_000)


def world_key() -> Verifier:
    """The archive's, as `world_of` makes it."""
    return Signer(NAME, Ed25519PrivateKey.from_private_bytes(bytes(range(32)))).verifier


def test_each_checkpoint_is_cosigned(
    database: Database, tmp_path: Path, client: httpx.Client
) -> None:
    """C2SP tlog-witness: also the one after, with the proof between; and none twice."""
    log = archive_of(database, tmp_path, 3)
    with served(make_app(witness(tmp_path / "w"))) as url:
        asked = AskedWitness(url=url, key=SELF.verifier)
        asking = Asking(database, log.shelf, client)
        assert [True, False] == [asking.ask(asked), asking.ask(asked)]
        grow(database, "till-1", 4)
        log.publish(NOW)
        assert asking.ask(asked)
    found = log.shelf.last_note()
    assert found is not None
    assert (4, 1_800_000_000) == (found[0].size, found[1].signed_at(SELF.verifier))
    proof = log.proof("till/till-1", 5)
    assert proof is not None
    assert str(found[1]) == proof.checkpoint


def test_a_witness_that_is_down_is_asked_later(
    sqlite: Database, tmp_path: Path, client: httpx.Client
) -> None:
    """Publishing goes on, and what it missed it is led over by one proof."""
    log = archive_of(sqlite, tmp_path, 2)
    asking = Asking(sqlite, log.shelf, client)
    with served(make_app(witness(tmp_path / "w"))) as url:
        asking.ask(AskedWitness(url=url, key=SELF.verifier))
    for count in range(3):
        grow(sqlite, "till-0", count + 1)
        assert log.publish(NOW).is_ours
        with pytest.raises(UnreachableError, match=r"zeuge\.example"):
            asking.ask(AskedWitness(url="http://127.0.0.1:1", key=SELF.verifier))
    with served(make_app(witness(tmp_path / "w"))) as url:
        assert asking.ask(AskedWitness(url=url, key=SELF.verifier))


def test_a_lost_answer_is_asked_for_again(
    sqlite: Database, tmp_path: Path, client: httpx.Client
) -> None:
    """The witness cosigned and we do not know: its size leads us there."""
    log = archive_of(sqlite, tmp_path, 3)
    asking = Asking(sqlite, log.shelf, client)
    with served(make_app(witness(tmp_path / "w"))) as url:
        asked = AskedWitness(url=url, key=SELF.verifier)
        asking.ask(asked)
        with sqlite.write() as connection:
            connection.exec_driver_sql("DROP TRIGGER cosignatures_no_delete")
            connection.execute(sa.delete(cosignatures))
        assert asking.ask(asked)


def test_an_older_archive_is_told_so(
    sqlite: Database, tmp_path: Path, client: httpx.Client
) -> None:
    """An old backup was put back, and then went on: neither is cosigned."""
    log = archive_of(sqlite, tmp_path, 5)
    with served(make_app(witness(tmp_path / "w"))) as url:
        asked = AskedWitness(url=url, key=SELF.verifier)
        Asking(sqlite, log.shelf, client).ask(asked)
        old = Database(folder_url(_made(tmp_path / "old")))
        upgrade(old)
        try:
            older = archive_of(old, tmp_path / "old", 3)
            with pytest.raises(HeadsError, match="cosigned 5 heads of this log, and not these 3"):
                Asking(old, older.shelf, client).ask(asked)
            grow(old, "till-0", 7)
            grow(old, "till-1", 7)
            grow(old, "till-2", 7)
            older.publish(NOW)
            with pytest.raises(HeadsError, match="422"):
                Asking(old, older.shelf, client).ask(asked)
        finally:
            old.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@pytest.mark.parametrize(
    ("status", "text", "kind", "why"),
    [
        (200, "nonsense", "text/plain", "a note is text"),
        (200, "— zeuge.example AAAAAAAA\n", "text/plain", "not signed by its key"),
        (409, "x\n", "text/x.tlog.size", "without a size"),
        (409, "3\n", "text/html", "without a size"),
        (403, "no\n", "text/plain", "403 'no"),
        (200, "x" * 100_000, "text/plain", "without end"),
        (200, "nonsense", "text/plain; charset=undefined", "a note is text"),
        (403, "no\n", "text/plain; charset=idna", "403 'no"),
    ],
)
def test_an_answer_that_is_none(  # noqa: PLR0917 - one for each column
    sqlite: Database,
    tmp_path: Path,
    client: httpx.Client,
    status: int,
    text: str,
    kind: str,
    why: str,
) -> None:
    """It is named, and nothing of it is kept."""

    def answer(_request: object) -> Response:
        return Response(text, status, headers={"Content-Type": kind})

    log = archive_of(sqlite, tmp_path, 1)
    app = Starlette(routes=[Route("/add-checkpoint", answer, methods=["POST"])])
    with served(app) as url, pytest.raises(HeadsError, match=why):
        Asking(sqlite, log.shelf, client).ask(AskedWitness(url=url, key=SELF.verifier))
    with sqlite.read() as connection:
        assert 0 == connection.scalar(sa.select(sa.func.count()).select_from(cosignatures))


def test_a_fault_of_the_witness_is_no_accusation(
    sqlite: Database, tmp_path: Path, client: httpx.Client
) -> None:
    """5xx: asked again later."""

    def answer(_request: object) -> Response:
        return Response("fault\n", 503)

    log = archive_of(sqlite, tmp_path, 1)
    app = Starlette(routes=[Route("/add-checkpoint", answer, methods=["POST"])])
    with served(app) as url, pytest.raises(UnreachableError, match="503"):
        Asking(sqlite, log.shelf, client).ask(AskedWitness(url=url, key=SELF.verifier))


def test_lines_of_the_settings() -> None:
    """URL, space, key of a witness."""
    line = f"https://zeuge.example/ {SELF.verifier}"
    (found,) = witnesses_of(HeadsSection(witnesses=(line,)))
    assert ("https://zeuge.example", SELF.verifier) == (found.url, found.key)
    for wrong in ("", "https://x", f"ftp://x {SELF.verifier}", f"https://x {world_key()}"):
        with pytest.raises(SettingsError, match="witnesses"):
            witnesses_of(HeadsSection(witnesses=(wrong,)))
