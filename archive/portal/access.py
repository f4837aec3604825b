"""The owner's page: who may see what, who is let in, and where alarms go.

What opens something (a link, a key, a webhook's secret) is said once, in the answer to the form
that made it; every act stands in the log of views. For everybody but an owner none of it is there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from archive.accounts import attempts, invitations, keys, read_links, tenants, users
from archive.accounts.attempts import Limit, TooMany, Try
from archive.accounts.errors import AccountError
from archive.accounts.session_cookie import cookie_of
from archive.accounts.users import User
from archive.accounts.views import Act
from archive.accounts.visitor import Membership, Role
from archive.alarms import targets
from archive.portal import letters
from archive.portal.guard import Fields, page, post
from archive.portal.letters import Link
from archive.portal.page import render
from archive.portal.place import TENANT_PATH, MissingError, Place, Sources
from archive.portal.shown import today
from archive.portal.texts import words_of
from firmware.till.texts import VIENNA

PATH: Final = f"{TENANT_PATH}/access"
#: Roles an owner gives.
ROLES: Final = (Role.ACCOUNTANT, Role.OWNER)
#: What a page says of itself after an act; nothing else that stands in its address.
DONE: Final = frozenset(
    {"invited", "withdrawn", "ended", "link_revoked", "key_revoked", "till_revoked"}
    | {"target_added", "target_removed", "target_tested"}
)
_MOST_ROWS: Final = 50
_LETTERS: Final = Limit(name="letters of a business", most=20, span=timedelta(hours=1))
_TESTS: Final = Limit(name="tests of a business", most=20, span=timedelta(hours=1))
_LAST_MINUTE: Final = time(23, 59, 59)
LONGEST_DAYS: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Right:
    """A role of a user in this business; of the others of this user nothing is said."""

    user: User
    role: Role
    is_last_owner: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Became:
    """What became of the last form: what was `done`, or the `detail` of a fault."""

    done: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Once:
    """Something that is shown now and never again; `what` begins the keys of its words."""

    what: str
    value: str
    note: str = ""
    sheet: str = ""


def routes(sources: Sources) -> list[BaseRoute]:
    """The page, and what is sent from it about people and alarms."""
    return [
        page(sources, PATH, shown),
        post(sources, f"{PATH}/invitations", invite),
        post(sources, f"{PATH}/invitations/withdraw", withdraw),
        post(sources, f"{PATH}/rights/end", end_right),
        post(sources, f"{PATH}/targets", add_target),
        post(sources, f"{PATH}/targets/remove", remove_target),
        post(sources, f"{PATH}/targets/test", try_target),
    ]


def owned(sources: Sources, request: Request) -> Place:
    """Where `request` is, for an owner of the business.

    Raises:
        StrangerError: nobody has signed in.
        MissingError: the business or till is not there for this visitor, or is not this one's.
    """
    place = sources.place(request)
    if place.role is not Role.OWNER:
        raise MissingError
    return place


def shown(sources: Sources, request: Request) -> Response:
    """All of it."""
    place = owned(sources, request)
    sources.note(place, "access")
    done = request.query_params.get("done", "")
    return whole(sources, request, place, became=Became(done=done if done in DONE else ""))


def invite(sources: Sources, request: Request, said: Fields) -> Response:
    """A letter with a link; without mail the link itself, once."""
    place, world = owned(sources, request), sources.world
    role = next((one for one in ROLES if one.value == said.get("role", "")), None)
    if role is None:
        return whole(sources, request, place, "invite")
    if is_too_often(sources, place, _LETTERS):
        return whole(sources, request, place, "often")
    now, email = world.now_utc(), said.get("email", "")
    membership = Membership(role=role, scope=place.tenant_id)
    try:
        token = invitations.invite(world.database, email, membership, now, place.visitor.who)
    except AccountError:
        return whole(sources, request, place, "invite")
    path = f"{base(sources, request)}/invitation/{token}"
    if letters.can_send(world.settings):
        link = Link(email=email.strip(), path=path, token=token)
        if letters.send(world.settings, "invite", link, words_of(request), now):
            return back(place, "invited")
    return once(request, Once(what="invitation", value=path, note=email.strip()))


def withdraw(sources: Sources, request: Request, said: Fields) -> Response:
    """An invitation opens nothing any more."""
    place = owned(sources, request)
    invitation = said.get("invitation", "")
    database = sources.world.database
    if not invitations.withdraw(database, place.tenant_id, invitation, act(sources, place)):
        raise MissingError
    return back(place, "withdrawn")


def end_right(sources: Sources, request: Request, said: Fields) -> Response:
    """Take a role away, at once; never the last owner's."""
    place = owned(sources, request)
    role = next((one for one in ROLES if one.value == said.get("role", "")), None)
    if role is None:
        raise MissingError
    membership, user_id = Membership(role=role, scope=place.tenant_id), said.get("user", "")
    try:
        done = users.leave(sources.world.database, user_id, membership, act(sources, place))
    except AccountError:
        return whole(sources, request, place, "last_owner")
    if not done:
        raise MissingError
    if user_id == place.visitor.user_id:
        return RedirectResponse("/", status_code=303)
    return back(place, "ended")


