"""Day packages of a till: whole, or in parts that go on where a line was cut.

The same name with the same SHA-256 is answered as the first time, with another one refused (409);
a package that is bad is kept and answered for all the same (`archive.packages.shelf`).
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.accounts.tills import Till, TillBook
from archive.api import digest
from archive.api.body import length_of, read_body
from archive.api.body_file import body_file
from archive.api.problem import problem
from archive.api.till_door import TillDoor
from archive.blobs.port import BlobError, BlobExistsError
from archive.packages.parts import (
    PART_BYTES,
    Parts,
    PartsError,
    TooManyPartsError,
)
from archive.packages.shelf import MAX_BYTES, PackageExistsError, Parcel, QuotaError, Shelf
from archive.replica.replica import Replicas
from archive.world import World
from firmware.accord.messages import PackageAck, PackageClaim, PartList
from firmware.process.logs import get_logger

log = get_logger()

#: Of a package in one piece; a larger one comes in parts.
WHOLE_BYTES: Final = 64 * 1024 * 1024
PARTS_MAX: Final = 10_000
MAX_CLAIM_BYTES: Final = 4096
#: So many packages are examined at once in a process, and so many wait for that.
EXAMINED: Final = 2
WAITING: Final = 16
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_ZIP: Final = "application/zip"
_JSON: Final = "application/json"
_RETRY_S: Final = "30"
_QUOTA_RETRY_S: Final = "3600"
_T = TypeVar("_T")
Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


class PackageList(msgspec.Struct, frozen=True):
    """All packages of a till, the newest first."""

    packages: tuple[PackageAck, ...]


class Packages:
    """The routes of one process; lives as long as the app."""

    def __init__(self, world: World, shelf: Shelf, door: TillDoor) -> None:
        self._world = world
        self._shelf = shelf
        self._parts = Parts(world.database)
        self._door = door
        self._turn = asyncio.Semaphore(EXAMINED)
        self._waiting = 0

    async def put(self, request: Request) -> Response:
        """Take a package in one piece."""
        till, name = await self._door.admit(request), _name(request)
        if _media(request) != _ZIP:
            raise HTTPException(415, f"Content-Type: {_ZIP}", {"accept": _ZIP})
        claimed = _claimed(request)
        size = length_of(request, WHOLE_BYTES)
        known = await asyncio.to_thread(self._shelf.find, till.id, name)
        if known is None:
            # Before anything of it is read.
            await self._asked(lambda: self._shelf.require_quota(till.id, size))
        async with body_file(request, WHOLE_BYTES, self._shelf.scratch()) as body:
            if body.sha256 != claimed:
                return problem(400, "the body is not the one that was sent", word="digest")
            parcel = Parcel(external_id=name, path=body.path, sha256=body.sha256, size=body.size)
            return await self._taken(till, parcel)

    async def put_part(self, request: Request) -> Response:
        """Take a part."""
        till, name = await self._door.admit(request), _name(request)
        number = int(request.path_params["part"])
        if not 1 <= number <= PARTS_MAX:
            raise HTTPException(404)
        claimed = _claimed(request)
        body = await read_body(request, PART_BYTES)
        try:
            digest.require(request.headers.get(digest.HEADER, ""), body)
        except digest.DigestError as error:
            return problem(400, str(error), word="digest")
        now = self._world.now_utc()
        owner = _owner(till)
        await self._asked(lambda: self._parts.put(owner, name, number, body, now))
        return _answer(PartList(parts=((number, claimed),)))

    async def list_parts(self, request: Request) -> Response:
        """Which parts are there."""
        till, name = await self._door.admit(request), _name(request)
        there = await asyncio.to_thread(self._parts.there, _owner(till), name)
        return _answer(PartList(parts=there))

    async def complete(self, request: Request) -> Response:
        """Put the parts together and take the package."""
        till, name = await self._door.admit(request), _name(request)
        body = await read_body(request, MAX_CLAIM_BYTES)
        try:
            claim = msgspec.json.decode(body, type=PackageClaim)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise HTTPException(400, "no claim of a package") from error
        if claim.size > MAX_BYTES:
            raise HTTPException(413, f"at most {MAX_BYTES} bytes")
        known = await asyncio.to_thread(self._shelf.find, till.id, name)
        if known is not None:
            # The first answer was lost; the parts are gone already.
            if known.stored.sha256 != claim.sha256:
                return problem(409, "there is another package of this name", word="other")
            await asyncio.to_thread(self._parts.drop, _owner(till), name)
            return _answer(known.ack)
        return await self._completed(till, name, claim)

    async def list_all(self, request: Request) -> Response:
        """All packages of the till."""
        till = await self._door.admit(request)
        found = await asyncio.to_thread(self._shelf.all_of, till.id)
        return _answer(PackageList(packages=tuple(one.ack for one in found)))

    async def _completed(self, till: Till, name: str, claim: PackageClaim) -> Response:
        owner, scratch = _owner(till), self._shelf.scratch()
        whole = await self._asked(lambda: self._parts.whole(owner, name, claim.parts, scratch))
        try:
            if (whole.sha256, whole.size) != (claim.sha256, claim.size):
                # Which of them is wrong nobody knows: they come again.
                await asyncio.to_thread(self._parts.drop, owner, name)
                return problem(409, "the parts make another file", word="parts")
            parcel = Parcel(external_id=name, path=whole.path, sha256=whole.sha256, size=whole.size)
            answer = await self._taken(till, parcel)
        finally:
            whole.path.unlink(missing_ok=True)
        if answer.status_code < 300:
            await asyncio.to_thread(self._parts.drop, owner, name)
        return answer

    async def _taken(self, till: Till, parcel: Parcel) -> Response:
        if self._waiting >= WAITING:
            return problem(503, "busy", headers={"retry-after": _RETRY_S})
        self._waiting += 1
        try:
            async with self._turn:
                package, is_new = await self._asked(lambda: self._shelf.take(till, parcel))
        finally:
            self._waiting -= 1
        return _answer(package.ack, 201 if is_new else 200)

    async def _asked(self, work: Callable[[], _T]) -> _T:
        """Do it in a thread; what is refused there is an answer here."""
        try:
            return await asyncio.to_thread(work)
        except (PackageExistsError, BlobExistsError) as error:
            raise _RefusalError(409, "other", str(error)) from error
        except PartsError as error:
            raise _RefusalError(409, "parts", str(error)) from error
        except (QuotaError, TooManyPartsError) as error:
            raise _RefusalError(429, "quota", str(error), _QUOTA_RETRY_S) from error
        except BlobError as error:
            log.warning("blobs", detail=str(error))
            raise _RefusalError(503, "blobs", "files cannot be kept now", _RETRY_S) from error


class _RefusalError(Exception):
    def __init__(self, status: int, word: str, detail: str, retry_s: str = "") -> None:
        super().__init__(detail)
        headers = {"retry-after": retry_s} if retry_s else {}
        self.answer = problem(status, detail, word=word, headers=headers)


def routes(world: World, replicas: Replicas, door: TillDoor | None = None) -> list[BaseRoute]:
    """The routes of packages; without a door they have one of their own."""
    tills = TillBook(world.database, world.now_utc)
    desk = Packages(world, Shelf(world, replicas), door or TillDoor(world.database, tills))
    base, one = "/v1/tills/{till}/packages", "/v1/tills/{till}/packages/{id}"
    return [
        _route(base, desk.list_all, "GET", "packages"),
        _route(one, desk.put, "PUT", "package"),
        _route(f"{one}/parts", desk.list_parts, "GET", "package-parts"),
        _route(f"{one}/parts/{{part:int}}", desk.put_part, "POST", "package-part"),
        _route(f"{one}/complete", desk.complete, "POST", "package-complete"),
    ]


def _route(path: str, endpoint: Endpoint, method: str, name: str) -> Route:
    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except _RefusalError as error:
            return error.answer
        except OSError as error:
            log.error("package", detail=str(error))
            return problem(503, "no room now", headers={"retry-after": _RETRY_S})

    return Route(path, answer, methods=[method], name=name)


def _name(request: Request) -> str:
    """What the sender calls the package.

    Raises:
        HTTPException: 404: nothing can be called so.
    """
    name = str(request.path_params["id"])
    if _NAME.fullmatch(name) is None:
        raise HTTPException(404)
    return name


def _claimed(request: Request) -> str:
    """The SHA-256 the sender claims, in hex.

    Raises:
        HTTPException: 400: none.
    """
    try:
        return digest.claimed(request.headers.get(digest.HEADER, "")).hex()
    except digest.DigestError as error:
        raise _RefusalError(400, "digest", str(error)) from error


def _media(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _owner(till: Till) -> str:
    return f"till/{till.id}"


def _answer(said: msgspec.Struct, status: int = 200) -> Response:
    return Response(msgspec.json.encode(said), status, media_type=_JSON)
