"""An archive in memory behind real HTTP, that keeps to the protocol until it is told to misbehave.

It judges nothing of the rows but their numbers and hashes; the real one is `archive/`.
"""

import ssl
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from uuid import uuid4

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from firmware.accord import batch
from firmware.accord.messages import (
    Ack,
    Conflict,
    HeadProof,
    Offer,
    PackageAck,
    PackageClaim,
    PartList,
    PasswordRenewal,
    Problem,
    Registered,
    Registration,
    TillStatus,
)
from firmware.evidence.heads import HeadLeaf, heads_origin, till_origin, till_subject
from firmware.evidence.merkle import leaf_hash, root_of
from firmware.evidence.note import Checkpoint, Signer
from firmware.store import line

NAME = "archive.test"
NOW = "2026-11-20T09:00:00+00:00"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer; `raw` goes out as it is instead of everything else."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes = b""
    is_silent: bool = False


@dataclass(slots=True, kw_only=True)
class FakeTill:
    """What the archive has of a till."""

    id: str
    password: str
    device_key: str
    installation_id: str
    hashes: list[str] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    statuses: list[TillStatus] = field(default_factory=list)
    packages: dict[str, bytes] = field(default_factory=dict)
    parts: dict[str, dict[int, bytes]] = field(default_factory=dict)
    is_revoked: bool = False


Trick = Callable[[Heard], Reply | None]


