"""The requests of the protocol, each with the answers it may get; nothing is decided here."""

from dataclasses import dataclass
from typing import Final, TypeVar

import msgspec

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
from firmware.sync.archive.wire import Answer, Part, Request, Wire
from firmware.sync.fault import WireError, WireFault

#: A part of a package has this much more time for each byte: 32 kbit/s.
BYTES_A_SECOND: Final = 4_000
_OK: Final = 200
_CREATED: Final = 201
_PARTIAL: Final = 206
_CONFLICT: Final = 409
_NEXT_BEHIND_BATCH: Final = frozenset({"gap", "fork"})

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """As whom the till comes in; the password is in no text of this value."""

    till_id: str
    password: str

    def __repr__(self) -> str:
        return f"Door({self.till_id})"

    @property
    def path(self) -> str:
        """Where its own room begins."""
        return f"/v1/tills/{self.till_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An answer that is none of those the request is for; `type` empty where it is no Problem."""

    status: int
    type: str = ""
    detail: str = ""
    retry_after_s: int | None = None
    date: str = ""


class Client:
    """Speaks over one wire; every method may raise WireError."""

    def __init__(self, wire: Wire, deadline_s: float, program: str) -> None:
        self._wire = wire
        self._deadline_s = deadline_s
        self._program = program

    def register(self, registration: Registration) -> Registered | Refused:
        """Come in with a key that a person has typed."""
        answer = self._ask("POST", "/v1/registrations", None, _json(registration))
        return _read(answer, {_CREATED}, Registered)

    def renew(self, door: Door, renewal: PasswordRenewal) -> Registered | Refused:
        """Ask for another password by the device key."""
        answer = self._ask("POST", f"{door.path}/password", None, _json(renewal))
        return _read(answer, {_CREATED}, Registered)

    def head(self, door: Door) -> Ack | Refused:
        """How far the archive is."""
        return _read(self._ask("GET", f"{door.path}/head", door), {_OK}, Ack)

    def send(self, door: Door, plain: bytes) -> Ack | Conflict | Refused:
        """A batch of lines, each with its line feed."""
        answer = self._ask("POST", f"{door.path}/batches", door, _batch(batch.pack_plain(plain)))
        if answer.status == _CONFLICT:
            said = _decoded(answer, Conflict)
            if said.type not in _NEXT_BEHIND_BATCH:
                raise WireError(WireFault.STRANGE, f"a conflict of type {said.type[:40]!r}")
            return said
        return _read(answer, {_OK}, Ack)

    def tell(self, door: Door, status: TillStatus) -> Ack | Refused:
        """How the till is."""
        return _read(self._ask("PUT", f"{door.path}/status", door, _json(status)), {_OK}, Ack)

    def proof(self, door: Door, size: int) -> HeadProof | Refused:
        """The proof that a checkpoint stands in the log of heads."""
        answer = self._ask("GET", f"{door.path}/proof?size={size}", door)
        return _read(answer, {_OK}, HeadProof)

    def package(self, door: Door, name: str, whole: Part) -> PackageAck | Refused:
        """A small day package."""
        path = f"{door.path}/packages/{name}"
        answer = self._ask("PUT", path, door, _Body(content=whole, type="application/zip"))
        return _read(answer, {_OK, _CREATED}, PackageAck)

    def parts(self, door: Door, name: str) -> PartList | Refused:
        """Which parts of a large one are there."""
        answer = self._ask("GET", f"{door.path}/packages/{name}/parts", door)
        return _read(answer, {_OK}, PartList)

    def part(self, door: Door, name: str, number: int, part: Part) -> Refused | None:
        """One of them; None: it is there."""
        path = f"{door.path}/packages/{name}/parts/{number}"
        body = _Body(content=part, type="application/octet-stream")
        answer = self._ask("POST", path, door, body)
        return None if answer.status in (_OK, _CREATED) else _refused(answer)

    def complete(self, door: Door, name: str, claim: PackageClaim) -> PackageAck | Refused:
        """All of them are there."""
        path = f"{door.path}/packages/{name}/complete"
        return _read(self._ask("POST", path, door, _json(claim)), {_OK, _CREATED}, PackageAck)

    def piece(self, door: Door, offer: Offer, first: int, length: int) -> bytes | Refused:
        """Some bytes of a bundle from `first` on: `length` of them, or fewer."""
        wanted = f"bytes={first}-{first + length - 1}"
        answer = self._wire.call(
            Request(
                method="GET",
                path=offer.path,
                deadline_s=self._deadline_s + length / BYTES_A_SECOND,
                headers=(
                    ("User-Agent", self._program),
                    ("Authorization", f"Bearer {door.password}"),
                    ("Range", wanted),
                ),
            )
        )
        if answer.status != _PARTIAL:
            return _refused(answer)
        count = len(answer.body)
        said = f"bytes {first}-{first + count - 1}/{offer.size}"
        if not 0 < count <= length or answer.content_range != said:
            detail = f"{wanted} asked, {answer.content_range!r} with {count} bytes came"
            raise WireError(WireFault.STRANGE, detail)
        return answer.body

    def close(self) -> None:
        """Hang up."""
        self._wire.close()

    def _ask(
        self, method: str, path: str, door: Door | None, body: "_Body | None" = None
    ) -> Answer:
        headers = [("User-Agent", self._program), ("Accept", "application/json")]
        content: bytes | Part = b""
        if door is not None:
            headers.append(("Authorization", f"Bearer {door.password}"))
        if body is not None:
            content = body.content
            headers.append(("Content-Type", body.type))
            if body.encoding:
                headers.append(("Content-Encoding", body.encoding))
        more_s = len(content) / BYTES_A_SECOND if isinstance(content, Part) else 0.0
        return self._wire.call(
            Request(
                method=method,
                path=path,
                deadline_s=self._deadline_s + more_s,
                headers=tuple(headers),
                body=content,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Body:
    content: bytes | Part
    type: str
    encoding: str = ""


def _json(message: msgspec.Struct) -> _Body:
    return _Body(content=msgspec.json.encode(message), type="application/json")


def _batch(packed: bytes) -> _Body:
    return _Body(content=packed, type="application/x-ndjson", encoding="zstd")


def _read(answer: Answer, good: set[int], form: type[_T]) -> _T | Refused:
    return _decoded(answer, form) if answer.status in good else _refused(answer)


def _decoded(answer: Answer, form: type[_T]) -> _T:
    try:
        return msgspec.json.decode(answer.body, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        detail = f"{answer.status} with a body that is no {form.__name__}: {error}"
        raise WireError(WireFault.STRANGE, detail) from error


def _refused(answer: Answer) -> Refused:
    """A proxy on the way answers without a Problem; its status counts all the same."""
    try:
        said = msgspec.json.decode(answer.body, type=Problem)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        said = Problem(type="", title="", status=answer.status)
    return Refused(
        status=answer.status,
        type=said.type[:40],
        detail=(said.detail or said.title)[:200],
        retry_after_s=answer.retry_after_s,
        date=answer.date,
    )
