"""Every room with routes, put together: add yours here."""

from starlette.middleware import Middleware
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from archive.accounts.session_cookie import SessionCookie
from archive.api import (
    batches,
    health,
    metrics,
    offers,
    openapi,
    packages,
    proofs,
    registrations,
    security_txt,
    status,
)
from archive.api.app import make_app
from archive.api.metrics import Figures
from archive.handout import pages as handout
from archive.heads import routes as heads
from archive.portal import routes as portal
from archive.replica.replica import Replicas
from archive.world import World


def app_of(world: World) -> ASGIApp:
    """The whole app of a world."""
    figures = Figures(world)
    return make_app(world, figures, routes_of(world, figures), middleware_of(world))


def routes_of(world: World, figures: Figures) -> list[BaseRoute]:
    """The routes of all rooms, in the order in which a path is looked up."""
    replicas = Replicas(world)
    return [
        *batches.routes(world),
        *registrations.routes(world),
        *status.routes(world),
        *proofs.routes(world),
        *packages.routes(world, replicas),
        *offers.routes(world),
        *openapi.routes(world),
        *health.routes(world),
        *metrics.routes(world, figures),
        *security_txt.routes(world),
        *heads.routes(world),
        *portal.routes(world, replicas),
        *handout.routes(world, replicas),
    ]


def middleware_of(world: World) -> list[Middleware]:
    """What is around the routes, inside the frame, the outermost first."""
    return [Middleware(SessionCookie, world.database, world.settings, world.now_utc)]
