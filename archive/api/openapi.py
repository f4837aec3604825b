"""/v1/openapi.json: what other makers' programs read instead of docs/archive/protocol.md.

The operations stand here, the schemas come from the messages themselves; a test compares the
operations with the routes of the app, so that none is missing and none is made up.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from archive.api import offers
from archive.api.packages import PackageList
from archive.api.problem import MEDIA_TYPE, WORDS
from archive.settings import ArchiveSection
from archive.world import World
from firmware.accord.messages import (
    VERSION,
    Ack,
    Conflict,
    GrowthProof,
    HeadProof,
    Offer,
    PackageAck,
    PackageClaim,
    PartList,
    PasswordRenewal,
    Problem,
    Registered,
    Registration,
    RowProof,
    TillStatus,
)

PATH: Final = "/v1/openapi.json"
_TILL: Final = "/v1/tills/{till}"
_ONE: Final = f"{_TILL}/packages/{{id}}"
_JSON: Final = "application/json"
_REF: Final = "#/components/schemas/{name}"
_MESSAGES: Final = (
    Ack,
    Conflict,
    GrowthProof,
    HeadProof,
    Offer,
    PackageAck,
    PackageClaim,
    PackageList,
    PartList,
    PasswordRenewal,
    Problem,
    Registered,
    Registration,
    RowProof,
    TillStatus,
)
#: What every route may answer besides.
_ALWAYS: Final = (429, 500, 503)
_OF_A_TILL: Final = (401, 404)
_OF_A_BODY: Final = (400, 408, 411, 413, 415)

Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method of one path. A body is a message or bytes of a media type, good answers too.

    `ranges`: it is asked by `Range`. `query` are names of numbers in the query, with whether they
    must be there.
    """

    method: str
    path: str
    says: str
    good: Mapping[int, type[msgspec.Struct] | str | None]
    bad: tuple[int, ...] = ()
    body: type[msgspec.Struct] | str | None = None
    query: tuple[tuple[str, bool], ...] = ()
    is_open: bool = False
    ranges: bool = False

    @property
    def statuses(self) -> tuple[int, ...]:
        """Every status that is an error."""
        is_of_till = self.path.startswith(_TILL)
        found = {*self.bad, *_ALWAYS, *(_OF_A_TILL if is_of_till else ())}
        found |= {*(_OF_A_BODY if self.body is not None else ())}
        found |= {400, 416} if self.ranges else set()
        return tuple(sorted(found | ({400} if self.query else set())))


OPERATIONS: Final = (
    Operation(
        method="POST",
        path="/v1/registrations",
        says="A till wants in, by a registration key",
        body=Registration,
        good={201: Registered},
        bad=(403, 409),
        is_open=True,
    ),
    Operation(
        method="POST",
        path=f"{_TILL}/password",
        says="The device proves itself and is given another password",
        body=PasswordRenewal,
        good={201: Registered},
        bad=(403,),
        is_open=True,
    ),
    Operation(
        method="POST",
        path=f"{_TILL}/batches",
        says="Lines of the book, zstd over all of them",
        body="application/x-ndjson",
        good={200: Ack},
        bad=(409, 422),
    ),
    Operation(method="GET", path=f"{_TILL}/head", says="How far the archive is", good={200: Ack}),
    Operation(
        method="PUT",
        path=f"{_TILL}/status",
        says="How the till is",
        body=TillStatus,
        good={200: Ack},
    ),
    Operation(
        method="GET",
        path=f"{_TILL}/proof",
        says="That a checkpoint stands in the log of heads",
        query=(("size", False),),
        good={200: HeadProof},
    ),
    Operation(
        method="GET",
        path=f"{_TILL}/inclusion",
        says="That a row stands in the till's log",
        query=(("seq", True), ("size", False)),
        good={200: RowProof},
    ),
    Operation(
        method="GET",
        path=f"{_TILL}/consistency",
        says="That the till's log only grew",
        query=(("from", True), ("to", False)),
        good={200: GrowthProof},
    ),
    Operation(
        method="GET",
        path=f"{_TILL}/packages",
        says="The day packages that are kept",
        good={200: PackageList},
    ),
    Operation(
        method="PUT",
        path=_ONE,
        says="A day package in one piece",
        body="application/zip",
        good={200: PackageAck, 201: PackageAck},
        bad=(409,),
    ),
    Operation(
        method="GET",
        path=f"{_ONE}/parts",
        says="The parts that are there",
        good={200: PartList},
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/parts/{{part}}",
        says="A part, numbered from 1, in any order",
        body="application/octet-stream",
        good={200: PartList},
    ),
    Operation(
        method="POST",
        path=f"{_ONE}/complete",
        says="All parts are there",
        body=PackageClaim,
        good={200: PackageAck, 201: PackageAck},
        bad=(409,),
    ),
    Operation(
        method="GET",
        path=offers.PATH,
        says="A piece of the bundle that is offered, at most a mebibyte",
        good={206: offers.MEDIA},
        ranges=True,
    ),
    Operation(method="GET", path=PATH, says="This document", good={200: None}, is_open=True),
)


