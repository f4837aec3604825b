"""Reading a body too large for memory: into a file, hashed on the way, by the same bounds."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request

from archive.api.body import SLOWEST_BYTES_PER_S, WITHIN_S, length_of


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFile:
    """A body as it came: where it lies, and its SHA-256 in hex."""

    path: Path
    sha256: str
    size: int


@asynccontextmanager
async def body_file(request: Request, most: int, folder: Path) -> AsyncIterator[BodyFile]:
    """The body in a file below `folder`, for the time of the block.

    Raises:
        HTTPException: 411, 413, 408 too slow, 400 torn.
        OSError: there is no room.
    """
    size = length_of(request, most)
    descriptor, name = await asyncio.to_thread(tempfile.mkstemp, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as out:
            digest, got = await _read(request, out, size)
        if got != size:
            raise HTTPException(400, "the body has another length than Content-Length says")
        yield BodyFile(path=path, sha256=digest, size=got)
    finally:
        await asyncio.to_thread(path.unlink, missing_ok=True)


async def _read(request: Request, out: BinaryIO, size: int) -> tuple[str, int]:
    digest, got = sha256(), 0
    try:
        async with asyncio.timeout(WITHIN_S + size / SLOWEST_BYTES_PER_S):
            async for piece in request.stream():
                got += len(piece)
                digest.update(piece)
                await asyncio.to_thread(out.write, piece)
    except TimeoutError as error:
        raise HTTPException(408, headers={"connection": "close"}) from error
    except ClientDisconnect as error:
        raise HTTPException(400, "torn") from error
    return digest.hexdigest(), got
