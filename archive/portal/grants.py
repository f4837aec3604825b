"""What an owner hands out or takes back for tills: auditors' links, registration keys, a till."""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from archive.accounts import keys, read_links, tenants
from archive.accounts.errors import AccountError
from archive.accounts.key_sheet import key_sheet
from archive.accounts.keys import KeyOrder
from archive.accounts.read_links import LinkOrder
from archive.portal.access import PATH, Once, back, base, end_of, once, owned, whole
from archive.portal.guard import Fields, page, post
from archive.portal.page import render
from archive.portal.place import MissingError, Sources

#: In a form: `till-<id>` chooses one, ALL those to come as well.
ALL: Final = "all"
_TILL: Final = "till-"


def routes(sources: Sources) -> list[BaseRoute]:
    """What is sent from the owner's page about tills, and the question before one is revoked."""
    return [
        post(sources, f"{PATH}/links", make_link),
        post(sources, f"{PATH}/links/revoke", revoke_link),
        post(sources, f"{PATH}/keys", make_key),
        post(sources, f"{PATH}/keys/revoke", revoke_key),
        page(sources, f"{PATH}/tills/{{till}}", ask_revoke),
        post(sources, f"{PATH}/tills/{{till}}", revoke_till),
    ]


def make_link(sources: Sources, request: Request, said: Fields) -> Response:
    """An auditor's link for chosen tills until a day, said once."""
    place, world = owned(sources, request), sources.world
    chosen = frozenset(name.removeprefix(_TILL) for name in said if name.startswith(_TILL))
    try:
        order = LinkOrder(
            tenant_id=place.tenant_id,
            till_ids=None if ALL in said else chosen,
            note=said.get("note", ""),
            expires_at=end_of(said.get("until", "")),
        )
        token = read_links.create(world.database, order, place.visitor.who, world.now_utc())
    except (AccountError, ValueError):
        return whole(sources, request, place, "link")
    path = f"{base(sources, request)}/link/{token}"
    return once(request, Once(what="link", value=path, note=order.note))


def revoke_link(sources: Sources, request: Request, said: Fields) -> Response:
    """A link opens nothing any more, and who came by it is out."""
    place, world = owned(sources, request), sources.world
    link, who = said.get("link", ""), place.visitor.who
    if not read_links.revoke(world.database, place.tenant_id, link, who, world.now_utc()):
        raise MissingError
    return back(place, "link_revoked")


def make_key(sources: Sources, request: Request, said: Fields) -> Response:
    """A registration key of one of the shops, said once, on a sheet for the stall."""
    place, world = owned(sources, request), sources.world
    own = {shop.id for shop in tenants.shops_of(world.database, place.tenant_id)}
    shop_id = said.get("shop", "")
    if shop_id not in own:
        return whole(sources, request, place, "key")
    try:
        order = KeyOrder(
            shop_id=shop_id,
            uses=int(said.get("uses", "")),
            note=said.get("note", ""),
            expires_at=end_of(said.get("until", "")),
        )
        text = keys.issue(world.database, order, place.visitor.who, world.now_utc())
    except (AccountError, ValueError):
        return whole(sources, request, place, "key")
    sheet = key_sheet(text, order, base(sources, request))
    return once(request, Once(what="key", value=text, note=order.note, sheet=sheet))


def revoke_key(sources: Sources, request: Request, said: Fields) -> Response:
    """Nobody comes in by a key any more; the tills that did stay."""
    place, world = owned(sources, request), sources.world
    key, who = said.get("key", ""), place.visitor.who
    if not keys.revoke(world.database, place.tenant_id, key, who, world.now_utc()):
        raise MissingError
    return back(place, "key_revoked")


def ask_revoke(sources: Sources, request: Request) -> Response:
    """What happens when a till is revoked, before it is."""
    place = owned(sources, request)
    if not place.the_till.is_active:
        raise MissingError
    sources.note(place, "access")
    return render(request, "access_till.html", base=f"{place.path}/access")


def revoke_till(sources: Sources, request: Request, _said: Fields) -> Response:
    """Shut it out; what it sent stays."""
    place = owned(sources, request)
    if not sources.tills.revoke(place.the_till.id, place.visitor.who):
        raise MissingError
    return back(place, "till_revoked")
