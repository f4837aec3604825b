"""POST /v1/registrations, POST /v1/tills/{till}/password: tills come in, and prove themselves."""

import asyncio
from datetime import timedelta
from typing import Final, TypeVar

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.accounts import attempts, registry
from archive.accounts.attempts import Limit, TooMany, Try
from archive.accounts.registry import Admitted, ClockRefused, KeyRefused, RegisterTaken
from archive.api import digest
from archive.api.body import read_body
from archive.api.problem import problem
from archive.world import World
from firmware.accord.messages import PasswordRenewal, Registered, Registration
from firmware.evidence.heads import till_origin
from firmware.store.canonical import utc_text

MAX_BODY: Final = 16 * 1024
BY_ADDRESS: Final = Limit(name="registration", most=30, span=timedelta(minutes=10))
RENEWALS: Final = Limit(name="renewal", most=60, span=timedelta(minutes=10))
_JSON: Final = "application/json"
_Form = TypeVar("_Form")


def routes(world: World) -> list[BaseRoute]:
    """The two routes."""

    async def register(request: Request) -> Response:
        asked = await read_json(request, Registration)
        return await asyncio.to_thread(_register, world, asked, _address(request))

    async def renew(request: Request) -> Response:
        asked = await read_json(request, PasswordRenewal)
        till_id = request.path_params["till"]
        return await asyncio.to_thread(_renew, world, till_id, asked, _address(request))

    return [
        Route("/v1/registrations", register, methods=["POST"], name="registrations"),
        Route("/v1/tills/{till}/password", renew, methods=["POST"], name="till-password"),
    ]


async def read_json(request: Request, form: type[_Form]) -> _Form:
    """The JSON of a body whose digest is right.

    Raises:
        HTTPException: 400, 408, 411, 413 or 415.
    """
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _JSON:
        raise HTTPException(415, f"Content-Type: {_JSON}", {"accept": _JSON})
    body = await read_body(request, MAX_BODY)
    try:
        digest.require(request.headers.get(digest.HEADER, ""), body)
        return msgspec.json.decode(body, type=form)
    except digest.DigestError as error:
        raise HTTPException(400, str(error)) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise HTTPException(400, ascii(str(error))[1:-1][:300]) from error


def _register(world: World, asked: Registration, address: str) -> Response:
    now, database = world.now_utc(), world.database
    tries = [Try(limit=BY_ADDRESS, who=attempts.network_of(address))]
    too_many = attempts.take(database, tries, now)
    if too_many is not None:
        return _later(too_many)
    match registry.register(database, asked, now):
        case Admitted() as admitted:
            with database.write() as connection:
                attempts.forget(connection, tries)
            return _registered(world, admitted)
        case RegisterTaken():
            detail = "another installation is this register: a key for one till takes its place"
            return problem(409, detail, word="register")
        case KeyRefused():
            return problem(403, "the key is not good", word="key")


def _renew(world: World, till_id: str, asked: PasswordRenewal, address: str) -> Response:
    now, database = world.now_utc(), world.database
    tries = [Try(limit=RENEWALS, who=attempts.network_of(address))]
    too_many = attempts.take(database, tries, now)
    if too_many is not None:
        return _later(too_many)
    match registry.renew(database, till_id, asked, now):
        case Admitted() as admitted:
            return _registered(world, admitted)
        case ClockRefused():
            # RFC 8470: what might be a replay is not done; a new signature may be sent.
            detail = f"the archive's time is {utc_text(now, 'renewal')}, and none is good twice"
            return problem(425, detail, word="clock")
        case None:
            return problem(404)


def _registered(world: World, admitted: Admitted) -> Response:
    section, heads = world.settings.archive, world.settings.heads
    said = Registered(
        till_id=admitted.till_id,
        password=admitted.password,
        origin=till_origin(section.name, admitted.till_id),
        archive_key=str(world.signer.verifier),
        witness_keys=tuple(one.split()[-1] for one in heads.witnesses if one.split()),
        links=section.links,
    )
    return Response(msgspec.json.encode(said), 201, media_type=_JSON)


def _later(too_many: TooMany) -> Response:
    return problem(429, headers={"retry-after": str(too_many.retry_after_s)})


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
