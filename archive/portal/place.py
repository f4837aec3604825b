"""Where a page is and who stands there: visitor, business, till; everything else is not there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from starlette.requests import Request

from archive.accounts import views
from archive.accounts.tills import Till, TillBook
from archive.accounts.visitor import WRITERS, Role, Visitor, visitor_of
from archive.index.tables import tenants
from archive.replica import index_file
from archive.replica.index_file import Index
from archive.replica.replica import Replicas
from archive.world import World
from firmware.store.canonical import Json
from firmware.store.reader import Reader

STATE: Final = "portal_place"
#: Everything of a business lies below this.
TENANT_PATH: Final = "/t/{tenant}"
TILL_PATH: Final = "/t/{tenant}/k/{till}"


class MissingError(Exception):
    """There is no such page for this visitor; whose it is instead is not said."""


class StrangerError(Exception):
    """Nobody who signed in asks; the sign-in comes first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A business as a visitor sees it: the tills are those this one may see."""

    visitor: Visitor
    role: Role
    tenant_id: str
    tenant_name: str
    tills: tuple[Till, ...]
    till: Till | None = None

    @property
    def is_limited(self) -> bool:
        """Whether this one may see chosen tills alone: a document of no till may be of another."""
        return self.visitor.till_ids is not None

    @property
    def is_writer(self) -> bool:
        """Whether this one adds papers; an auditor only reads."""
        return self.role in WRITERS

    @property
    def path(self) -> str:
        """Of the pages of the business."""
        return f"/t/{self.tenant_id}"

    @property
    def till_path(self) -> str:
        """Of the pages of the till."""
        return self.path_of(self.the_till)

    @property
    def the_till(self) -> Till:
        """The till, on pages of one."""
        assert self.till is not None, "a page of a till"
        return self.till

    def path_of(self, till: Till) -> str:
        """Of the pages of one of its tills."""
        return f"{self.path}/k/{till.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What pages are made from; made once for a process."""

    world: World
    replicas: Replicas
    tills: TillBook

    @classmethod
    def of(cls, world: World, replicas: Replicas) -> "Sources":
        """Those of a world."""
        tills = TillBook(world.database, world.now_utc)
        return cls(world=world, replicas=replicas, tills=tills)

    def place(self, request: Request) -> Place:
        """Where `request` is, by its path.

        Raises:
            StrangerError: nobody has signed in.
            MissingError: the business or till is not there for this visitor.
        """
        visitor = self.visitor(request)
        tenant_id = str(request.path_params.get("tenant", ""))
        role = visitor.role_in(tenant_id)
        if role is None:
            raise MissingError
        seen = tuple(one for one in self.tills.tills_of(tenant_id) if visitor.may_see(one))
        till: Till | None = None
        if "till" in request.path_params:
            wanted = str(request.path_params["till"])
            till = next((one for one in seen if one.id == wanted), None)
            if till is None:
                raise MissingError
        place = Place(
            visitor=visitor,
            role=role,
            tenant_id=tenant_id,
            tenant_name=self.tenant_name(tenant_id),
            tills=seen,
            till=till,
        )
        setattr(request.state, STATE, place)
        return place

    def visitor(self, request: Request) -> Visitor:
        """Who asks.

        Raises:
            StrangerError: nobody has signed in.
        """
        visitor = visitor_of(request)
        if visitor is None:
            raise StrangerError
        return visitor

    def tenant_name(self, tenant_id: str) -> str:
        """What a business is called.

        Raises:
            MissingError: there is none.
        """
        asked = sa.select(tenants.c.name).where(tenants.c.id == tenant_id)
        with self.world.database.read() as connection:
            name = connection.scalar(asked)
        if name is None:
            raise MissingError
        return str(name)

    def note(self, place: Place, page: str, **what: Json) -> None:
        """Write into the log of views who saw what."""
        said: dict[str, Json] = {"page": page, **what}
        if place.till is not None:
            said["till"] = place.till.id
        now = self.world.now_utc()
        with self.world.database.write() as connection:
            views.note(connection, place.tenant_id, place.visitor.who, said, now)

    @contextmanager
    def book(self, till: Till) -> Iterator[tuple[Reader, Index]]:
        """The book of a till with its index, as far as the log goes."""
        with self.replicas.open(till.id) as reader, index_file.opened(reader) as index:
            yield reader, index