class FakeArchive:
    """Tills, requests and tricks; each trick is for one request, and passes where it gives None."""

    def __init__(self) -> None:
        self.signer = Signer(NAME, Ed25519PrivateKey.generate())
        self.keys: dict[str, str] = {}
        self.tills: dict[str, FakeTill] = {}
        self.heard: list[Heard] = []
        self.tricks: list[Trick] = []
        self.alarms: tuple[str, ...] = ()
        self.proven: dict[str, HeadProof] = {}
        self.heartbeat_s = 600
        self.bundle = b""
        self.offer: Offer | None = None
        self.links = "https://bon.test/"
        self.url = ""
        self.lock = Lock()
        self.stopping = Event()

    @property
    def till(self) -> FakeTill:
        """The only one."""
        (only,) = self.tills.values()
        return only

    def paths(self, end: str) -> list[Heard]:
        """Requests whose path ends so."""
        return [one for one in self.heard if one.path.split("?")[0].endswith(end)]

    def checkpoint(self, till: FakeTill, size: int | None = None) -> str:
        """The signed note of a till's log."""
        size = len(till.hashes) if size is None else size
        root = root_of(leaf_hash(bytes.fromhex(one)) for one in till.hashes[:size])
        checkpoint = Checkpoint(origin=till_origin(NAME, till.id), size=size, root=root)
        return checkpoint.signed(self.signer)

    def publish(self, till: FakeTill) -> HeadProof:
        """A log of heads with this one leaf."""
        size = len(till.hashes)
        root = root_of(leaf_hash(bytes.fromhex(one)) for one in till.hashes)
        leaf = HeadLeaf(subject=till_subject(till.id), size=size, root=root)
        note = Checkpoint(origin=heads_origin(NAME), size=1, root=leaf.hash).signed(self.signer)
        proof = HeadProof(leaf=leaf.text, index=0, path=(), checkpoint=note)
        self.proven[till.id] = proof
        return proof

    def respond(self, heard: Heard) -> Reply:
        """What the protocol says, unless a trick says otherwise."""
        with self.lock:
            self.heard.append(heard)
            if self.tricks:
                reply = self.tricks.pop(0)(heard)
                if reply is not None:
                    return reply
            return self.honest(heard)

    def honest(self, heard: Heard) -> Reply:
        """As the protocol says."""
        if heard.body and heard.headers.get("content-digest") != digest(heard.body):
            return problem(400, "malformed")
        if heard.path == "/v1/registrations":
            return self._register(msgspec.json.decode(heard.body, type=Registration))
        till = self.tills.get(heard.path.split("/")[3])
        if till is None:
            return problem(404, "not-found")
        if till.is_revoked:
            return problem(403, "forbidden")
        inside = "/".join(heard.path.split("?")[0].split("/")[4:])
        if inside == "password":
            return self._renew(till, msgspec.json.decode(heard.body, type=PasswordRenewal))
        if heard.headers.get("authorization") != f"Bearer {till.password}":
            return problem(401, "unauthorized")
        return self._inside(till, heard, inside)

    def _inside(self, till: FakeTill, heard: Heard, inside: str) -> Reply:
        match heard.method, inside.split("/"):
            case "GET", ["head"]:
                return self.ack(till)
            case "POST", ["batches"]:
                return self._take(till, heard.body)
            case "PUT", ["status"]:
                till.statuses.append(msgspec.json.decode(heard.body, type=TillStatus))
                return self.ack(till, self.offer)
            case "GET", ["offers", _] if self.offer is not None:
                return self._piece(heard)
            case "GET", ["proof"] if till.id in self.proven:
                return good(self.proven[till.id])
            case _, ["packages", name, *rest]:
                return self._package(till, heard, name, rest)
        return problem(404, "not-found")

    def _register(self, asked: Registration) -> Reply:
        installation = self.keys.get(asked.key, None)
        if installation is None:
            return problem(403, "forbidden")
        if installation not in ("", asked.installation_id):
            return problem(409, "conflict")
        self.keys[asked.key] = asked.installation_id
        known = [one for one in self.tills.values() if one.installation_id == asked.installation_id]
        till = known[0] if known else None
        if till is None:
            till = FakeTill(
                id=str(uuid4()),
                password="",
                device_key=asked.device_key,
                installation_id=asked.installation_id,
            )
            self.tills[till.id] = till
        return self._let_in(till)

    def _renew(self, till: FakeTill, asked: PasswordRenewal) -> Reply:
        key = Ed25519PublicKey.from_public_bytes(b64decode(till.device_key))
        said = f"standlkassa password 1\n{till.id}\n{asked.at_utc}\n".encode()
        try:
            key.verify(b64decode(asked.signature), said)
        except InvalidSignature:
            return problem(401, "unauthorized")
        return self._let_in(till)

    def _let_in(self, till: FakeTill) -> Reply:
        till.password = f"password-{uuid4()}"
        registered = Registered(
            till_id=till.id,
            password=till.password,
            origin=till_origin(NAME, till.id),
            archive_key=str(self.signer.verifier),
            links=self.links,
        )
        return good(registered, 201)

    def _take(self, till: FakeTill, body: bytes) -> Reply:
        lines = batch.unpack(body)
        units = [line.decode(one) for one in lines]
        if units[0].seq > len(till.hashes) + 1:
            return self.conflict(till, "gap")
        for text, unit in zip(lines, units, strict=True):
            if unit.seq <= len(till.hashes):
                if till.hashes[unit.seq - 1] != unit.hash:
                    return self.conflict(till, "fork")
                continue
            till.hashes.append(unit.hash)
            till.lines.append(text)
        return self.ack(till)

    def offer_to(self, till: FakeTill, bundle: bytes, version: str = "1.3") -> Offer:
        """From now on this bundle is offered."""
        digest = sha256(bundle).hexdigest()
        path = f"/v1/tills/{till.id}/offers/{digest}"
        self.bundle = bundle
        self.offer = Offer(
            version=version, size=len(bundle), sha256=digest, path=path, notes_de="Neue Tasten"
        )
        return self.offer

    def _piece(self, heard: Heard) -> Reply:
        first, last = map(int, heard.headers["range"].removeprefix("bytes=").split("-"))
        piece, size = self.bundle[first : last + 1], len(self.bundle)
        if self.offer is None or not heard.path.endswith(self.offer.sha256):
            return problem(404, "not-found")
        if not piece:
            return problem(416, "range")
        said = ("Content-Range", f"bytes {first}-{first + len(piece) - 1}/{size}")
        return Reply(status=206, body=piece, headers=(said, ("Content-Digest", digest(piece))))

    def ack(self, till: FakeTill, offer: Offer | None = None) -> Reply:
        """How far it is."""
        proof = self.proven.get(till.id)
        ack = Ack(
            checkpoint=self.checkpoint(till),
            time_utc=NOW,
            alarms=self.alarms,
            proven_size=0 if proof is None else int(proof.leaf.split("\n")[1]),
            heartbeat_s=self.heartbeat_s,
            links=self.links,
            offer=offer,
        )
        return good(ack)

    def conflict(self, till: FakeTill, kind: str) -> Reply:
        """Why a batch is not taken."""
        said = Conflict(
            type=kind,
            title=kind,
            status=409,
            next_seq=len(till.hashes) + 1,
            checkpoint=self.checkpoint(till),
        )
        return good(said, 409)

    def _package(self, till: FakeTill, heard: Heard, name: str, rest: list[str]) -> Reply:
        parts = till.parts.setdefault(name, {})
        match heard.method, rest:
            case "PUT", []:
                return self._keep(till, name, heard.body)
            case "GET", ["parts"]:
                listed = ((number, sha256(part).hexdigest()) for number, part in parts.items())
                return good(PartList(parts=tuple(sorted(listed))))
            case "POST", ["parts", number]:
                parts[int(number)] = heard.body
                return Reply(status=200)
            case "POST", ["complete"]:
                claim = msgspec.json.decode(heard.body, type=PackageClaim)
                whole = b"".join(parts[number + 1] for number in range(claim.parts))
                if (sha256(whole).hexdigest(), len(whole)) != (claim.sha256, claim.size):
                    return problem(422, "unreadable")
                return self._keep(till, name, whole)
        return problem(404, "not-found")

    def _keep(self, till: FakeTill, name: str, whole: bytes) -> Reply:
        is_new = name not in till.packages
        if not is_new and till.packages[name] != whole:
            return problem(409, "conflict")
        till.packages[name] = whole
        kept = PackageAck(
            external_id=name,
            sha256=sha256(whole).hexdigest(),
            size=len(whole),
            received_utc=NOW,
            retain_until="2033-12-31",
        )
        return good(kept, 201 if is_new else 200)


