"""A business whose till has sold for two days, an archive around it, and who looks at it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from archive.accounts.tills import Till
from archive.accounts.visitor import STATE, Membership, Role, Visitor
from archive.index.database import Database
from archive.portal.routes import routes
from archive.replica.replica import Replicas
from archive.world import World
from firmware.store.reader import Reader
from tests.archive.keeping import TILL_ID, follow, registered, world_of

OTHER_TILL: Final = "0192f0c1-0000-7000-8000-000000000002"
NOBODY: Final = Visitor(
    who="user:anna@example.at",
    name="Anna Huber",
    language="de",
    csrf="the csrf of this session",
    session="0" * 64,
    user_id="user-anna",
    memberships=(),
)


@dataclass(slots=True)
class Door:
    """Puts whoever the test says before the pages, as the session's cookie does."""

    app: ASGIApp
    visitor: Visitor | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})[STATE] = self.visitor
        await self.app(scope, receive, send)


@dataclass(slots=True)
class Ground:
    """The archive with its pages; `own` is the till of whoever looks, `other` is another's."""

    world: World
    own: Till
    other: Till
    door: Door
    client: TestClient
    visitor: Visitor = field(init=False)

    def __post_init__(self) -> None:
        self.come(Role.OWNER)

    def come(self, role: Role, language: str = "de") -> None:
        """Somebody of this role comes in."""
        who = Membership(role=role, scope=self.own.tenant_id)
        self.visitor = replace(NOBODY, memberships=(who,), language=language)
        self.door.visitor = self.visitor

    @property
    def tenant_path(self) -> str:
        """Of the pages of the business."""
        return f"/t/{self.own.tenant_id}"

    @property
    def path(self) -> str:
        """Of the pages of the till."""
        return f"{self.tenant_path}/k/{self.own.id}"

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        answer = self.client.get(path)
        assert status == answer.status_code, (path, answer.status_code, answer.text[:400])
        return answer.text


@contextmanager
def ground_of(database: Database, folder: Path, book_path: Path) -> Iterator[Ground]:
    """All rows of the book have arrived."""
    own = registered(database)
    other = registered(database, OTHER_TILL, "LINZ-01")
    with Reader.open_read_only(book_path) as book:
        follow(database, book, TILL_ID)
        follow(database, book, OTHER_TILL)
    world = world_of(database, folder)
    door = Door(Starlette(routes=routes(world, Replicas(world))))
    with TestClient(door, base_url="https://archiv.example.at", follow_redirects=False) as client:
        yield Ground(world=world, own=own, other=other, door=door, client=client)
