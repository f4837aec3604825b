"""The log of heads as C2SP tlog-tiles files: whoever likes reads, keeps and examines all of it.

    /heads/checkpoint             the newest checkpoint with the witnesses' lines
    /heads/tile/<L>/<N>[.p/<W>]   hashes
    /heads/tile/entries/<N>…      leaves
    /heads/stamp/<size>           the RFC 3161 answer over the checkpoint of that size
    /heads/keys                   whose signatures to expect

All but checkpoint and keys never change, so that any cache in front may keep them for good.
"""

import re
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from archive.heads.asking import witnesses_of
from archive.heads.log import HeadLog
from archive.heads.shelf import Shelf
from archive.world import World
from firmware.evidence.tiles import WIDTH, Tile

FOREVER: Final = "public, max-age=31536000, immutable"
SHORTLY: Final = "public, max-age=5"
_TEXT: Final = "text/plain; charset=utf-8"
_BYTES: Final = "application/octet-stream"
_STAMP: Final = "application/timestamp-reply"
_ENTRIES: Final = "entries"
_TILE: Final = re.compile(
    r"(entries|[0-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,5})([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?",
    re.ASCII,
)
_SIZE: Final = re.compile(r"[1-9][0-9]{0,17}", re.ASCII)


def routes(world: World) -> list[BaseRoute]:
    """What is under /heads/; nobody has to say who he is."""
    pages = _Pages(world)
    return [
        Route("/heads/checkpoint", pages.checkpoint),
        Route("/heads/keys", pages.keys),
        Route("/heads/stamp/{size}", pages.stamp),
        Route("/heads/tile/{path:path}", pages.tile),
    ]


class _Pages:
    def __init__(self, world: World) -> None:
        self._log = HeadLog(world)
        keys = [world.signer.verifier, *(one.key for one in witnesses_of(world.settings.heads))]
        self._keys = "".join(f"{one}\n" for one in keys)

    def checkpoint(self, _request: Request) -> Response:
        found = self._log.shelf.last_note()
        if found is None:
            raise HTTPException(404)
        return _answer(str(found[1]).encode(), _TEXT, SHORTLY)

    def keys(self, _request: Request) -> Response:
        return _answer(self._keys.encode(), _TEXT, SHORTLY)

    def stamp(self, request: Request) -> Response:
        size = request.path_params["size"]
        token = self._log.shelf.stamp(int(size)) if _SIZE.fullmatch(size) else b""
        if not token:
            raise HTTPException(404)
        return _answer(token, _STAMP, FOREVER)

    def tile(self, request: Request) -> Response:
        asked = tile_of(request.path_params["path"])
        found = self._log.shelf.last_note()
        if asked is None or found is None or end_of(asked[1]) > found[0].size:
            raise HTTPException(404)
        is_entries, tile = asked
        return _answer(content_of(self._log.shelf, tile, is_entries=is_entries), _BYTES, FOREVER)


def tile_of(path: str) -> tuple[bool, Tile] | None:
    """Which tile a path names, and whether it is its entries; None: it names none."""
    found = _TILE.fullmatch(path)
    if found is None:
        return None
    level, above, last, width = found.groups()
    index = int(above.replace("x", "").replace("/", "") + last)
    tile = Tile(
        level=0 if level == _ENTRIES else int(level),
        index=index,
        width=WIDTH if width is None else int(width),
    )
    begin = tile.path.removeprefix(f"tile/{tile.level}/")
    is_one_form = path == f"{level}/{begin}" and (width is None or tile.width < WIDTH)
    return (level == _ENTRIES, tile) if is_one_form else None


def end_of(tile: Tile) -> int:
    """How many leaves a tree has at least that has this tile."""
    return int((tile.index * WIDTH + tile.width) * WIDTH**tile.level)


def content_of(shelf: Shelf, tile: Tile, *, is_entries: bool) -> bytes:
    """The file of a tile, or of its entries: each with its length before it, 16 bits.

    Raises:
        HeadsError: the log does not reach so far.
    """
    if not is_entries:
        return shelf.tile(tile)
    first = tile.index * WIDTH
    texts = [one.encode() for one in shelf.leaves(first, first + tile.width)]
    return b"".join(len(one).to_bytes(2, "big") + one for one in texts)


def _answer(content: bytes, media_type: str, cache: str) -> Response:
    return Response(content, headers={"Cache-Control": cache, "Content-Type": media_type})
