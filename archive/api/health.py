"""For whoever watches the machine: alive, ready."""

from collections.abc import Callable

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from archive.api.problem import problem
from archive.index.migrate import SchemaError, require_current
from archive.world import World


def routes(world: World) -> list[Route]:
    """/healthz and /readyz."""

    def ready(_request: Request) -> Response:
        fault = readiness(world)
        return problem(503, fault, headers={"retry-after": "5"}) if fault else _good()

    return [
        Route("/healthz", _alive, methods=["GET"], name="healthz"),
        Route("/readyz", ready, methods=["GET"], name="readyz"),
    ]


def readiness(world: World) -> str:
    """Why this process could not take a batch now; empty when it could."""
    checks: tuple[Callable[[], None], ...] = (lambda: require_current(world.database),)
    try:
        for check in checks:
            check()
    except SchemaError as error:
        return str(error)
    except sa.exc.SQLAlchemyError as error:
        return f"the database does not answer: {type(error).__name__}"
    return ""


async def _alive(_request: Request) -> Response:
    return _good()


def _good() -> Response:
    return JSONResponse({"state": "good"})
