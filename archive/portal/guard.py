"""Around every page: who did not sign in is led there, what is not there for a visitor is missing.

A page of another business, one of no business, and a number that was never given look the same.
"""

import sqlite3
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from archive.portal.forms import UnreadableFormError, reading
from archive.portal.page import render
from archive.portal.place import MissingError, Sources, StrangerError
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError

log = get_logger()

Endpoint = Callable[[Sources, Request], Response]
Fields = Mapping[str, str]
PostEndpoint = Callable[[Sources, Request, Fields], Response]
SIGN_IN: Final = "/sign-in"


def page(sources: Sources, path: str, endpoint: Endpoint) -> Route:
    """A page that is only looked at."""
    return Route(path, guarded(sources, endpoint), methods=["GET"])


def guarded(sources: Sources, endpoint: Endpoint) -> Callable[[Request], Response]:
    """What answers at a route."""

    def answer(request: Request) -> Response:
        try:
            return endpoint(sources, request)
        except StrangerError:
            return to_sign_in(request)
        except MissingError:
            return render(request, "missing.html", status_code=404)
        except (StoreError, sqlite3.Error) as error:
            # The evidence is whole in its chunks; only what pages read from is not.
            log.warning("page", path=request.url.path, error=str(error))
            return render(request, "unreadable.html", status_code=503)

    return answer


def to_sign_in(request: Request) -> Response:
    """To the sign-in, and back from there."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"{SIGN_IN}?next={quote(wanted, safe='')}", status_code=303)


def local_path(wanted: str) -> str:
    """A path of ours to go on to; anything else is the first page."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\"))
    is_plain = all(" " < one < "\x7f" and one != "\\" for one in wanted)
    return wanted if is_ours and is_plain and len(wanted) <= 1000 else "/"


def post(sources: Sources, path: str, endpoint: PostEndpoint) -> Route:
    """Where a form is sent to; its fields are texts, no files."""

    async def answer(request: Request) -> Response:
        try:
            async with reading(request) as form:
                said = {name: text for name, text in form.items() if isinstance(text, str)}
        except UnreadableFormError:
            return await run_in_threadpool(render, request, "missing.html", status_code=400)
        given = guarded(sources, lambda sources, request: endpoint(sources, request, said))
        return await run_in_threadpool(given, request)

    return Route(path, answer, methods=["POST"])
