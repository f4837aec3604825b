"""The witness's HTTP server: one route that asks for a cosignature, and one that shows its key."""

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from archive.heads.witness import Witness
from archive.heads.witness_request import MAX_REQUEST_BYTES, PATH, SIZE_TYPE

_TEXT = "text/plain; charset=utf-8"


def make_app(witness: Witness) -> Starlette:
    """What uvicorn serves."""

    async def add_checkpoint(request: Request) -> Response:
        body = await _body(request)
        if body is None:
            return Response("larger than any request\n", 413, media_type=_TEXT)
        answer = await run_in_threadpool(witness.add_checkpoint, body)
        media_type = SIZE_TYPE if answer.is_size else _TEXT
        # Starlette would write a charset behind a text type that has none.
        headers = {"Content-Type": media_type, "Cache-Control": "no-store"}
        return Response(answer.text, answer.status, headers=headers)

    def key(_request: Request) -> Response:
        return Response(f"{witness.verifier}\n", headers={"Content-Type": _TEXT})

    return Starlette(routes=[Route(PATH, add_checkpoint, methods=["POST"]), Route("/key", key)])


async def _body(request: Request) -> bytes | None:
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > MAX_REQUEST_BYTES:
                return None
    except ClientDisconnect:
        return None
    return bytes(body)