def document(section: ArchiveSection) -> dict[str, Json]:
    """The OpenAPI 3.1 document of an archive."""
    _, schemas = msgspec.json.schema_components(_MESSAGES, ref_template=_REF)
    paths: dict[str, dict[str, Json]] = {}
    for one in OPERATIONS:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    bearer: dict[str, Json] = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"Archive {section.name}",
            "version": str(VERSION),
            "description": "What a till says to its archive: docs/archive/protocol.md",
        },
        "servers": [{"url": section.url.rstrip("/") or "/"}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": {"password": bearer}},
    }


def routes(world: World) -> list[Route]:
    """The document, for whoever asks."""
    body = msgspec.json.encode(document(world.settings.archive))

    async def show(_request: Request) -> Response:
        return Response(body, media_type=_JSON)

    return [Route(PATH, show, methods=["GET"], name="openapi")]


def _operation(one: Operation) -> dict[str, Json]:
    responses: dict[str, Json] = {
        str(status): _response("As it should be", message, _JSON)
        for status, message in one.good.items()
    }
    for status in one.statuses:
        is_conflict = status == 409 and one.path.endswith("/batches")
        message = Conflict if is_conflict else Problem
        responses[str(status)] = _response(WORDS[status][1], message, MEDIA_TYPE)
    found: dict[str, Json] = {
        "summary": one.says,
        "operationId": _name(one),
        "responses": responses,
        "security": [] if one.is_open else [{"password": []}],
        "parameters": _parameters(one),
    }
    if one.body is not None:
        found["requestBody"] = {"required": True, "content": _content(one.body)}
    return found


def _name(one: Operation) -> str:
    words = [word.strip("{}") for word in one.path.removeprefix("/v1/").split("/")]
    return "-".join((one.method.lower(), *words)).replace(".", "-")


def _response(
    words: str, message: type[msgspec.Struct] | str | None, media: str
) -> dict[str, Json]:
    if isinstance(message, str):
        return {"description": words, "content": _content(message)}
    schema: dict[str, Json] = {"type": "object"} if message is None else _schema(message)
    return {"description": words, "content": {media: {"schema": schema}}}


def _content(body: type[msgspec.Struct] | str) -> dict[str, Json]:
    if isinstance(body, str):
        return {body: {"schema": {"type": "string", "format": "binary"}}}
    return {_JSON: {"schema": _schema(body)}}


def _schema(message: type[msgspec.Struct]) -> dict[str, Json]:
    return {"$ref": _REF.format(name=message.__name__)}


def _parameters(one: Operation) -> list[Json]:
    found: list[Json] = []
    for word in one.path.split("/"):
        if word.startswith("{"):
            name = word.strip("{}")
            schema: dict[str, Json] = {"type": "string", "minLength": 1}
            if name == "part":
                schema = {"type": "integer", "minimum": 1, "maximum": 10_000}
            found.append({"name": name, "in": "path", "required": True, "schema": schema})
    for name, is_wanted in one.query:
        number: dict[str, Json] = {"type": "integer", "minimum": 1}
        found.append({"name": name, "in": "query", "required": is_wanted, "schema": number})
    if one.ranges:
        found.append(_header("Range", r"^bytes=[0-9]{1,15}-[0-9]{0,15}$"))
    if one.body is not None:
        found.append(_header("Content-Digest", r"^sha-256=:[A-Za-z0-9+/]{43}=:$"))
    if one.body == "application/x-ndjson":
        found.append(_header("Content-Encoding", "^zstd$"))
    return found


def _header(name: str, pattern: str) -> dict[str, Json]:
    schema: dict[str, Json] = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "header", "required": True, "schema": schema}
