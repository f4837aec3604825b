"""The portal behind the real cookie of sessions, and users that come to it by its forms."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from httpx import Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from archive.accounts import users
from archive.accounts.session_cookie import SessionCookie
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.portal.routes import routes
from archive.replica.replica import Replicas
from archive.settings import ArchiveSection, MailSection, Settings
from archive.world import World
from tests.archive.accounts.ground import Clock
from tests.archive.keeping import registered, world_of
from tests.archive.portal.wcag import Element, parsed

URL: Final = "https://archiv.example.at"
EMAIL: Final = "anna@example.at"
PASSWORD: Final = "ein Satz, den sich Anna merkt"


@dataclass(slots=True)
class Entrance:
    """A browser before the archive, with its clock."""

    client: TestClient
    world: World
    clock: Clock
    tenant_id: str

    def get(self, path: str) -> Response:
        """Ask for a page."""
        return self.client.get(path)

    def send(self, path: str, csrf: str = "", **fields: str) -> Response:
        """Send a form as a browser sends it from a page of ours."""
        said = {**({"csrf": csrf} if csrf else {}), **fields}
        return self.client.post(path, data=said, headers={"Origin": URL})

    def csrf(self, path: str = "/account") -> str:
        """The token in the forms of a page."""
        return field(parsed(self.get(path).text), "csrf")

    def come_in(self, password: str = PASSWORD, **more: str) -> Response:
        """Sign in by the form."""
        return self.send("/sign-in", email=EMAIL, password=password, **more)


def field(page: Element, name: str) -> str:
    """The value of a form's field."""
    return next(
        one.attributes["value"] for one in page.named("input") if one.attributes.get("name") == name
    )


def entrance_of(database: Database, folder: Path, mail: MailSection | None = None) -> Entrance:
    """An archive with one business, whose owner is Anna."""
    clock = Clock()
    tenant_id = registered(database).tenant_id
    new = NewUser(email=EMAIL, name="Anna Huber", password=PASSWORD)
    users.create(database, new, Membership(role=Role.OWNER, scope=tenant_id), clock.now)
    plain = world_of(database, folder)
    world = World(
        settings=Settings(
            data=str(folder), archive=ArchiveSection(url=URL), mail=mail or MailSection()
        ),
        database=database,
        blobs=plain.blobs,
        signer=plain.signer,
        now_utc=clock,
    )
    app = Starlette(
        routes=routes(world, Replicas(world)),
        middleware=[Middleware(SessionCookie, database, world.settings, clock)],
    )
    client = TestClient(app, base_url=URL, follow_redirects=False)
    return Entrance(client=client, world=world, clock=clock, tenant_id=tenant_id)