def add_target(sources: Sources, request: Request, said: Fields) -> Response:
    """Alarms go there, too; the secret of a webhook is said once."""
    place, language = owned(sources, request), words_of(request).language
    address = said.get("address", "")
    try:
        added = targets.add(
            sources.world.database, place.tenant_id, address, language, act(sources, place)
        )
    except AccountError:
        return whole(sources, request, place, "target")
    if added.target.is_mail:
        return back(place, "target_added")
    return once(request, Once(what="secret", value=added.secret, note=added.target.plain))


def remove_target(sources: Sources, request: Request, said: Fields) -> Response:
    """Alarms go there no more."""
    place, database = owned(sources, request), sources.world.database
    target = said.get("target", "")
    if not targets.remove(database, place.tenant_id, target, act(sources, place)):
        raise MissingError
    return back(place, "target_removed")


def try_target(sources: Sources, request: Request, said: Fields) -> Response:
    """Send a test; what kept it from arriving is shown."""
    place, world = owned(sources, request), sources.world
    if is_too_often(sources, place, _TESTS):
        return whole(sources, request, place, "often")
    try:
        detail = targets.try_out(
            world.database,
            place.tenant_id,
            said.get("target", ""),
            world.settings,
            act(sources, place),
        )
    except AccountError as error:
        raise MissingError from error
    if detail:
        return whole(sources, request, place, "test", Became(detail=detail))
    return back(place, "target_tested")


def whole(
    sources: Sources,
    request: Request,
    place: Place,
    fault: str = "",
    became: Became | None = None,
) -> Response:
    """The page, with what is wrong with the last form, or what else became of it."""
    world, tenant_id = sources.world, place.tenant_id
    now = world.now_utc()
    day = today(now)
    return render(
        request,
        "access.html",
        status_code=422 if fault else 200,
        rights=_rights(users.users_of(world.database, tenant_id), tenant_id),
        waiting=invitations.waiting(world.database, tenant_id, now),
        roles=ROLES,
        links=read_links.links_of(world.database, tenant_id)[:_MOST_ROWS],
        uses=read_links.last_uses(world.database, tenant_id),
        shops=tenants.shops_of(world.database, tenant_id),
        keys=keys.keys_of(world.database, tenant_id)[:_MOST_ROWS],
        most_uses=keys.MOST_USES,
        targets=targets.targets_of(world.database, tenant_id),
        can_send=bool(world.settings.mail.host),
        names={till.id: till.register_id for till in place.tills},
        base=f"{place.path}/access",
        now=now,
        first_day=day,
        last_day=day + timedelta(days=LONGEST_DAYS),
        link_day=day + timedelta(days=30),
        key_day=day + timedelta(days=14),
        fault=fault,
        became=became or Became(),
    )


def once(request: Request, shown_once: Once) -> Response:
    """The page of what is not kept in a form that could be shown again."""
    return render(request, "access_once.html", once=shown_once)


def back(place: Place, done: str) -> Response:
    """To the page, which says what was done."""
    return RedirectResponse(f"{place.path}/access?done={done}", status_code=303)


def act(sources: Sources, place: Place) -> Act:
    """Who does it, now."""
    return Act(who=place.visitor.who, now=sources.world.now_utc())


def base(sources: Sources, request: Request) -> str:
    """The address of the archive as it is set; else as who asks has it, who alone reads it."""
    settings = sources.world.settings
    if settings.archive.url:
        return letters.base(settings)
    scheme = "https" if cookie_of(settings).is_secure else request.url.scheme
    return f"{scheme}://{request.url.netloc}"


def end_of(text: str) -> datetime:
    """The last second of an Austrian day.

    Raises:
        ValueError: no day.
    """
    day = date.fromisoformat(text.strip())
    if not date.min < day < date.max:
        raise ValueError(text)
    return datetime.combine(day, _LAST_MINUTE, VIENNA).astimezone(UTC)


def is_too_often(sources: Sources, place: Place, limit: Limit) -> bool:
    """Whether a business sent enough for now."""
    tries = [Try(limit=limit, who=place.tenant_id)]
    taken = attempts.take(sources.world.database, tries, sources.world.now_utc())
    return isinstance(taken, TooMany)


def _rights(found: Sequence[User], tenant_id: str) -> Sequence[Right]:
    pairs = [
        (user, one.role)
        for user in found
        for one in user.memberships
        if one.scope == tenant_id and one.role in ROLES
    ]
    owners = sum(role is Role.OWNER for _, role in pairs)
    return [
        Right(user=user, role=role, is_last_owner=role is Role.OWNER and owners == 1)
        for user, role in pairs
    ]
