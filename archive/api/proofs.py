"""GET /v1/tills/{till}/proof, …/inclusion, …/consistency: what a till proves to somebody else."""

import asyncio
import re
from base64 import b64encode
from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.accounts.tills import TillBook
from archive.api.till_door import TillDoor
from archive.heads.log import NO_SIZE, HeadLog
from archive.index.ledger import Ledger
from archive.world import World
from firmware.accord.messages import GrowthProof, RowProof
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import till_origin, till_subject
from firmware.evidence.merkle import consistency_proof, inclusion_proof
from firmware.evidence.note import Checkpoint

_JSON: Final = "application/json"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)


class Proofs:
    """The three routes of one process; each answers for the till that asks alone."""

    def __init__(self, world: World, door: TillDoor) -> None:
        self._world = world
        self._door = door
        self._ledger = Ledger(world.database)
        self._heads = HeadLog(world)

    async def proof(self, request: Request) -> Response:
        """The newest leaf of the log of heads that says of the till no more than `size`."""
        till = await self._door.admit(request)
        size = _number(request, "size") or NO_SIZE
        found = await asyncio.to_thread(self._heads.proof, till_subject(till.id), size)
        if found is None:
            raise HTTPException(404)
        return _answer(found)

    async def inclusion(self, request: Request) -> Response:
        """That a row stands in the till's log."""
        till = await self._door.admit(request)
        seq, size = _number(request, "seq"), _number(request, "size")
        if seq is None:
            raise HTTPException(400, "seq=<number of a row>")
        return _answer(await asyncio.to_thread(self._inclusion, till.id, seq, size))

    async def consistency(self, request: Request) -> Response:
        """That the till's log only grew between two sizes."""
        till = await self._door.admit(request)
        begin, end = _number(request, "from"), _number(request, "to")
        if begin is None:
            raise HTTPException(400, "from=<number of rows>")
        return _answer(await asyncio.to_thread(self._consistency, till.id, begin, end))

    def _inclusion(self, till_id: str, seq: int, wanted: int | None) -> RowProof:
        size, checkpoint = self._at(till_id, wanted)
        try:
            path = inclusion_proof(seq - 1, size, self._ledger.subtree(till_id, size))
        except EvidenceError as error:
            raise HTTPException(404) from error
        return RowProof(seq=seq, size=size, path=_texts(path), checkpoint=checkpoint)

    def _consistency(self, till_id: str, begin: int, wanted: int | None) -> GrowthProof:
        size, checkpoint = self._at(till_id, wanted)
        try:
            path = consistency_proof(begin, size, self._ledger.subtree(till_id, size))
        except EvidenceError as error:
            raise HTTPException(404) from error
        return GrowthProof(from_size=begin, to_size=size, path=_texts(path), checkpoint=checkpoint)

    def _at(self, till_id: str, wanted: int | None) -> tuple[int, str]:
        """The size to prove for, and the signed checkpoint where that is the present one."""
        head = self._ledger.head(till_id)
        size = head.size if wanted is None else wanted
        if size > head.size:
            raise HTTPException(404)
        if size < head.size or size == 0:
            return size, ""
        origin = till_origin(self._world.settings.archive.name, till_id)
        said = Checkpoint(origin=origin, size=size, root=head.frontier.root())
        return size, said.signed(self._world.signer)


def routes(world: World, door: TillDoor | None = None) -> list[BaseRoute]:
    """The routes of proofs; without a door they have one of their own."""
    tills = TillBook(world.database, world.now_utc)
    proofs = Proofs(world, door or TillDoor(world.database, tills))
    return [
        Route("/v1/tills/{till}/proof", proofs.proof, name="till-proof"),
        Route("/v1/tills/{till}/inclusion", proofs.inclusion, name="till-inclusion"),
        Route("/v1/tills/{till}/consistency", proofs.consistency, name="till-consistency"),
    ]


def _number(request: Request, name: str) -> int | None:
    """The number of a query member; None: it is not there."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if _NUMBER.fullmatch(text) is None:
        raise HTTPException(400, f"{name}=<number from 1>")
    return int(text)


def _texts(path: Sequence[bytes]) -> tuple[str, ...]:
    return tuple(b64encode(one).decode() for one in path)


def _answer(said: msgspec.Struct) -> Response:
    return Response(msgspec.json.encode(said), media_type=_JSON)
