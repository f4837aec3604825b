"""The pages of the portal and their paths; rooms that add pages use the same guard."""

from typing import Final

from starlette.routing import BaseRoute

from archive.portal import (
    access,
    account,
    cash,
    days,
    exports,
    grants,
    history,
    journal,
    overview,
    page,
    receipt_proof,
    receipts,
    records,
    sign_in,
    uploaded,
    uploads,
)
from archive.portal.guard import Endpoint
from archive.portal.guard import page as page_of
from archive.portal.place import TENANT_PATH, TILL_PATH, Sources
from archive.replica.replica import Replicas
from archive.world import World

#: Pages that show evidence, by their paths; tests ask each of them for what is another's.
PAGES: Final[tuple[tuple[str, Endpoint], ...]] = (
    (TENANT_PATH, overview.overview),
    (f"{TENANT_PATH}/tills", records.tills),
    (f"{TENANT_PATH}/alarms", records.alarms),
    (f"{TENANT_PATH}/views", records.seen),
    (f"{TENANT_PATH}/documents", records.papers),
    (TILL_PATH, days.listed),
    (f"{TILL_PATH}/days", days.listed),
    (f"{TILL_PATH}/days/{{day}}", days.shown),
    (f"{TILL_PATH}/receipts", receipts.listed),
    (f"{TILL_PATH}/receipts/{{number:int}}", receipts.shown),
    (f"{TILL_PATH}/journal", journal.journal),
    (f"{TILL_PATH}/fiscal", journal.fiscal),
    (f"{TILL_PATH}/cash", cash.cash),
    (f"{TILL_PATH}/history", history.history),
    (f"{TILL_PATH}/state", records.state),
)


def routes(world: World, replicas: Replicas) -> list[BaseRoute]:
    """All pages, and the few forms that change an account."""
    sources = Sources.of(world, replicas)
    return [
        *page.routes(),
        page_of(sources, "/", records.start),
        page_of(sources, "/tenants", records.choice),
        page_of(sources, "/fleet", records.fleet),
        *(page_of(sources, path, endpoint) for path, endpoint in PAGES),
        page_of(sources, f"{TILL_PATH}/receipts/{{number:int}}/proof.json", receipt_proof.fetched),
        *sign_in.routes(sources),
        *account.routes(sources),
        *access.routes(sources),
        *grants.routes(sources),
        *exports.routes(sources),
        *uploads.routes(sources),
        *uploaded.routes(sources),
        # Behind all others.
        page_of(sources, "/t/{rest:path}", records.nothing),
    ]
