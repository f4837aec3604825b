"""The web server of the browser desk: one page, its profile, the key notation, one websocket.

It runs beside the bench in one process and never holds it up: what may wait (a press, a drawing)
happens on worker threads, and a slow page only misses pictures in between.
"""

import socket
from contextlib import suppress
from pathlib import Path
from typing import assert_never

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from firmware.desk import wire
from firmware.desk.guard import Guard
from firmware.desk.keys import (
    MAX_KEYS,
    TooManyKeysError,
    UnknownWordError,
    format_keys,
    parse_keys,
)
from firmware.desk.manual.page import manual_json, outcome_json
from firmware.desk.protocol import Desk, Practice
from firmware.desk.stick_pages import stick_routes
from firmware.desk.watch import Watch
from firmware.till.stall.catalog import Profile

HOST = "127.0.0.1"
PORT = 8080

#: Pages open at the same time; a fair needs a table, a phone and a projector.
MAX_PAGES = 16

_STATIC = Path(__file__).parent / "static"
_VIEW_INTERVAL_S = 1 / 25
_TRY_AGAIN_LATER = 1013
#: Bytes, so a little more than the characters that are parsed.
_MAX_FRAME_BYTES = 4 * wire.MAX_MESSAGE_CHARACTERS
_SHUTDOWN_DEADLINE_S = 2
#: How Starlette says that nobody is there: to the first who finds out, and to those after.
_PAGE_GONE = (WebSocketDisconnect, WebSocketDisconnected)


def make_app(desk: Desk, profile: Profile, practice: Practice | None = None) -> Starlette:
    """The application: `/`, `/static`, `/stick`, the websocket `/till` and what the page asks for.

    `/profile.json` is the stall, `/keys?text=…` reads a sequence, `/manual.json` are the rows of
    the manual (none without `practice`), `/outcome.json` is how far a row has come.
    """
    till = _Till(desk, practice)

    async def show_profile(_request: Request) -> JSONResponse:
        return JSONResponse(profile_json(profile if practice is None else practice.profile))

    async def show_manual(_request: Request) -> JSONResponse:
        return JSONResponse([] if practice is None else manual_json())

    async def show_outcome(_request: Request) -> JSONResponse:
        outcome = None if practice is None else await run_in_threadpool(practice.outcome)
        return JSONResponse(None if outcome is None else outcome_json(outcome))

    return Starlette(
        routes=[
            Route("/", _show_page),
            Route("/profile.json", show_profile),
            Route("/keys", _show_keys),
            Route("/manual.json", show_manual),
            Route("/outcome.json", show_outcome),
            WebSocketRoute("/till", till.talk),
            Mount("/static", StaticFiles(directory=_STATIC)),
            *stick_routes(desk.stick_folders),
        ],
        middleware=[Middleware(Guard)],
    )


def make_server(desk: Desk, profile: Profile, practice: Practice | None = None) -> uvicorn.Server:
    """The server of `make_app`, for `run(sockets=[…])`; `should_exit = True` ends it."""
    return uvicorn.Server(
        uvicorn.Config(
            make_app(desk, profile, practice),
            ws="websockets-sansio",
            ws_max_size=_MAX_FRAME_BYTES,
            log_level="warning",
            timeout_graceful_shutdown=_SHUTDOWN_DEADLINE_S,
        )
    )


