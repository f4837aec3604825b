"""imager.fetch: packages, each held against its hash."""

from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from imager.errors import BuildError
from imager.fetch import Shelf, Sources
from imager.lock import Package

CONTENT = b"a package"
DAY = "20261122T000000Z"
PACKAGE = Package(
    name="bash",
    version="5.2+x",
    architecture="arm64",
    size=len(CONTENT),
    sha256=sha256(CONTENT).hexdigest(),
    place="debian/pool/main/b/bash/bash_5.2+x_arm64.deb",
)


class Mirror(HTTPServer):
    """Has what it is told to have; remembers what it was asked; misbehaves at first."""

    has: dict[str, bytes]
    asked: list[str]
    torn: int
    busy: int


class _Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Mirror)
        self.server.asked.append(self.path)
        if self.server.torn:
            self.server.torn -= 1
            return
        if self.server.busy:
            self.server.busy -= 1
            self.send_error(503)
            return
        content = self.server.has.get(self.path)
        self.send_response(404 if content is None else 200)
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@pytest.fixture
def mirror() -> Iterator[Mirror]:
    """A mirror on this machine."""
    with Mirror(("127.0.0.1", 0), _Answer) as server:
        server.has, server.asked, server.torn, server.busy = {}, [], 0, 0
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def said() -> list[str]:
    """What the builder is told."""
    return []


@pytest.fixture
def shelf(mirror: Mirror, tmp_path: Path, said: list[str]) -> Shelf:
    """An empty shelf; the archive of all versions is a folder of the same mirror."""
    url = f"http://127.0.0.1:{mirror.server_port}/"
    sources = Sources(mirror=url, snapshot=f"{url}snapshot/", pauses_s=(0, 0))
    return Shelf(tmp_path / "debs", day=DAY, say=said.append, sources=sources)


NOW = "/debian/pool/main/b/bash/bash_5.2%2Bx_arm64.deb"
THEN = f"/snapshot/debian/{DAY}/pool/main/b/bash/bash_5.2%2Bx_arm64.deb"


def test_once(shelf: Shelf, mirror: Mirror) -> None:
    """Fetched, and the next build takes it from the shelf."""
    mirror.has[NOW] = CONTENT
    (path,) = shelf.take([PACKAGE])
    assert path.read_bytes() == CONTENT
    assert (path,) == shelf.take([PACKAGE])
    assert [NOW] == mirror.asked


def test_gone_from_the_mirror(shelf: Shelf, mirror: Mirror, said: list[str]) -> None:
    """Debian has replaced it: the archive of all versions has it, and the log says so."""
    mirror.has[THEN] = CONTENT
    (path,) = shelf.take([PACKAGE])
    assert path.read_bytes() == CONTENT
    assert [NOW, THEN] == mirror.asked
    assert "no longer on" in said[0]


def test_gone_from_everywhere(shelf: Shelf) -> None:
    """Whoever builds learns which one, and what to do."""
    with pytest.raises(BuildError, match="make image-lock"):
        shelf.take([PACKAGE])


def test_another_content(shelf: Shelf, mirror: Mirror) -> None:
    """What a mirror, or somebody on the way, made of it is not taken, nor kept."""
    mirror.has[NOW] = b"something else"
    with pytest.raises(BuildError, match="SHA-256"):
        shelf.take([PACKAGE])
    mirror.has[NOW] = CONTENT
    (path,) = shelf.take([PACKAGE])
    assert path.read_bytes() == CONTENT


def test_rotten_on_the_shelf(shelf: Shelf, mirror: Mirror) -> None:
    """What lies there is held against the hash as well."""
    mirror.has[NOW] = CONTENT
    (path,) = shelf.take([PACKAGE])
    path.write_bytes(b"a packagf")
    shelf.take([PACKAGE])
    assert path.read_bytes() == CONTENT


def test_a_hiccup(shelf: Shelf, mirror: Mirror, said: list[str]) -> None:
    """A connection torn, a mirror too busy: asked again, and the log says so each time."""
    mirror.has[NOW] = CONTENT
    mirror.torn = mirror.busy = 1
    (path,) = shelf.take([PACKAGE])
    assert path.read_bytes() == CONTENT
    assert [NOW] * 3 == mirror.asked
    assert 2 == len(said)
    assert all("asking again" in one for one in said)


def test_a_long_hiccup(shelf: Shelf, mirror: Mirror) -> None:
    """It is not asked for ever; and the archive of all versions is for what is gone."""
    mirror.has[THEN] = CONTENT
    mirror.busy = 3
    with pytest.raises(BuildError, match="503"):
        shelf.take([PACKAGE])
    assert [NOW] * 3 == mirror.asked


def test_no_mirror(tmp_path: Path) -> None:
    """Without a net the builder is told so, and no archive is asked."""
    nowhere = Sources(mirror="http://127.0.0.1:9/", pauses_s=())
    shelf = Shelf(tmp_path, day=DAY, say=lambda _: None, sources=nowhere)
    with pytest.raises(BuildError, match="cannot be reached"):
        shelf.take([PACKAGE])
