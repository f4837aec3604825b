"""The app: the routes of all rooms under one frame; what no room knows is not found."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from archive.api.frame import Bounds, Frame, logged_path
from archive.api.metrics import Figures
from archive.api.problem import problem
from archive.world import World
from firmware.process.logs import get_logger

log = get_logger()

RETRY_S: Final = "5"


def make_app(
    world: World,
    figures: Figures,
    routes: Sequence[BaseRoute],
    middleware: Sequence[Middleware] = (),
) -> ASGIApp:
    """The app of these routes (`archive.program.rooms` has all): what uvicorn serves."""
    app = Starlette(
        routes=list(routes),
        middleware=list(middleware),
        exception_handlers=dict(FAULTS),
    )
    # A path with a slash too many is another path, and there is nothing there.
    app.router.redirect_slashes = False
    section = world.settings.archive
    bounds = Bounds(
        is_tls=not section.is_behind_proxy or section.url.startswith("https:"),
        is_behind_proxy=section.is_behind_proxy,
    )
    return Frame(app, bounds, figures.answered)


async def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    detail = "" if error.status_code == 404 else str(error.detail)
    return problem(error.status_code, detail, headers=error.headers)


async def _away(request: Request, error: Exception) -> Response:
    # The database is restarting, full, or out of reach: whoever asks has lost nothing by it.
    log.error("database", path=logged_path(request.url.path), error=type(error).__name__)
    return problem(503, headers={"retry-after": RETRY_S})


async def _failed(_request: Request, _error: Exception) -> Response:
    # What it was stands in the log, under the number in the answer's headers.
    return problem(500)


#: What an app answers with when a room raises.
FAULTS: Final[Mapping[type[Exception], Callable[[Request, Exception], Awaitable[Response]]]] = {
    HTTPException: _refused,
    OperationalError: _away,
    Exception: _failed,
}
