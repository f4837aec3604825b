"""POST /v1/tills/{till}/batches, GET /v1/tills/{till}/head: what a till sends, how far we are."""

import asyncio
from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy.engine import Connection
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.accounts.tills import Till, TillBook
from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.api import acks, digest
from archive.api.body import read_body
from archive.api.problem import MEDIA_TYPE, problem
from archive.api.till_door import TillDoor
from archive.index.group_commit import BusyError
from archive.index.reception import Place, Received, Reception, Sender
from archive.intake.head import Head
from archive.intake.rows import UnreadableError
from archive.intake.rules import Finding
from archive.world import World
from firmware.accord.batch import MAX_PACKED_BYTES
from firmware.accord.messages import Conflict

_NDJSON: Final = "application/x-ndjson"
_RETRY_S: Final = "5"
_TITLES: Final = {
    "gap": "Rows before these have not come yet",
    "fork": "There is another row of this number",
}


class Bell:
    """Raises alarms in the transaction that keeps what is bad."""

    def __init__(self, world: World) -> None:
        self._now_utc = world.now_utc

    def findings(self, connection: Connection, till_id: str, found: Sequence[Finding]) -> None:
        """Rows that are not as they should be were appended."""
        first = found[0]
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        detail = f"row {first.seq}: {first.rule.value}: {first.detail}{more}"
        self._ring(connection, till_id, AlarmKind.FINDING, detail)

    def fork(self, connection: Connection, till_id: str, seq: int) -> None:
        """Another row came under a number that was taken."""
        self._ring(connection, till_id, AlarmKind.FORK, f"another row {seq} came")

    def unreadable(self, connection: Connection, till_id: str, why: str) -> None:
        """A batch came whole and is none."""
        self._ring(connection, till_id, AlarmKind.FINDING, f"unreadable batch: {ascii(why)[1:-1]}")

    def _ring(self, connection: Connection, till_id: str, kind: AlarmKind, detail: str) -> None:
        raise_alarm(connection, till_id, kind, detail, self._now_utc())


class Batches:
    """The two routes of one process; lives as long as the app."""

    def __init__(self, world: World, door: TillDoor) -> None:
        self._world = world
        self._door = door
        self._reception = Reception(world.database, Bell(world), world.now_utc)

    async def post(self, request: Request) -> Response:
        """Take a batch."""
        till = await self._door.admit(request)
        _require_form(request)
        body = await read_body(request, MAX_PACKED_BYTES)
        try:
            digest.require(request.headers.get(digest.HEADER, ""), body)
        except digest.DigestError as error:
            return problem(400, str(error), word="digest")
        try:
            sender = Sender(till_id=till.id, register_id=till.register_id)
            received = await self._reception.receive(sender, body)
        except UnreadableError as error:
            return problem(422, ascii(str(error))[1:-1])
        except BusyError as error:
            return problem(503, str(error), headers={"retry-after": _RETRY_S})
        if received.place in (Place.GAP, Place.FORK):
            return self._conflict(till, received)
        return await self._ack(till, received.head)

    async def head(self, request: Request) -> Response:
        """How far the log of a till has come."""
        till = await self._door.admit(request)
        return await self._ack(till, await self._reception.head(till.id), is_asked=True)

    def close(self) -> None:
        """Let go of the threads."""
        self._reception.close()

    async def _ack(self, till: Till, head: Head, *, is_asked: bool = False) -> Response:
        words, proven = tuple[str, ...](), 0
        # A log without a finding needs no look for alarms; who asks is told of all others too.
        if head.findings or is_asked:
            words = await asyncio.to_thread(acks.words_of, self._world, till.id)
        if is_asked:
            proven = await asyncio.to_thread(acks.proven_size_of, self._world, till.id)
        word = acks.Word(words=words, proven_size=proven)
        return acks.ack(self._world, till.id, head, word)

    def _conflict(self, till: Till, received: Received) -> Response:
        word = received.place.value
        said = Conflict(
            type=word,
            title=_TITLES[word],
            status=409,
            next_seq=received.head.size + 1,
            checkpoint=acks.checkpoint(self._world, till.id, received.head),
            detail=f"row {received.fork_seq}" if received.fork_seq else "",
        )
        return Response(msgspec.json.encode(said), 409, media_type=MEDIA_TYPE)


def routes(world: World, door: TillDoor | None = None) -> list[BaseRoute]:
    """The routes of batches and heads; without a door they have one of their own."""
    tills = TillBook(world.database, world.now_utc)
    batches = Batches(world, door or TillDoor(world.database, tills))
    return [
        Route("/v1/tills/{till}/batches", batches.post, methods=["POST"], name="batches"),
        Route("/v1/tills/{till}/head", batches.head, methods=["GET"], name="till-head"),
    ]


def _require_form(request: Request) -> None:
    """Zstd over lines, and nothing else (RFC 9110 § 15.5.16)."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    coding = request.headers.get("content-encoding", "").strip().lower()
    if media != _NDJSON:
        raise HTTPException(415, f"Content-Type: {_NDJSON}", {"accept": _NDJSON})
    if coding != "zstd":
        raise HTTPException(415, "Content-Encoding: zstd", {"accept-encoding": "zstd"})
