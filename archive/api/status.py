"""PUT /v1/tills/{till}/status: how a till is, with each heartbeat.

The answer is as to a batch, and says which image the till is offered.
"""

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.accounts import heard
from archive.accounts.tills import Till, TillBook
from archive.api import acks, offers
from archive.api.registrations import read_json
from archive.api.till_door import TillDoor
from archive.index.ledger import Ledger
from archive.offers.book import OfferBook
from archive.world import World
from firmware.accord.messages import TillStatus

PATH: Final = "/v1/tills/{till}/status"


def routes(world: World, door: TillDoor | None = None) -> list[BaseRoute]:
    """The route; without a door it has one of its own."""
    admitting = door or TillDoor(world.database, TillBook(world.database, world.now_utc))
    ledger = Ledger(world.database)

    async def put(request: Request) -> Response:
        till = await admitting.admit(request)
        status = await read_json(request, TillStatus)
        return await asyncio.to_thread(_told, world, ledger, till, status)

    return [Route(PATH, put, methods=["PUT"], name="till-status")]


def _told(world: World, ledger: Ledger, till: Till, status: TillStatus) -> Response:
    heard.told(world.database, till.id, status, world.now_utc())
    words, proven = acks.words_of(world, till.id), acks.proven_size_of(world, till.id)
    offered = OfferBook(world).for_till(till, status) if status.compatible else None
    said = acks.Word(
        words=words,
        proven_size=proven,
        offer=None if offered is None else offers.said(offered, till.id),
    )
    return acks.ack(world, till.id, ledger.head(till.id), said)
