"""`operator`, `user`, `tenant`, `shop`: people, and the businesses whose evidence is kept."""

import sys
from pathlib import Path
from typing import BinaryIO, Final

import click

from archive.accounts import invitations, tenants, users
from archive.accounts.tenants import Country
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.program.addresses import INVITATION, link
from archive.program.options import config_option, data_option, world_of
from archive.program.output import RefusalError

#: How the log of views names what an operator does on the machine itself.
WHO: Final = "operator at the machine"
_MAX_PASSWORD_BYTES: Final = 4096
_ROLES: Final = click.Choice([role.value for role in users.GIVEN])


@click.group()
def operator() -> None:
    """Who runs the archive: makes tenants and keys, sees no receipt."""


@operator.command("create")
@click.argument("email")
@click.option("--name", required=True, help="As others read it.")
@click.option(
    "--password-file",
    type=click.File("rb"),
    help="Where the password is read from (- for standard input); asked for without it.",
)
@data_option
@config_option
def operator_create(
    email: str,
    name: str,
    password_file: BinaryIO | None,
    data: Path | None,
    config: Path | None,
) -> None:
    """Make an operator who signs in as EMAIL. A password never stands on the command line."""
    password = _password(password_file)
    new = NewUser(email=email, name=name, password=password)
    with world_of(data, config) as world:
        runs = Membership(role=Role.OPERATOR, scope="")
        users.create(world.database, new, runs, world.now_utc())
    click.echo(f"operator {email}")


@click.group()
def user() -> None:
    """People who sign in."""


@user.command("invite")
@click.argument("email")
@click.option("--role", type=_ROLES, required=True, help="What this one will be.")
@click.option(
    "--scope",
    default="",
    help="Id of the tenant; name of the manufacturer; nothing for an operator.",
)
@data_option
@config_option
def user_invite(email: str, role: str, scope: str, data: Path | None, config: Path | None) -> None:
    """Print a link by which EMAIL becomes a user; good for a week, once."""
    with world_of(data, config) as world:
        membership = Membership(role=Role(role), scope=scope)
        link(world, INVITATION, "")
        token = invitations.invite(world.database, email, membership, world.now_utc())
        click.echo(link(world, INVITATION, token))


@user.command("list")
@data_option
@config_option
def user_list(data: Path | None, config: Path | None) -> None:
    """Everybody, with roles and whether there is a second factor."""
    with world_of(data, config) as world:
        for one in users.everybody(world.database):
            roles = ", ".join(f"{role.role.value} {role.scope}".strip() for role in one.memberships)
            second = "second factor" if one.has_totp else "password alone"
            click.echo(f"{one.email}\t{one.name}\t{second}\t{roles or 'no role'}")


@user.command("leave")
@click.argument("email")
@click.option("--role", type=_ROLES, required=True, help="The role that ends.")
@click.option("--scope", default="", help="As with `user invite`.")
@data_option
@config_option
def user_leave(email: str, role: str, scope: str, data: Path | None, config: Path | None) -> None:
    """Take a role from EMAIL, at once; never the last owner's or the last operator's."""
    membership = Membership(role=Role(role), scope=scope)
    with world_of(data, config) as world:
        found = users.find(world.database, email)
        if found is None or not users.leave(world.database, found.id, membership):
            raise RefusalError(f"{email}: has no such role")
    click.echo(f"{email} is {role} no more")


@click.group()
def tenant() -> None:
    """Businesses whose evidence is kept."""


@tenant.command("create")
@click.argument("name")
@click.option(
    "--country",
    type=click.Choice([one.value for one in Country]),
    default=Country.AT.value,
    help="AT keeps 7 years, DE 10.",
)
@data_option
@config_option
def tenant_create(name: str, country: str, data: Path | None, config: Path | None) -> None:
    """Make a tenant called NAME and print its id."""
    with world_of(data, config) as world:
        click.echo(tenants.create(world.database, name, Country(country), world.now_utc()))


@tenant.command("list")
@data_option
@config_option
def tenant_list(data: Path | None, config: Path | None) -> None:
    """All tenants."""
    with world_of(data, config) as world:
        for one in tenants.listed(world.database):
            held = "held" if one.is_held else ""
            click.echo(f"{one.id}\t{one.name}\t{one.country}\t{one.retention_years} years\t{held}")


@tenant.command("hold")
@click.argument("tenant_id", metavar="TENANT")
@click.option("--end", is_flag=True, help="Let go again.")
@data_option
@config_option
def tenant_hold(tenant_id: str, *, end: bool, data: Path | None, config: Path | None) -> None:
    """Keep everything of TENANT whatever its age: a proceeding is pending."""
    with world_of(data, config) as world:
        tenants.hold(world.database, tenant_id, WHO, world.now_utc(), is_held=not end)
    click.echo("let go" if end else "held")


@tenant.command("retention")
@click.argument("tenant_id", metavar="TENANT")
@click.argument("years", type=click.IntRange(1, 100))
@data_option
@config_option
def tenant_retention(tenant_id: str, years: int, data: Path | None, config: Path | None) -> None:
    """Keep what TENANT sends for YEARS after the end of its year; never fewer than before."""
    with world_of(data, config) as world:
        tenants.keep_longer(world.database, tenant_id, years, WHO, world.now_utc())
    click.echo(f"{years} years")


@click.group()
def shop() -> None:
    """Places of business of a tenant."""


@shop.command("create")
@click.argument("tenant_id", metavar="TENANT")
@click.argument("name")
@click.option("--address", default="", help="Where it is.")
@data_option
@config_option
def shop_create(
    tenant_id: str, name: str, address: str, data: Path | None, config: Path | None
) -> None:
    """Open a shop of TENANT called NAME and print its id."""
    with world_of(data, config) as world:
        click.echo(tenants.create_shop(world.database, tenant_id, name, address).id)


@shop.command("list")
@click.argument("tenant_id", metavar="TENANT")
@data_option
@config_option
def shop_list(tenant_id: str, data: Path | None, config: Path | None) -> None:
    """The shops of TENANT by number."""
    with world_of(data, config) as world:
        for one in tenants.shops_of(world.database, tenant_id):
            click.echo(f"{one.number}\t{one.id}\t{one.name}\t{one.address}")


def _password(file: BinaryIO | None) -> str:
    if file is None:
        if not sys.stdin.isatty():
            raise RefusalError("nobody to ask for a password: use --password-file")
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    raw = file.read(_MAX_PASSWORD_BYTES)
    try:
        return raw.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise RefusalError("the password is not UTF-8") from error
