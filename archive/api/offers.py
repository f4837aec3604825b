"""GET /v1/tills/{till}/offers/{sha256}: the bundle a till is offered, piece by piece.

Only by `Range`, and never more than a mebibyte: a till fetches for hours beside its rows, and
whoever is cut off goes on where it was. Which bundle is offered stands in the answer to a status.
"""

import asyncio
import math
import re
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.accounts.tills import TillBook
from archive.api.digest import digest_of
from archive.api.pace import Buckets, Pace
from archive.api.problem import problem
from archive.api.till_door import TillDoor
from archive.blobs.port import BlobError
from archive.offers.book import OfferBook, Offered
from archive.offers.reading import OpenBundles
from archive.world import World
from firmware.accord.messages import Offer
from firmware.process.logs import get_logger

log = get_logger()

PATH: Final = "/v1/tills/{till}/offers/{sha256}"
MEDIA: Final = "application/octet-stream"
#: One answer; what was asked beyond it is asked for again.
PIECE_BYTES: Final = 1024 * 1024
#: A till asks twice a second at most, in the long run.
TILL_PACE: Final = Pace(burst=30, per_s=2.0)
#: So many pieces are read at once in a process: rows come first.
READING: Final = 4
WAITING: Final = 32
_RETRY_S: Final = "30"
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_RANGE: Final = re.compile(r"bytes=([0-9]{1,15})-([0-9]{0,15})", re.ASCII)


class Offers:
    """The route of one process; lives as long as the app."""

    def __init__(self, world: World, door: TillDoor, pace: Pace = TILL_PACE) -> None:
        self._door = door
        self._book = OfferBook(world)
        self._bundles = OpenBundles(world.blobs)
        self._buckets = Buckets(pace)
        self._turn = asyncio.Semaphore(READING)
        self._waiting = 0

    async def get(self, request: Request) -> Response:
        """A piece."""
        till = await self._door.admit(request)
        digest = str(request.path_params["sha256"])
        if _SHA256.fullmatch(digest) is None:
            raise HTTPException(404)
        first, last = _range(request)
        wait_s = self._buckets.wait_s(till.id)
        if wait_s:
            raise HTTPException(429, headers={"retry-after": str(math.ceil(wait_s))})
        stored = await asyncio.to_thread(self._book.bundle_for, till, digest)
        if stored is None:
            raise HTTPException(404)
        if first >= stored.size or (last is not None and last < first):
            return problem(416, headers={"content-range": f"bytes */{stored.size}"})
        most = stored.size - first if last is None else last - first + 1
        if self._waiting >= WAITING:
            return problem(503, "busy", headers={"retry-after": _RETRY_S})
        self._waiting += 1
        try:
            async with self._turn:
                length = min(most, PIECE_BYTES)
                body = await asyncio.to_thread(self._bundles.piece, stored, first, length)
        except BlobError as error:
            log.warning("bundle", detail=str(error))
            return problem(503, "files cannot be read now", headers={"retry-after": _RETRY_S})
        finally:
            self._waiting -= 1
        headers = {
            "accept-ranges": "bytes",
            "content-range": f"bytes {first}-{first + len(body) - 1}/{stored.size}",
            "content-digest": digest_of(body),
        }
        return Response(body, 206, headers, media_type=MEDIA)


def routes(world: World, door: TillDoor | None = None) -> list[BaseRoute]:
    """The route; without a door it has one of its own."""
    offers = Offers(world, door or TillDoor(world.database, TillBook(world.database)))
    return [Route(PATH, offers.get, methods=["GET"], name="offer")]


def said(offered: Offered, till_id: str) -> Offer:
    """An offer as a till is told of it."""
    return Offer(
        version=offered.version,
        size=offered.stored.size,
        sha256=offered.stored.sha256,
        path=PATH.format(till=till_id, sha256=offered.stored.sha256),
        notes_de=offered.notes_de,
    )


def _range(request: Request) -> tuple[int, int | None]:
    """First and last byte that are wanted; None: to the end.

    Raises:
        HTTPException: 400: it does not say, or several ranges.
    """
    found = _RANGE.fullmatch(request.headers.get("range", ""))
    if found is None:
        raise HTTPException(400, "Range: bytes=<first>-<last>")
    return int(found[1]), int(found[2]) if found[2] else None