def listen(host: str = HOST, port: int = PORT) -> socket.socket:
    """The socket that pages come to; nobody else's machine sees it unless `host` says so.

    Raises:
        OSError: the address is taken or not ours.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def serve(
    desk: Desk, profile: Profile, listener: socket.socket, practice: Practice | None = None
) -> None:
    """Serve the page on `listener` until SIGINT or SIGTERM, which is then raised again."""
    make_server(desk, profile, practice).run(sockets=[listener])


def profile_json(profile: Profile) -> dict[str, object]:
    """What the page prints on its caps and on the plate of the till."""
    return {
        "register_id": profile.register_id,
        "header": list(profile.header),
        "groups": [
            {"number": number, "name": profile.groups[number].name}
            for number in sorted(profile.groups)
        ],
    }


async def _show_page(_request: Request) -> FileResponse:
    return FileResponse(_STATIC / "index.html")


async def _show_keys(request: Request) -> JSONResponse:
    """The keys of `?text=…` and the text in its proper form; 400 with a sentence if it is none."""
    try:
        keys = parse_keys(request.query_params.get("text", ""))
    except UnknownWordError as error:
        return _refusal(
            f"Das {error.position}. Wort „{error.word}“ ist keine Taste der Kasse. "
            "Beispiel: 3 × 250 WG1 2000 BAR"
        )
    except TooManyKeysError:
        return _refusal(f"Eine Tastenfolge hat höchstens {MAX_KEYS} Tasten.")
    return JSONResponse({"keys": [key.value for key in keys], "text": format_keys(keys)})


def _refusal(sentence: str) -> JSONResponse:
    return JSONResponse({"error": sentence}, status_code=400)


class _Till:
    """The websocket: every page hears what changes and may press and switch."""

    def __init__(self, desk: Desk, practice: Practice | None) -> None:
        self._desk = desk
        self._practice = practice
        self._pages = 0

    async def talk(self, websocket: WebSocket) -> None:
        """One page, from its hello to its end."""
        if self._pages >= MAX_PAGES:
            await websocket.close(code=_TRY_AGAIN_LATER)
            return
        self._pages += 1
        try:
            await websocket.accept()
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(self._tell, websocket)
                await self._listen(websocket)
                tasks.cancel_scope.cancel()
        finally:
            self._pages -= 1

    async def _tell(self, websocket: WebSocket) -> None:
        """Send what is new, as often as an eye can follow, until the page has gone."""
        watch = Watch(self._desk)
        with suppress(*_PAGE_GONE):
            while True:
                view = self._desk.view()
                if watch.is_stale(view):
                    for message in await run_in_threadpool(watch.news, view):
                        await websocket.send_text(message)
                await anyio.sleep(_VIEW_INTERVAL_S)

    async def _listen(self, websocket: WebSocket) -> None:
        """Do what the page asks, one thing after the other, until it has gone."""
        with suppress(*_PAGE_GONE):
            while True:
                message = await websocket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                try:
                    answer = await self._obey(message.get("text") or "")
                except wire.MessageError as error:
                    answer = wire.error_message(str(error))
                if answer:
                    await websocket.send_text(answer)

    async def _obey(self, text: str) -> str:
        """Press, switch or practise; returns what the page is told, mostly nothing.

        Raises:
            MessageError: not a request, or a switch or row that this bench does not have.
        """
        request = wire.parse_request(text)
        match request:
            case wire.PressKey():
                await run_in_threadpool(self._desk.press, request.key)
                return ""
            case wire.MoveSwitch():
                if request.switch not in self._desk.view().switches:
                    raise wire.MessageError(
                        f"Der Schalter {request.switch.value} ist an dieser Kasse ohne Funktion."
                    )
                await run_in_threadpool(self._desk.switch, request.switch, request.position)
                return ""
            case wire.BeginRow() | wire.Befall() | wire.EndRow():
                return wire.done_message(await run_in_threadpool(self._practise, request))
            case _:
                assert_never(request)

    def _practise(self, request: wire.BeginRow | wire.Befall | wire.EndRow) -> str:
        """Do it; returns the sentence for the page when it cannot be done."""
        if self._practice is None:
            return "An dieser Kasse gibt es kein Handbuch."
        try:
            match request:
                case wire.BeginRow():
                    self._practice.begin(request.number)
                case wire.Befall():
                    self._practice.befall(request.line)
                case wire.EndRow():
                    self._practice.end()
                case _:
                    assert_never(request)
        except ValueError as error:
            return f"Das gibt es im Handbuch nicht: {error}."
        return ""
