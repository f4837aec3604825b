"""Pages of what the archive itself keeps: tills and how they are, alarms, views, documents."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from archive.accounts import views
from archive.accounts.visitor import Role
from archive.alarms.ledger import last_alarms, open_alarms
from archive.index.tables import documents, findings, quarantine, tenants
from archive.portal import health
from archive.portal.asked import Asked
from archive.portal.page import render
from archive.portal.place import MissingError, Place, Sources

PAGE_VIEWS: Final = 100
_MOST: Final = 200
_MOST_FINDINGS: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A business to choose."""

    id: str
    name: str
    role: str


def start(sources: Sources, request: Request) -> Response:
    """To the only business there is for a visitor, or to a choice."""
    visitor = sources.visitor(request)
    if len(visitor.tenant_ids) == 1:
        return RedirectResponse(f"/t/{visitor.tenant_ids[0]}", status_code=303)
    if not visitor.tenant_ids and (visitor.is_operator or visitor.manufacturers):
        return RedirectResponse("/fleet", status_code=303)
    return choice(sources, request)


def nothing(sources: Sources, request: Request) -> Response:
    """Below a business, where no room has a page."""
    sources.visitor(request)
    raise MissingError


def choice(sources: Sources, request: Request) -> Response:
    """The businesses a visitor may see."""
    visitor = sources.visitor(request)
    asked = sa.select(tenants.c.id, tenants.c.name).where(tenants.c.id.in_(visitor.tenant_ids))
    with sources.world.database.read() as connection:
        rows = connection.execute(asked.order_by(tenants.c.name)).all()
    found = [
        Choice(id=row[0], name=row[1], role=str(visitor.role_in(row[0]) or "")) for row in rows
    ]
    has_fleet = visitor.is_operator or bool(visitor.manufacturers)
    return render(request, "tenants.html", found=found, has_fleet=has_fleet)


def fleet(sources: Sources, request: Request) -> Response:
    """How tills are, for their maker and the operator: no receipt, no amount."""
    visitor = sources.visitor(request)
    seen = [till for till in sources.tills.all() if visitor.may_see_health(till)]
    if not (visitor.is_operator or visitor.manufacturers):
        raise MissingError
    return render(request, "fleet.html", tills=health.of_tills(sources, seen))


def tills(sources: Sources, request: Request) -> Response:
    """The tills of a business, each with how it is."""
    place = sources.place(request)
    found = health.of_tills(sources, place.tills)
    sources.note(place, "tills")
    return render(request, "tills.html", tills=found)


def state(sources: Sources, request: Request) -> Response:
    """One till: what it says of itself, what was found, what became of it."""
    place = sources.place(request)
    till = place.the_till
    (own,) = health.of_tills(sources, [till])
    found_asked = (
        sa.select(findings)
        .where(findings.c.till_id == till.id)
        .order_by(findings.c.id.desc())
        .limit(_MOST_FINDINGS)
    )
    strange_asked = (
        sa.select(quarantine.c.received_at, quarantine.c.reason, quarantine.c.sha256)
        .where(quarantine.c.till_id == till.id)
        .order_by(quarantine.c.id.desc())
        .limit(_MOST_FINDINGS)
    )
    with sources.world.database.read() as connection:
        found = connection.execute(found_asked).all()
        strange = connection.execute(strange_asked).all()
        raised = open_alarms(connection, [till.id])
    standing = sources.replicas.standing(till.id)
    sources.note(place, "state")
    return render(
        request,
        "state.html",
        own=own,
        findings=found,
        strange=strange,
        alarms=raised,
        standing=standing,
        events=sources.tills.history(till.id),
    )


def alarms(sources: Sources, request: Request) -> Response:
    """Alarms of all tills, the newest first, open ones and those that were."""
    place = sources.place(request)
    ids = [till.id for till in place.tills]
    with sources.world.database.read() as connection:
        found = last_alarms(connection, ids, _MOST)
    sources.note(place, "alarms")
    return render(request, "alarms.html", alarms=found, names=_names(place))


def seen(sources: Sources, request: Request) -> Response:
    """Who looked at what, who took what along; an auditor sees only what he did himself.

    The rest says who else has a link and to which tills, and the addresses of people.
    """
    place = sources.place(request)
    before = Asked(request).whole("before")
    who = place.visitor.who if place.role is Role.AUDITOR else None
    with sources.world.database.read() as connection:
        found = views.read(connection, place.tenant_id, before, PAGE_VIEWS + 1, who)
    sources.note(place, "views")
    has_more, found = len(found) > PAGE_VIEWS, found[:PAGE_VIEWS]
    return render(
        request,
        "views.html",
        views=found,
        names=_names(place),
        older=found[-1].seq if has_more else None,
        is_first=before is None,
    )


def papers(sources: Sources, request: Request) -> Response:
    """The documents of a business."""
    place = sources.place(request)
    ids = [till.id for till in place.tills]
    of_tills = documents.c.till_id.in_(ids)
    of_none = documents.c.till_id.is_(None)
    asked = (
        sa.select(documents)
        .where(
            documents.c.tenant_id == place.tenant_id,
            of_tills if place.is_limited else sa.or_(of_none, of_tills),
        )
        .order_by(documents.c.uploaded_at.desc())
        .limit(_MOST)
    )
    with sources.world.database.read() as connection:
        found = connection.execute(asked).all()
    sources.note(place, "documents")
    return render(request, "documents.html", documents=found, names=_names(place))


def _names(place: Place) -> dict[str, str]:
    return {till.id: till.register_id for till in place.tills}
