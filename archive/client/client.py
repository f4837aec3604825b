"""A till's side of the protocol in one file: take it along into another till.

Needs Python's standard library, `zstandard` and `cryptography`. It registers, sends lines, says how
the till is, hands over day packages, and believes no answer: it reckons the root of its log itself
and verifies every checkpoint. docs/archive/protocol.md says the rest: when to send, what to keep.
"""

import hashlib
import http.client
import json
import ssl
from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MAX_ANSWER: Final = 1024 * 1024
TIMEOUT_S: Final = 30.0
_KEY_ID_BYTES: Final = 4
#: A public key of a note: one byte for its kind, 32 for the key.
_ED25519: Final = b"\x01"


class ClientError(Exception):
    """The archive said something that cannot be believed; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back; `said` is the JSON object of the body, empty without one."""

    status: int
    headers: Mapping[str, str]
    said: Mapping[str, object]
    content: bytes = b""

    def text(self, name: str) -> str:
        """A member that is a text.

        Raises:
            ClientError: it is not there.
        """
        found = self.said.get(name)
        if not isinstance(found, str):
            raise ClientError(f"{self.status}: no {name} in the answer: {dict(self.said)}")
        return found


@dataclass(slots=True)
class Tree:
    """A Merkle tree as far as growing needs it (RFC 6962 § 2.1): one hash for each bit of size."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def grow(self, row_hash: str) -> None:
        """One more row, by the 64 hex digits of its hash."""
        node, rest = _sha256(b"\x00" + bytes.fromhex(row_hash)), self.size
        while rest & 1:
            node = _sha256(b"\x01" + self.hashes.pop() + node)
            rest >>= 1
        self.hashes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Over all rows so far."""
        if not self.hashes:
            return _sha256(b"")
        *left, node = self.hashes
        for one in reversed(left):
            node = _sha256(b"\x01" + one + node)
        return node


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far the archive says a log has come."""

    origin: str
    size: int
    root: bytes


def verified(note: str, archive_key: str) -> Checkpoint:
    """The checkpoint of a signed note (C2SP signed-note and tlog-checkpoint).

    Raises:
        ClientError: it is none, or not signed by this key (`name+keyid+base64`).
    """
    try:
        return _verified(note, archive_key)
    except ValueError as error:
        # A number that is none, base64 that is none, half a character of JSON.
        raise ClientError(f"no note, or no key of one: {error}") from error


def _verified(note: str, archive_key: str) -> Checkpoint:
    name, key_id, encoded = archive_key.split("+", 2)
    typed = b64decode(encoded)
    expected = _sha256(name.encode() + b"\n" + typed)[:_KEY_ID_BYTES]
    if typed[:1] != _ED25519 or expected.hex() != key_id:
        raise ClientError(f"{archive_key!r} is no key of a note")
    text, gap, lines = note.rpartition("\n\n")
    text += "\n"
    for line in lines.splitlines():
        dash, signer, signature = [*line.split(" "), "", ""][:3]
        raw = b64decode(signature)
        if (dash, signer, raw[:_KEY_ID_BYTES]) == ("—", name, expected):
            try:
                key = Ed25519PublicKey.from_public_bytes(typed[1:])
                key.verify(raw[_KEY_ID_BYTES:], text.encode())
            except InvalidSignature as error:
                raise ClientError("the checkpoint's signature is not valid") from error
            origin, size, encoded, *_ = text.split("\n")
            root = b64decode(encoded)
            if len(root) != hashlib.sha256().digest_size:
                raise ValueError(f"a root of {len(root)} bytes")
            return Checkpoint(origin=origin, size=int(size), root=root)
    raise ClientError(f"no signature by {name} on the checkpoint{'' if gap else ': no note'}")


class Wire:
    """One connection to an archive, kept alive; `ca` is the file of the certificate it trusts."""

    def __init__(self, url: str, ca: str | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http") or parts.hostname is None:
            raise ClientError(f"{url!r} is no address of an archive")
        self._host, self._port, self._is_tls = parts.hostname, parts.port, parts.scheme == "https"
        self._context = ssl.create_default_context(cafile=ca) if self._is_tls else None
        self._connection: http.client.HTTPConnection | None = None

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Answer:
        """One request; underscores of header names are hyphens.

        Raises:
            OSError: not reached; whatever was asked may have been heard, so ask again.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            named.setdefault("Content-Digest", content_digest(body))
        connection = self._connection or self._connected()
        try:
            connection.request(method, path, body, named)
            answer = connection.getresponse()
            # Not `read`, which takes whatever comes of a chunk whose length is -1.
            place = bytearray(MAX_ANSWER)
            content = bytes(place[: answer.readinto(place)])
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise OSError(f"{self._host}: {type(error).__name__}: {error}") from error
        self._connection = None if answer.will_close else connection
        try:
            said = json.loads(content)
        except (ValueError, RecursionError):
            said = {}
        lower = {name.lower(): value for name, value in answer.getheaders()}
        is_object = isinstance(said, dict)
        said = said if is_object else {}
        return Answer(status=answer.status, headers=lower, said=said, content=content)

    def close(self) -> None:
        """Let go of the connection; the next request makes another."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> http.client.HTTPConnection:
        if self._context is None:
            made = http.client.HTTPConnection(self._host, self._port, timeout=TIMEOUT_S)
        else:
            made = http.client.HTTPSConnection(
                self._host, self._port, timeout=TIMEOUT_S, context=self._context
            )
        self._connection = made
        return made


class Till:
    """A till that is registered; `tree` grows with every row that it writes into its book."""

    def __init__(self, wire: Wire, registered: Mapping[str, object]) -> None:
        """Of the answer to `register`, which a till keeps beside its book.

        Raises:
            ClientError: something of it is missing.
        """
        names = ("till_id", "password", "origin", "archive_key")
        missing = [name for name in names if not isinstance(registered.get(name), str)]
        if missing:
            raise ClientError(f"no {', '.join(missing)} in the answer")
        self.wire: Final = wire
        self.id: Final = str(registered["till_id"])
        self.password = str(registered["password"])
        self.origin: Final = str(registered["origin"])
        self.archive_key: Final = str(registered["archive_key"])
        #: Of the last checkpoint that was believed.
        self.confirmed: Checkpoint | None = None
        self.path: Final = f"/v1/tills/{self.id}"

    def ask(self, method: str, what: str, body: bytes | None = None, **headers: str) -> Answer:
        """A request about this till."""
        said = {"Authorization": f"Bearer {self.password}", **headers}
        return self.wire.ask(method, f"{self.path}/{what}", body, **said)

    def send(self, lines: Sequence[bytes]) -> Answer:
        """A batch: lines of the book that follow each other, each without its line feed."""
        packed = zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines) + b"\n")
        return self.send_packed(packed)

    def send_packed(self, body: bytes, **headers: str) -> Answer:
        """The body of a batch as it is."""
        form = {"Content_Type": "application/x-ndjson", "Content_Encoding": "zstd", **headers}
        return self.ask("POST", "batches", body, **form)

    def head(self) -> Answer:
        """How far the archive is."""
        return self.ask("GET", "head")

    def status(self, status: Mapping[str, object]) -> Answer:
        """How the till is (TillStatus)."""
        body = json.dumps(status).encode()
        return self.ask("PUT", "status", body, Content_Type="application/json")

    def piece(self, offer: Mapping[str, object], first: int, last: int) -> Answer:
        """Some bytes of the bundle that an answer to a status offered (Offer); good is 206."""
        password, wanted = f"Bearer {self.password}", f"bytes={first}-{last}"
        return self.wire.ask("GET", str(offer["path"]), Authorization=password, Range=wanted)

    def package(self, name: str, body: bytes) -> Answer:
        """A day package in one piece."""
        return self.ask("PUT", f"packages/{name}", body, Content_Type="application/zip")

    def part(self, name: str, number: int, body: bytes) -> Answer:
        """A part of a day package, numbered from 1."""
        form = "application/octet-stream"
        return self.ask("POST", f"packages/{name}/parts/{number}", body, Content_Type=form)

    def complete(self, name: str, whole: bytes, parts: int) -> Answer:
        """All parts are there."""
        claim = {"sha256": hashlib.sha256(whole).hexdigest(), "size": len(whole), "parts": parts}
        body = json.dumps(claim).encode()
        return self.ask("POST", f"packages/{name}/complete", body, Content_Type="application/json")

    def believe(self, answer: Answer, tree: Tree) -> Checkpoint:
        """The checkpoint of an answer, held against what the till knows itself.

        Raises:
            ClientError: another log, another key, fewer rows than before, or another root.
        """
        found = verified(answer.text("checkpoint"), self.archive_key)
        if found.origin != self.origin:
            raise ClientError(f"a checkpoint of {found.origin}, not of {self.origin}")
        if self.confirmed is not None and found.size < self.confirmed.size:
            raise ClientError(f"rollback: {self.confirmed.size} rows before, {found.size} now")
        if found.size == tree.size and found.root != tree.root():
            raise ClientError(f"another root over {found.size} rows")
        self.confirmed = found
        return found


def register(wire: Wire, registration: Mapping[str, object]) -> Answer:
    """Ask to be let in (Registration); the answer 201 is for `Till`."""
    body = json.dumps(registration).encode()
    return wire.ask("POST", "/v1/registrations", body, Content_Type="application/json")


def renewal(till_id: str, at_utc: str, device_key: Ed25519PrivateKey) -> bytes:
    """The body that asks for a new password."""
    said = f"standlkassa password 1\n{till_id}\n{at_utc}\n"
    signature = b64encode(device_key.sign(said.encode())).decode()
    return json.dumps({"at_utc": at_utc, "signature": signature}).encode()


def content_digest(body: bytes) -> str:
    """The header of RFC 9530."""
    return f"sha-256=:{b64encode(_sha256(body)).decode()}:"


def _sha256(body: bytes) -> bytes:
    return hashlib.sha256(body).digest()
