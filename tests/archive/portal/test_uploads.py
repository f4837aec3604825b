"""archive.portal.uploads: files put in by hand, with and without a script."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx
import pytest
from starlette.applications import Starlette

from archive.accounts import views
from archive.accounts.visitor import Role
from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobError
from archive.packages import shelf
from archive.portal.routes import routes
from archive.replica.replica import Replicas
from firmware.store.reader import Reader
from tests.archive.keeping import releasing
from tests.archive.packages.zips import made, zipped
from tests.archive.portal.ground import Ground
from tests.export.audit.world import dep_of, write_export

NOW_UTC: Final = datetime(2026, 11, 20, tzinfo=UTC)
NAME: Final = "0" * 32


@contextmanager
def with_files(ground: Ground, folder: Path) -> Iterator[Ground]:
    """The ground with a place for files."""
    with releasing(folder / "blobs"):
        ground.world = replace(ground.world, blobs=FolderBlobs(folder / "blobs"))
        ground.door.app = Starlette(routes=routes(ground.world, Replicas(ground.world)))
        yield ground


@pytest.fixture
def site(ground: Ground, tmp_path: Path) -> Iterator[Ground]:
    """Somebody who may put something in."""
    with with_files(ground, tmp_path) as found:
        yield found


@pytest.fixture
def export(book_path: Path, tmp_path: Path) -> Path:
    """A folder from a stick of the till."""
    with Reader.open_read_only(book_path) as book:
        return write_export(book, tmp_path / "stick", NOW_UTC)


def send(site: Ground, content: bytes, name: str, **said: str) -> httpx.Response:
    """A form without a script."""
    return site.client.post(
        f"{site.tenant_path}/upload",
        data={"csrf": site.visitor.csrf, "till": site.own.id, **said},
        files={"file": (name, content)},
    )


def test_the_form(site: Ground) -> None:
    """In both languages, with each till and each kind."""
    for language in ("de", "en"):
        site.come(Role.OWNER, language)
        text = site.page(f"{site.tenant_path}/upload")
        assert site.own.id in text
        for kind in ("package", "dep7", "document"):
            assert f'value="{kind}"' in text


def test_a_sticks_zip(site: Ground, export: Path) -> None:
    """As if the till had sent it: examined, held against the log, kept, noted."""
    body = zipped(export).read_bytes()
    answer = send(site, body, "stick.zip", kind="package")
    assert 303 == answer.status_code, answer.text[:500]
    text = site.page(answer.headers["location"])
    assert "alles in Ordnung" in text
    assert "gleich wie im Archiv" in text
    fetched = site.client.get(answer.headers["location"] + "/file")
    assert body == fetched.content
    assert "attachment" in fetched.headers["content-disposition"]
    assert answer.headers["location"] == send(site, body, "x", kind="package").headers["location"]
    with site.world.database.read() as connection:
        pages = [one.what["page"] for one in views.read(connection, site.own.tenant_id, None, 9)]
    assert ["upload", "export", "package", "upload"] == pages


def test_one_that_is_none(site: Ground, tmp_path: Path) -> None:
    """It is kept, and the page says what is wrong, with every text escaped."""
    body = made(tmp_path / "z.zip", {"<script>alert(1)</script>/../up": b""}).read_bytes()
    answer = send(site, body, "<script>.zip", kind="package")
    text = site.page(answer.headers["location"])
    assert "nicht in Ordnung" in text
    assert "<script>alert" not in text


def test_a_dep7_of_any_till(site: Ground, export: Path) -> None:
    """§ 7 Abs 5 RKSV: the verdict is kept with the file."""
    content = (export / dep_of(export)).read_bytes()
    answer = send(site, content, "dep.json", kind="dep7")
    assert "alles in Ordnung" in site.page(answer.headers["location"])
    answer = send(site, b"{}", "dep.json", kind="dep7")
    assert "nicht in Ordnung" in site.page(answer.headers["location"])


def test_a_document(site: Ground) -> None:
    """Comes back byte for byte, and is never shown by the browser."""
    answer = send(site, b"<script>alert(1)</script>", "Prüf\u202ebericht.html", kind="document")
    path = answer.headers["location"]
    assert "abgelegt" in site.page(path)
    assert "Prüf_bericht.html" in site.page(f"{site.tenant_path}/documents")
    fetched = site.client.get(path.replace("/uploaded/", "/documents/"))
    assert b"<script>alert(1)</script>" == fetched.content
    assert "application/octet-stream" == fetched.headers["content-type"]
    assert fetched.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in fetched.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("content", "said", "words"),
    [
        (b"", {"kind": "document"}, "leer"),
        (b"x", {"kind": "nonsense"}, "was es ist"),
        (b"x", {}, "was es ist"),
        (b"x", {"kind": "package", "till": "foreign"}, "Kassa wählen"),
    ],
)
def test_refused(site: Ground, content: bytes, said: dict[str, str], words: str) -> None:
    """It is said on the form."""
    answer = send(site, content, "a", **said)
    assert 422 == answer.status_code
    assert words in answer.text


def test_no_file(site: Ground) -> None:
    """A form that was sent empty."""
    answer = site.client.post(
        f"{site.tenant_path}/upload", files={"csrf": (None, "x"), "kind": (None, "document")}
    )
    assert 422 == answer.status_code
    assert "keine Datei" in answer.text


def test_of_another_till(site: Ground, export: Path) -> None:
    """A till of another business cannot be chosen."""
    answer = send(site, zipped(export).read_bytes(), "z", kind="package", till=site.other.id)
    assert 422 == answer.status_code


def test_who_only_reads(site: Ground) -> None:
    """An auditor puts nothing in; who did not sign in neither."""
    site.come(Role.AUDITOR)
    assert 404 == send(site, b"x", "a", kind="document").status_code
    site.page(f"{site.tenant_path}/upload", 404)
    assert (
        404
        == site.client.post(f"{site.tenant_path}/upload/parts/{NAME}/1", content=b"x").status_code
    )
    site.door.visitor = None
    assert 303 == send(site, b"x", "a", kind="document").status_code


def complete(site: Ground, parts: int, **more: str) -> httpx.Response:
    """What the script says at the end."""
    claim = {"kind": "document", "name": "a.pdf", "parts": parts, "till": site.own.id, **more}
    return site.client.post(f"{site.tenant_path}/upload/complete/{NAME}", json=claim)


def test_in_parts(site: Ground) -> None:
    """In any order; which are there is said; it goes on to the result."""
    base = f"{site.tenant_path}/upload/parts/{NAME}"
    for number, part in ((2, b"two"), (1, b"one")):
        assert 204 == site.client.post(f"{base}/{number}", content=part).status_code
    there = site.client.get(base).json()
    assert [[1, sha256(b"one").hexdigest()], [2, sha256(b"two").hexdigest()]] == there
    answer = complete(site, 2)
    assert 200 == answer.status_code, answer.text
    path = answer.json()["go"].replace("/uploaded/", "/documents/")
    assert b"onetwo" == site.client.get(path).content
    assert [] == site.client.get(base).json()


def test_parts_that_are_missing(site: Ground) -> None:
    """In words, for whoever waits; what came stays for the next try."""
    base = f"{site.tenant_path}/upload/parts/{NAME}"
    site.client.post(f"{base}/1", content=b"one")
    answer = complete(site, 2)
    assert (409, "Es fehlen Teile der Datei. Bitte noch einmal hochladen.") == (
        answer.status_code,
        answer.json()["fault"],
    )
    assert 1 == len(site.client.get(base).json())
    site.client.post(f"{base}/2", content=b"two")
    assert 422 == complete(site, 2, kind="nonsense").status_code


def test_bounds(site: Ground) -> None:
    """Names, numbers, sizes and claims that are none."""
    base = f"{site.tenant_path}/upload"
    for path, body, status in (
        ("/parts/short/1", b"x", 404),
        (f"/parts/{NAME}/0", b"x", 404),
        (f"/parts/{NAME}/1001", b"x", 404),
        (f"/parts/{NAME}/1", b"", 413),
        (f"/parts/{NAME}/1", bytes(8 * 1024 * 1024 + 1), 413),
        (f"/complete/{NAME}", b"[]", 400),
        (f"/complete/{NAME}", b"\xff", 400),
        (f"/complete/{NAME}", b'{"kind":"document","name":"a","parts":0}', 400),
    ):
        assert (path, status) == (
            path,
            site.client.post(base + path, content=body).status_code,
        )


def test_later(site: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """A place for files that is down, and a day that is full."""

    def refuse(*_: object) -> None:
        raise BlobError("down")

    with monkeypatch.context() as patch:
        patch.setattr(site.world.blobs, "put_once", refuse)
        answer = send(site, b"x", "a", kind="document")
    assert 422 == answer.status_code
    assert "gerade nicht" in answer.text
    monkeypatch.setattr(shelf, "DAY_PACKAGES", 0)
    assert "Für heute" in send(site, b"x", "a", kind="package").text


@pytest.mark.parametrize("room", ["", f"/parts/{NAME}/1", f"/complete/{NAME}"])
@pytest.mark.parametrize("role", [None, Role.AUDITOR])
def test_nothing_is_read_of_who_may_put_nothing_in(
    site: Ground, room: str, role: Role | None
) -> None:
    """A thousand strangers with 16 MiB each would be all memory there is."""
    path = f"{site.tenant_path}/upload{room}"
    if role is None:
        site.door.visitor = None
    else:
        site.come(role)
    read = 0

    async def receive() -> dict[str, object]:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * 1000, "more_body": read < 10}

    sent: list[dict[str, object]] = []

    async def send_on(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(site.door(scope_of(path), receive, send_on))
    assert sent[0]["status"] in {303, 404}
    assert 0 == read


def scope_of(path: str) -> dict[str, object]:
    """A form on its way."""
    return {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"content-type", b"multipart/form-data; boundary=x")],
        "client": ("192.0.2.1", 1),
        "http_version": "1.1",
        "scheme": "https",
        "server": ("x", 1),
    }
