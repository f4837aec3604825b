"""`key`, `till`, `readlink`: what lets tills in, shuts them out, and lets auditors look."""

from datetime import timedelta
from pathlib import Path
from typing import Final

import click

from archive.accounts import heard, keys, read_links, tenants
from archive.accounts.key_sheet import key_sheet
from archive.accounts.keys import KeyOrder
from archive.accounts.read_links import LinkOrder
from archive.accounts.tills import TillBook
from archive.program.accounts import WHO
from archive.program.addresses import READ_LINK, link
from archive.program.options import config_option, data_option, world_of
from archive.program.output import RefusalError
from archive.world import World

_SHORT: Final = 16


@click.group()
def key() -> None:
    """Registration keys: typed on a till, they bring it in."""


@key.command("issue")
@click.argument("shop_id", metavar="SHOP")
@click.option("--uses", type=click.IntRange(1, keys.MOST_USES), default=1, help="How many tills.")
@click.option("--days", type=click.IntRange(1, 366), default=14, help="How long it is good.")
@click.option("--note", default="", help="What it is for.")
@click.option("--sheet", is_flag=True, help="With instructions for the stall, in German.")
@data_option
@config_option
def key_issue(
    *, shop_id: str, uses: int, days: int, note: str, sheet: bool, **place: Path | None
) -> None:
    """Make a key for tills of SHOP and print it, this one time."""
    with world_of(place["data"], place["config"]) as world:
        now = world.now_utc()
        ends = now + timedelta(days=days)
        order = KeyOrder(shop_id=shop_id, uses=uses, note=note, expires_at=ends)
        text = keys.issue(world.database, order, WHO, now)
        click.echo(key_sheet(text, order, world.settings.archive.url) if sheet else text)


@key.command("list")
@click.argument("tenant_id", metavar="TENANT")
@data_option
@config_option
def key_list(tenant_id: str, data: Path | None, config: Path | None) -> None:
    """The keys of TENANT: how many uses are left, and until when. No digits: nobody has them."""
    with world_of(data, config) as world:
        now = world.now_utc()
        for one in keys.keys_of(world.database, tenant_id):
            is_open = one.revoked_at is None and one.order.expires_at > now and one.uses_left
            left = f"{one.uses_left} of {one.order.uses} left"
            state = "open" if is_open else "closed"
            until = f"{one.order.expires_at:%Y-%m-%d}"
            click.echo(f"{one.key_sha256[:_SHORT]}\t{state}\t{left}\t{until}\t{one.order.note}")


@key.command("revoke")
@click.argument("tenant_id", metavar="TENANT")
@click.argument("key_id", metavar="KEY")
@data_option
@config_option
def key_revoke(tenant_id: str, key_id: str, data: Path | None, config: Path | None) -> None:
    """Take a key back, named as `key list` names it; tills that came in by it stay."""
    with world_of(data, config) as world:
        known = [one.key_sha256 for one in keys.keys_of(world.database, tenant_id)]
        wanted = _the_one(known, key_id)
        if not keys.revoke(world.database, tenant_id, wanted, WHO, world.now_utc()):
            raise RefusalError(f"{key_id}: was taken back before")
    click.echo("taken back")


@click.group()
def till() -> None:
    """Tills."""


@till.command("list")
@click.option("--tenant", "tenant_id", default="", help="Only those of this tenant.")
@data_option
@config_option
def till_list(tenant_id: str, data: Path | None, config: Path | None) -> None:
    """All tills: register id, tenant, state, and when each was last heard."""
    with world_of(data, config) as world:
        book, names = TillBook(world.database, world.now_utc), _names(world)
        for one in book.tills_of(tenant_id) if tenant_id else book.all():
            last = heard.last_heard(world.database, one.id)
            at = "never heard" if last is None else f"{last.at:%Y-%m-%d %H:%M} UTC"
            state = "active" if one.is_active else "revoked"
            click.echo(f"{one.id}\t{one.register_id}\t{names[one.tenant_id]}\t{state}\t{at}")


@till.command("revoke")
@click.argument("till_id", metavar="TILL")
@data_option
@config_option
def till_revoke(till_id: str, data: Path | None, config: Path | None) -> None:
    """Shut TILL out; what it sent stays. It comes back by a new key only."""
    with world_of(data, config) as world:
        if not TillBook(world.database, world.now_utc).revoke(till_id):
            raise RefusalError(f"{till_id}: no such till, or it is shut out already")
    click.echo("revoked")


@click.group()
def readlink() -> None:
    """Links for auditors: read chosen tills until a day, without an account."""


@readlink.command("create")
@click.argument("tenant_id", metavar="TENANT")
@click.option("--note", required=True, help="Who it is for; stands in the log of views.")
@click.option("--days", type=click.IntRange(1, 366), default=30, help="How long it is good.")
@click.option("--till", "till_ids", multiple=True, help="Only this till; may be said again.")
@data_option
@config_option
def readlink_create(
    *, tenant_id: str, note: str, days: int, till_ids: tuple[str, ...], **place: Path | None
) -> None:
    """Print a link that shows the receipts of TENANT, this one time."""
    with world_of(place["data"], place["config"]) as world:
        link(world, READ_LINK, "")
        now = world.now_utc()
        order = LinkOrder(
            tenant_id=tenant_id,
            till_ids=frozenset(till_ids) if till_ids else None,
            note=note,
            expires_at=now + timedelta(days=days),
        )
        click.echo(link(world, READ_LINK, read_links.create(world.database, order, WHO, now)))


@readlink.command("list")
@click.argument("tenant_id", metavar="TENANT")
@data_option
@config_option
def readlink_list(tenant_id: str, data: Path | None, config: Path | None) -> None:
    """The links of TENANT."""
    with world_of(data, config) as world:
        now = world.now_utc()
        for one in read_links.links_of(world.database, tenant_id):
            state = "open" if one.revoked_at is None and one.order.expires_at > now else "closed"
            chosen = (
                "all tills" if one.order.till_ids is None else f"{len(one.order.till_ids)} tills"
            )
            until = f"{one.order.expires_at:%Y-%m-%d}"
            note = one.order.note
            click.echo(f"{one.token_sha256[:_SHORT]}\t{state}\t{chosen}\t{until}\t{note}")


@readlink.command("revoke")
@click.argument("tenant_id", metavar="TENANT")
@click.argument("link_id", metavar="LINK")
@data_option
@config_option
def readlink_revoke(tenant_id: str, link_id: str, data: Path | None, config: Path | None) -> None:
    """Take a link back, named as `readlink list` names it; who reads by it is out at once."""
    with world_of(data, config) as world:
        known = [one.token_sha256 for one in read_links.links_of(world.database, tenant_id)]
        wanted = _the_one(known, link_id)
        if not read_links.revoke(world.database, tenant_id, wanted, WHO, world.now_utc()):
            raise RefusalError(f"{link_id}: was taken back before")
    click.echo("taken back")


def _names(world: World) -> dict[str, str]:
    return {one.id: one.name for one in tenants.listed(world.database)}


def _the_one(known: list[str], begin: str) -> str:
    found = [one for one in known if len(begin) >= _SHORT and one.startswith(begin)]
    if len(found) != 1:
        raise RefusalError(f"{begin}: there is none of this name")
    return found[0]