def good(message: msgspec.Struct, status: int = 200) -> Reply:
    """An answer as it should be."""
    body = msgspec.json.encode(message)
    return Reply(status=status, body=body, headers=(("Content-Digest", digest(body)),))


def problem(status: int, kind: str, *headers: tuple[str, str]) -> Reply:
    """An error as it should be."""
    said = Problem(type=kind, title=kind, status=status)
    return Reply(status=status, body=msgspec.json.encode(said), headers=headers)


def digest(body: bytes) -> str:
    """Content-Digest, reckoned here once more."""
    return f"sha-256=:{b64encode(sha256(body).digest()).decode()}:"


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = True

    def __init__(self, archive: FakeArchive) -> None:
        super().__init__(("127.0.0.1", 0), _Counter)
        self.archive = archive

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that hangs up, or does not trust us, is no error of ours."""


class _Counter(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    timeout = 30
    disable_nagle_algorithm = True

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        heard = Heard(method=self.command, path=self.path, headers=headers, body=body)
        self._send(self.server.archive.respond(heard))

    do_GET = do_POST = do_PUT = _answer  # noqa: N815 - as the standard library calls them

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _send(self, reply: Reply) -> None:
        with suppress(OSError):
            if reply.is_silent:
                self.close_connection = True
                self.server.archive.stopping.wait(30)
            elif reply.raw:
                self.close_connection = True
                self.wfile.write(reply.raw)
            else:
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)


@contextmanager
def running_archive(context: ssl.SSLContext | None = None) -> Iterator[FakeArchive]:
    """An archive that answers under `archive.url`, in TLS where a context is given."""
    archive = FakeArchive()
    listener = _Listener(archive)
    if context is not None:
        listener.socket = context.wrap_socket(
            listener.socket, server_side=True, do_handshake_on_connect=False
        )
    scheme, host = ("http", "127.0.0.1") if context is None else ("https", "localhost")
    archive.url = f"{scheme}://{host}:{listener.server_port}"
    thread = Thread(target=listener.serve_forever, args=(0.02,), name="archive", daemon=True)
    thread.start()
    try:
        yield archive
    finally:
        archive.stopping.set()
        listener.shutdown()
        listener.server_close()
        thread.join()
