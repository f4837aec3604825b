"""A whole archive in this process, and ways in which one could be wrong."""

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from archive.blobs.folder import FolderBlobs
from archive.conformance.checks import COMPATIBLE
from archive.index.database import Database
from archive.offers.book import Circle, OfferBook
from archive.offers.bundle import read_bundle
from archive.program.output import now_utc
from archive.program.rooms import app_of
from archive.program.welcome import first_words
from archive.world import World
from firmware.accord.batch import MAX_PLAIN_BYTES
from firmware.evidence.note import Signer, read_note
from tests.archive.keeping import releasing, world_of
from tests.archive.offers.bundles import bundle, manifest
from tests.archive.serving import Place, served

#: What is done to a request (headers, body) and to the JSON of an answer (status, object).
Coming = Callable[[str, dict[bytes, bytes], bytes], bytes]
Going = Callable[[str, int, dict[str, object]], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A wrong archive: what it does to what comes in and goes out, and who must notice."""

    found_by: str
    coming: Coming = lambda _path, _headers, body: body
    going: Going = lambda _path, status, _said: status


class Wrong:
    """An app with a fault planted around it."""

    def __init__(self, app: ASGIApp, fault: Fault) -> None:
        self._app = app
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, altered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        came = bytearray()
        while True:
            message = await receive()
            came += message.get("body", b"")
            if not message.get("more_body", False):
                break
        headers = dict(scope["headers"])
        body = self._fault.coming(scope["path"], headers, bytes(came))
        headers[b"content-length"] = str(len(body)).encode()
        scope["headers"] = list(headers.items())
        start: list[Message] = []
        answer = bytearray()

        async def again() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.append(message)
                return
            answer.extend(message.get("body", b""))
            if message.get("more_body", False):
                return
            said = json.loads(answer) if answer.startswith(b"{") else {}
            status = self._fault.going(scope["path"], start[0]["status"], said)
            out = json.dumps(said).encode() if said else bytes(answer)
            names = [one for one in start[0]["headers"] if one[0] != b"content-length"]
            names.append((b"content-length", str(len(out)).encode()))
            await send({**start[0], "status": status, "headers": names})
            await send({"type": "http.response.body", "body": out})

        await self._app(scope, again, kept)


@contextmanager
def standing(
    database: Database, folder: Path, fault: Fault | None = None
) -> Iterator[tuple[Place, str]]:
    """Where it is, and a registration key."""
    with releasing(folder):
        plain = world_of(database, folder)
        world = World(
            settings=plain.settings,
            database=database,
            blobs=FolderBlobs(folder / "blobs"),
            signer=plain.signer,
            now_utc=now_utc,
        )
        key = first_words(world, "https://localhost/", "")[0].split()[-1]
        path = bundle(folder / "made", manifest("1.3", COMPATIBLE), bytes(100_000))
        OfferBook(world).add(read_bundle(path), Circle(), "Neue Tasten")
        app = app_of(world)
        with served(app if fault is None else Wrong(app, fault)) as place:
            yield place, key


_OTHER: Final = Signer("kassa.example.at", Ed25519PrivateKey.from_private_bytes(bytes(32)))


def _another_key(_path: str, status: int, said: dict[str, object]) -> int:
    if isinstance(said.get("checkpoint"), str):
        text = read_note(str(said["checkpoint"])).text
        said["checkpoint"] = f"{text}\n{_OTHER.sign(text)}"
    return status


def _no_alarms(_path: str, status: int, said: dict[str, object]) -> int:
    said.pop("alarms", None)
    return status


def _says_yes(path: str, status: int, said: dict[str, object]) -> int:
    return 200 if path.endswith("/batches") and said.get("type") == "gap" else status


def _says_yes_to_forks(path: str, status: int, said: dict[str, object]) -> int:
    return 200 if path.endswith("/batches") and said.get("type") == "fork" else status


def _hides_strangers(_path: str, status: int, _said: dict[str, object]) -> int:
    return 403 if status == 404 else status


def _any_digest(path: str, headers: dict[bytes, bytes], body: bytes) -> bytes:
    if path.endswith("/batches"):
        digest = b64encode(sha256(body).digest()).decode()
        headers[b"content-digest"] = f"sha-256=:{digest}:".encode()
    return body


def _drops_a_row(path: str, headers: dict[bytes, bytes], body: bytes) -> bytes:
    if not path.endswith("/batches"):
        return body
    try:
        plain = zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_PLAIN_BYTES)
    except zstandard.ZstdError:
        return body
    lines = plain.splitlines(keepends=True)
    if len(lines) < 40:
        return body
    return _any_digest(path, headers, zstandard.ZstdCompressor().compress(b"".join(lines[:-1])))


def _alters_a_row(path: str, headers: dict[bytes, bytes], body: bytes) -> bytes:
    if not path.endswith("/batches") or b"book.identity" not in _plain(body):
        return body
    lines = _plain(body).splitlines()
    last = json.loads(lines[-1])
    last["journal"][-1] = sha256(b"another").hexdigest()
    lines[-1] = json.dumps(last).encode()
    packed = zstandard.ZstdCompressor().compress(b"\n".join(lines) + b"\n")
    return _any_digest(path, headers, packed)


def _plain(body: bytes) -> bytes:
    try:
        return zstandard.ZstdDecompressor().decompress(body, max_output_size=MAX_PLAIN_BYTES)
    except zstandard.ZstdError:
        return b""


def _another_bundle(_path: str, status: int, said: dict[str, object]) -> int:
    if isinstance(said.get("offer"), dict):
        said["offer"] = {**said["offer"], "sha256": "0" * 64}
    return status


def _offers_always(path: str, status: int, said: dict[str, object]) -> int:
    if path.endswith("/head") and "checkpoint" in said:
        said["offer"] = {"version": "1.3", "size": 1, "sha256": "0" * 64, "path": "/x"}
    return status


def _hides_ends(path: str, status: int, _said: dict[str, object]) -> int:
    return 206 if "/offers/" in path and status == 416 else status


FAULTS: Final = {
    "offers another bundle": Fault(found_by="offered image", going=_another_bundle),
    "offers with every answer": Fault(found_by="offered image", going=_offers_always),
    "gives bytes that are not there": Fault(found_by="offered image", going=_hides_ends),
    "signs with another key": Fault(found_by="empty log", going=_another_key),
    "names no alarm": Fault(found_by="bad evidence", going=_no_alarms),
    "takes a gap": Fault(found_by="gap", going=_says_yes),
    "takes a fork": Fault(found_by="fork", going=_says_yes_to_forks),
    "tells tills apart": Fault(found_by="strangers", going=_hides_strangers),
    "believes any digest": Fault(found_by="digest", coming=_any_digest),
    "drops a row": Fault(found_by="receipts", coming=_drops_a_row),
    "alters a row": Fault(found_by="first rows", coming=_alters_a_row),
}
