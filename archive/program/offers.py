"""`offer`: signed images that tills are offered, to all or to some first, and taken back."""

from pathlib import Path
from typing import Final

import click

from archive.offers.book import ALL, Circle, OfferBook, Offered, OfferError
from archive.offers.bundle import BundleError, read_bundle
from archive.program.options import config_option, data_option, world_of
from archive.program.output import RefusalError

_PATH: Final = click.Path(path_type=Path)
_SHORT: Final = 16


@click.group()
def offer() -> None:
    """Images that tills are offered. The archive has no key: each till checks the signature."""


@offer.command("add")
@click.argument("bundle", type=_PATH)
@click.option("--version", required=True, help="As the bundle says; nothing else is offered.")
@click.option("--notes-de", required=True, help="One line that is read before it is installed.")
@click.option("--tenant", "tenant_id", help="Only tills of this tenant.")
@click.option("--till", "till_id", help="Only this till.")
@click.option("--share", type=click.IntRange(1, ALL), default=ALL, help="Percent of these tills.")
@data_option
@config_option
def offer_add(  # noqa: PLR0913 - one for each option
    *,
    bundle: Path,
    version: str,
    notes_de: str,
    tenant_id: str | None,
    till_id: str | None,
    share: int,
    **place: Path | None,
) -> None:
    """Keep BUNDLE (.raucb) and offer it to tills that run an older image of its kind.

    The same bundle again, to more tills, widens the circle: one till first, then a share, then all.
    """
    try:
        found = read_bundle(bundle)
        if found.version != version:
            raise RefusalError(f"{bundle}: is version {found.version}, not {version}")
        circle = Circle(tenant_id=tenant_id, till_id=till_id, share=share)
        with world_of(place["data"], place["config"]) as world:
            made = OfferBook(world).add(found, circle, notes_de)
    except (BundleError, OfferError) as error:
        raise RefusalError(str(error)) from error
    click.echo(f"{made.version} for {made.compatible}, {made.stored.size} bytes, {_whom(made)}")


@offer.command("list")
@data_option
@config_option
def offer_list(data: Path | None, config: Path | None) -> None:
    """All offers, the newest first: version, since when, for whom, how far it has come."""
    with world_of(data, config) as world:
        book = OfferBook(world)
        for one in book.all():
            reach = book.reach(one)
            state = "open" if one.withdrawn_at is None else "withdrawn"
            come = (
                f"{reach.tills} tills: {reach.running} run it, {reach.fetched} have it, "
                f"{reach.fell_back} fell back"
            )
            since = f"{one.made_at:%Y-%m-%d %H:%M} UTC"
            digest = one.stored.sha256[:_SHORT]
            click.echo(f"{one.version}\t{state}\t{since}\t{_whom(one)}\t{come}\t{digest}")


@offer.command("withdraw")
@click.argument("version")
@data_option
@config_option
def offer_withdraw(version: str, data: Path | None, config: Path | None) -> None:
    """Offer VERSION to nobody any more; a till that runs it stays as it is."""
    with world_of(data, config) as world:
        if not OfferBook(world).withdraw(version):
            raise RefusalError(f"{version}: is not offered")
    click.echo("withdrawn")


def _whom(one: Offered) -> str:
    circle = one.circle
    if circle.till_id is not None:
        return f"till {circle.till_id}"
    share = "all" if circle.share == ALL else f"{circle.share} % of the"
    return f"{share} tills" + (f" of {circle.tenant_id}" if circle.tenant_id else "")
