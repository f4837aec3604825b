"""Reading a body: no more of it than agreed, and not for longer than it may take."""

import asyncio
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

#: A body has so long, and the time the slowest link of a stall takes beside (16 kbit/s).
WITHIN_S: Final = 30.0
SLOWEST_BYTES_PER_S: Final = 2048


def length_of(request: Request, most: int) -> int:
    """How long the body says that it is.

    Raises:
        HTTPException: 411 without a length, 413 too large.
    """
    length = request.headers.get("content-length", "")
    if not (length.isascii() and length.isdecimal()):
        raise HTTPException(411, "Content-Length is wanted")
    size = int(length[:20])
    if size > most:
        raise HTTPException(413, f"at most {most} bytes")
    return size


async def read_body(request: Request, most: int) -> bytes:
    """The body as it was sent.

    Raises:
        HTTPException: 411 without a length, 413 too large, 408 too slow, 400 torn.
    """
    size = length_of(request, most)
    try:
        async with asyncio.timeout(WITHIN_S + size / SLOWEST_BYTES_PER_S):
            body = await request.body()
    except TimeoutError as error:
        raise HTTPException(408, headers={"connection": "close"}) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "torn") from error
    if len(body) != size:
        raise HTTPException(400, "the body has another length than Content-Length says")
    return body
